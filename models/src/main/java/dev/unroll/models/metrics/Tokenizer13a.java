package dev.unroll.models.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/// The tokenization `13a` of the WMT evaluations (mteval-v13a), as SacreBLEU defines it: punctuation and
/// symbols of ASCII become tokens of their own, but `'`, and `.`, `,` and `-` only where no number needs them.
///
/// Source: Post, *A call for clarity in reporting BLEU scores*, 2018.
public final class Tokenizer13a {
  private static final Pattern SYMBOL = Pattern.compile("([{-~\\[-` -&(-+:-@/])");
  private static final Pattern POINT_AFTER_NO_DIGIT = Pattern.compile("([^0-9])([.,])");
  private static final Pattern POINT_BEFORE_NO_DIGIT = Pattern.compile("([.,])([^0-9])");
  private static final Pattern DASH_AFTER_DIGIT = Pattern.compile("([0-9])(-)");

  private Tokenizer13a() {}

  /// The tokens of a sentence.
  public static List<String> tokens(String sentence) {
    String line =
        sentence
            .stripTrailing()
            .replace("<skipped>", "")
            .replace("-\n", "")
            .replace("\n", " ")
            .replace("&quot;", "\"")
            .replace("&amp;", "&")
            .replace("&lt;", "<")
            .replace("&gt;", ">");
    line = SYMBOL.matcher(" " + line + " ").replaceAll(" $1 ");
    line = POINT_AFTER_NO_DIGIT.matcher(line).replaceAll("$1 $2 ");
    line = POINT_BEFORE_NO_DIGIT.matcher(line).replaceAll(" $1 $2");
    line = DASH_AFTER_DIGIT.matcher(line).replaceAll("$1 $2 ");
    return split(line);
  }

  /// What stands between white space of any kind, no-break spaces included.
  private static List<String> split(String line) {
    List<String> tokens = new ArrayList<>();
    int begin = 0;
    for (int i = 0; i <= line.length(); i++) {
      if (i == line.length() || isSpace(line.charAt(i))) {
        if (i > begin) {
          tokens.add(line.substring(begin, i));
        }
        begin = i + 1;
      }
    }
    return tokens;
  }

  private static boolean isSpace(char c) {
    return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
  }
}

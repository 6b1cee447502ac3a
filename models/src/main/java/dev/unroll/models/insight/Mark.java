package dev.unroll.models.insight;

import dev.unroll.core.Checks;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/// Something that a reader of a text may keep track of: a number for each character, that holds once the
/// character was read.
@FunctionalInterface
public interface Mark {
  /// The number of each UTF-16 unit of a text.
  double[] ofCharacters(String text);

  /// 1 within double quotes of one line, the opening one included and the closing one not; a backslash takes the
  /// next character's meaning, and a quote between single quotes opens nothing.
  Mark QUOTES =
      text -> {
        double[] mark = new double[text.length()];
        char open = 0; // the quote that is open, or 0
        for (int i = 0; i < mark.length; i++) {
          char c = text.charAt(i);
          boolean escaped = open != 0 && i > 0 && isEscaped(text, i);
          if (c == '\n') {
            open = 0;
          } else if ((c == '"' || c == '\'') && !escaped) {
            open = open == 0 ? c : open == c ? 0 : open;
          }
          mark[i] = open == '"' ? 1 : 0;
        }
        return mark;
      };

  /// 1 within round or square brackets, the opening one included and the closing one not.
  Mark BRACKETS =
      text -> {
        double[] mark = new double[text.length()];
        int depth = 0;
        for (int i = 0; i < mark.length; i++) {
          char c = text.charAt(i);
          if (c == '(' || c == '[') {
            depth++;
          } else if ((c == ')' || c == ']') && depth > 0) {
            depth--;
          }
          mark[i] = depth > 0 ? 1 : 0;
        }
        return mark;
      };

  /// The characters since the line began: 0 for a newline, 1 for the first character after it.
  Mark LINE_POSITION =
      text -> {
        double[] mark = new double[text.length()];
        for (int i = 0; i < mark.length; i++) {
          mark[i] = text.charAt(i) == '\n' ? 0 : i == 0 ? 1 : mark[i - 1] + 1;
        }
        return mark;
      };

  private static boolean isEscaped(String text, int i) {
    int backslashes = 0;
    while (i - 1 - backslashes >= 0 && text.charAt(i - 1 - backslashes) == '\\') {
      backslashes++;
    }
    return backslashes % 2 == 1;
  }

  /// 1 within the matches of a regular expression. Of a text that makes the expression's groups nest too
  /// deeply, the mark throws an [IllegalArgumentException].
  static Mark matches(Pattern pattern) {
    return text -> {
      double[] mark = new double[text.length()];
      Matcher matcher = pattern.matcher(text);
      try {
        while (matcher.find()) {
          Arrays.fill(mark, matcher.start(), matcher.end(), 1);
        }
      } catch (StackOverflowError e) {
        throw new IllegalArgumentException(
            "mark: expected a regular expression that finds its matches without deep recursion, got '%s'; let its groups repeat possessively: (...)*+"
                .formatted(pattern),
            e);
      }
      return mark;
    };
  }

  /// The mark of a name, `quotes`, `brackets` or `line-position`; anything else is a regular expression.
  ///
  /// @throws IllegalArgumentException if it is none
  static Mark named(String name) {
    return switch (name) {
      case "quotes" -> QUOTES;
      case "brackets" -> BRACKETS;
      case "line-position" -> LINE_POSITION;
      default -> {
        try {
          yield matches(Pattern.compile(name));
        } catch (PatternSyntaxException e) {
          throw new IllegalArgumentException(
              "mark: expected quotes, brackets, line-position or a regular expression, got '%s' (%s)"
                  .formatted(name, e.getDescription()),
              e);
        }
      }
    };
  }

  /// The number once each token of a text was read: that of its last character.
  ///
  /// @param separator what stands between two tokens
  default double[] ofTokens(List<String> tokens, String separator) {
    double[] characters = ofCharacters(String.join(separator, tokens));
    double[] mark = new double[tokens.size()];
    int end = -separator.length();
    for (int t = 0; t < mark.length; t++) {
      end += separator.length() + Checks.positive("length", tokens.get(t).length());
      mark[t] = characters[end - 1];
    }
    return mark;
  }
}

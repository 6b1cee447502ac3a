package dev.unroll.cli.kind;

import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.DefaultText;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.io.IOException;
import java.text.DecimalFormat;
import java.util.EnumSet;
import java.util.List;

/// Reads the text that a language model is trained on or measured with, and tells what it found.
final class Corpora {
  private Corpora() {}

  /// The text of some files, or the one that every JDK has.
  ///
  /// @param vocabulary of the model there is; null to take that of the text
  /// @param heldOut the fraction of the text that does not count for a vocabulary of words
  static Corpus read(
      TextData data,
      Tokenizer tokenizer,
      WordOptions words,
      float heldOut,
      TokenVocabulary vocabulary,
      Purpose purpose,
      Console console)
      throws IOException {
    Corpus corpus =
        Stage.READING.run(
            () -> {
              TextSource source = source(data, console);
              if (vocabulary != null) {
                return Corpus.with(vocabulary, tokenizer, source);
              }
              return tokenizer == Tokenizer.CHARACTERS
                  ? Corpus.ofCharacters(source)
                  : Corpus.ofTokens(
                      source,
                      tokenizer,
                      EnumSet.of(Special.UNKNOWN),
                      words.minCount(),
                      words.largest(),
                      heldOut);
            });
    String tokens = tokenizer == Tokenizer.CHARACTERS ? "characters" : "words";
    console.say(
        "text: %,d %s, %,d different; %s",
        corpus.ids().length(),
        tokens,
        corpus.vocabulary().size(),
        purpose == Purpose.MEASURE ? "all measured" : heldOut(heldOut));
    if (corpus.unknown() > 0) {
      console.say(
          "text: %,d %s are not in the vocabulary and count as unknown", corpus.unknown(), tokens);
    }
    return corpus;
  }

  /// The lines of the files, or all of them as one text.
  static List<String> texts(TextData data, boolean lines, Console console) throws IOException {
    StringBuilder text = new StringBuilder();
    source(data, console).read(text::appendCodePoint);
    return lines ? text.toString().lines().toList() : List.of(text.toString());
  }

  private static TextSource source(TextData data, Console console) throws IOException {
    if (!data.text().isEmpty()) {
      return data.source(console.input());
    }
    DefaultText found = DefaultText.find();
    console.say("text: %s", found.description());
    return TextSource.of(found.text());
  }

  static String heldOut(float part) {
    return part == 0
        ? "none held out"
        : "the last %s%% are held out".formatted(new DecimalFormat("0.##").format(100 * part));
  }
}

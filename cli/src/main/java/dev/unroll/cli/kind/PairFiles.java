package dev.unroll.cli.kind;

import dev.unroll.cli.data.TextPair;
import dev.unroll.core.Checks;
import dev.unroll.models.data.Split;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.translation.NumberWords;
import dev.unroll.models.translation.SentencePair;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Pairs of sentences in files.
///
/// @param pairs files with a sentence, a tab and its translation a line; none for numbers in words and in digits
/// @param encoding of the files
/// @param first only so many pairs, the first; 0 for all of them
/// @param generated the sentences that are made up without a file
/// @param split which sources are held out, with all of their translations
/// @param answers how translations are looked for when the model is measured
public record PairFiles(
    @Setting(value = "Files with a sentence, a tab and its translation a line.", label = "FILE,…")
        List<Path> pairs,
    @Setting(value = "Encoding of the files, such as ISO-8859-1.", label = "NAME") String encoding,
    @Setting(value = "Only so many pairs, the first; 0 for all.", label = "N") int first,
    Generated generated,
    @Setting("Which sentences are held out, with all of their translations.") Split split,
    Beam answers) {
  public PairFiles {
    pairs = List.copyOf(pairs);
    TextData.charset(encoding);
    Checks.notNegative("first", first);
    Objects.requireNonNull(split, "split");
  }

  /// Numbers in words.
  ///
  /// @param sentences how many
  /// @param shortest words that each has at least
  /// @param longest words that each has at most
  public record Generated(
      @Setting(value = "Sentences that are made up without a file.", label = "N") int sentences,
      @Setting(value = "Words that these have at least.", label = "N") int shortest,
      @Setting(value = "Words that these have at most.", label = "N") int longest) {
    public Generated {
      Checks.positive("sentences", sentences);
      Checks.positive("shortest", shortest);
      if (longest < shortest) {
        throw new IllegalArgumentException(
            "longest: expected at least the shortest, %d, got %d".formatted(shortest, longest));
      }
    }
  }

  boolean generates() {
    return pairs.isEmpty();
  }

  /// All pairs.
  List<SentencePair> read() throws IOException {
    List<SentencePair> all = new ArrayList<>();
    if (generates()) {
      all.addAll(
          NumberWords.pairs(generated.sentences(), generated.shortest(), generated.longest(), 1));
    }
    Charset charset = TextData.charset(encoding);
    for (Path file : pairs) {
      for (TextPair pair : TextPair.read(file, charset)) {
        all.add(new SentencePair(pair.first(), pair.second()));
      }
    }
    return first == 0 || first >= all.size() ? all : all.subList(0, first);
  }
}

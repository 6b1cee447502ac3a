package dev.unroll.models.tagging;

import dev.unroll.models.data.Padding;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.Normalization;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.Arrays;
import java.util.List;

/// Sentences side by side.
///
/// @param words the ids of the words
/// @param shapes `[T·N]` what each looks like
/// @param characters the characters of each of the T·N words, which are its rows; null where nobody reads them
/// @param tags `[T·N]`, [#NONE] past a sentence's end
public record TaggerBatch(
    Sequence.Tokens words, Sequence.Tokens shapes, Sequence.Tokens characters, int[] tags) {
  /// In place of a tag past a sentence's end, or of an unknown one.
  static final int NONE = -1;

  /// An encoded sentence.
  record Encoded(int[] words, int[] shapes, int[][] characters, int[] tags) {
    /// @param tags null where they are unknown
    static Encoded of(TaggerVocabulary vocabulary, List<String> words, List<String> tags) {
      int length = words.size();
      int[][] characters = new int[length][];
      int[] tagIds = new int[length];
      for (int i = 0; i < length; i++) {
        characters[i] = vocabulary.characters().encode(words.get(i), Tokenizer.CHARACTERS);
        tagIds[i] = tags == null ? NONE : tag(vocabulary.tags(), tags.get(i));
      }
      return new Encoded(
          vocabulary.words().encode(words.stream().map(Normalization::lowerCase).toList()),
          words.stream().mapToInt(word -> WordShape.of(word).ordinal()).toArray(),
          characters,
          tagIds);
    }

    private static int tag(TokenVocabulary tags, String tag) {
      int id = tags.idOf(tag);
      if (id < 0) {
        throw new IllegalArgumentException(
            "the tag '%s' was not among those trained on: %s"
                .formatted(tag, String.join(", ", tags.tokens())));
      }
      return id;
    }
  }

  static TaggerBatch of(TaggerVocabulary vocabulary, boolean characters, Encoded... sentences) {
    int pad = vocabulary.words().id(Special.PAD);
    int[][] words = Arrays.stream(sentences).map(Encoded::words).toArray(int[][]::new);
    int[][] shapes = Arrays.stream(sentences).map(Encoded::shapes).toArray(int[][]::new);
    Sequence.Tokens x = Padding.after(words, pad);
    int batch = sentences.length;
    int[] tags = new int[x.ids().length];
    int[][] spelled = new int[tags.length][];
    for (int row = 0; row < tags.length; row++) {
      Encoded sentence = sentences[row % batch];
      int t = row / batch;
      boolean inside = t < sentence.words().length;
      tags[row] = inside ? sentence.tags()[t] : NONE;
      spelled[row] = inside ? sentence.characters()[t] : new int[0];
    }
    return new TaggerBatch(
        x,
        Padding.after(shapes, 0),
        characters ? Padding.after(spelled, vocabulary.characters().id(Special.PAD)) : null,
        tags);
  }

  /// How many words there are.
  int counted() {
    return Arrays.stream(words.lengths()).sum();
  }
}

package dev.unroll.models.tagging;

import dev.unroll.core.Tensor;
import dev.unroll.models.text.TokenVocabulary;
import java.util.ArrayList;
import java.util.List;

/// From logits to tags.
final class Decoding {
  private Decoding() {}

  /// The tag of the greatest logit of each word, sentence by sentence.
  ///
  /// @param logits `[T,N,K]`
  static List<List<String>> tags(TokenVocabulary tags, Tensor logits, TaggerBatch batch) {
    List<List<String>> sentences = new ArrayList<>();
    int rows = batch.words().batch();
    for (int n = 0; n < rows; n++) {
      List<String> sentence = new ArrayList<>();
      for (int t = 0; t < batch.words().lengths()[n]; t++) {
        int best = 0;
        for (int k = 1; k < tags.size(); k++) {
          best = logits.get(t, n, k) > logits.get(t, n, best) ? k : best;
        }
        sentence.add(tags.token(best));
      }
      sentences.add(sentence);
    }
    return sentences;
  }

  /// The true tags, sentence by sentence.
  static List<List<String>> truth(TokenVocabulary tags, TaggerBatch batch) {
    List<List<String>> sentences = new ArrayList<>();
    int rows = batch.words().batch();
    for (int n = 0; n < rows; n++) {
      List<String> sentence = new ArrayList<>();
      for (int t = 0; t < batch.words().lengths()[n]; t++) {
        sentence.add(tags.token(batch.tags()[t * rows + n]));
      }
      sentences.add(sentence);
    }
    return sentences;
  }
}

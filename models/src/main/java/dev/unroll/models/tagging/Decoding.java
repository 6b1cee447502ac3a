package dev.unroll.models.tagging;

import dev.unroll.core.Tensor;
import dev.unroll.models.text.TokenVocabulary;
import java.util.ArrayList;
import java.util.List;

/// From logits to tags, and from ids to names.
final class Decoding {
  private Decoding() {}

  /// The id of the greatest logit of each word, `[T·N]`, the first of equal ones.
  ///
  /// @param logits `[T,N,K]`
  static int[] likeliest(Tensor logits) {
    int tags = logits.shape().dimension(2);
    int[] best = new int[logits.shape().dimension(0) * logits.shape().dimension(1)];
    for (int row = 0; row < best.length; row++) {
      int at = logits.offset() + row * tags;
      for (int k = 1; k < tags; k++) {
        if (logits.data()[at + k] > logits.data()[at + best[row]]) {
          best[row] = k;
        }
      }
    }
    return best;
  }

  /// Tags, sentence by sentence.
  ///
  /// @param ids `[T·N]`, time-major
  static List<List<String>> tags(TokenVocabulary tags, int[] ids, TaggerBatch batch) {
    List<List<String>> sentences = new ArrayList<>();
    int rows = batch.words().batch();
    for (int n = 0; n < rows; n++) {
      List<String> sentence = new ArrayList<>();
      for (int t = 0; t < batch.words().lengths()[n]; t++) {
        sentence.add(tags.token(ids[t * rows + n]));
      }
      sentences.add(sentence);
    }
    return sentences;
  }
}

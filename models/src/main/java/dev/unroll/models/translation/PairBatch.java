package dev.unroll.models.translation;

import dev.unroll.models.data.Padding;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenVocabulary;
import java.util.Arrays;
import java.util.List;

/// Pairs side by side.
///
/// @param pairs the pairs
/// @param sources what is read
/// @param inputs what the decoder reads: BEGIN and the target
/// @param targets `[S·N]`, what it is to write: the target and END; [#NONE] past each end
/// @param counted the targets there are
/// @param sampling the probability with which the decoder reads a token of its own in training
public record PairBatch(
    List<Pair> pairs,
    Sequence.Tokens sources,
    Sequence.Tokens inputs,
    int[] targets,
    int counted,
    double sampling) {
  /// In place of a target that does not count.
  public static final int NONE = -1;

  /// A batch of pairs, padded.
  static PairBatch of(List<Pair> pairs, TokenVocabulary source, TokenVocabulary target) {
    int begin = target.id(Special.BEGIN);
    int end = target.id(Special.END);
    int rows = pairs.size();
    int[][] read = new int[rows][];
    int[][] inputs = new int[rows][];
    int counted = 0;
    for (int n = 0; n < rows; n++) {
      int[] written = pairs.get(n).target();
      read[n] = pairs.get(n).source();
      inputs[n] = new int[written.length + 1];
      inputs[n][0] = begin;
      System.arraycopy(written, 0, inputs[n], 1, written.length);
      counted += inputs[n].length;
    }
    Sequence.Tokens decoder = Padding.after(inputs, target.id(Special.PAD));
    int[] targets = new int[decoder.ids().length];
    Arrays.fill(targets, NONE);
    for (int n = 0; n < rows; n++) {
      int[] written = pairs.get(n).target();
      for (int t = 0; t <= written.length; t++) {
        targets[t * rows + n] = t < written.length ? written[t] : end;
      }
    }
    return new PairBatch(
        List.copyOf(pairs),
        Padding.after(read, source.id(Special.PAD)),
        decoder,
        targets,
        counted,
        0);
  }

  /// This batch with another probability of sampling.
  PairBatch withSampling(double newSampling) {
    return new PairBatch(pairs, sources, inputs, targets, counted, newSampling);
  }
}

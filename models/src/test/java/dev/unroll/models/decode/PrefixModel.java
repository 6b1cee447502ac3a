package dev.unroll.models.decode;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;

/// A model whose logits are a made-up function of all that a row has read.
final class PrefixModel implements StepModel {
  private final int vocabulary;
  private final long seed;
  private List<List<Integer>> rows = new ArrayList<>();
  int steps;

  PrefixModel(int vocabulary, long seed, int rows) {
    this.vocabulary = vocabulary;
    this.seed = seed;
    for (int i = 0; i < rows; i++) {
      this.rows.add(List.of());
    }
  }

  /// Logits from −3 to 3 in steps of a half, so that some are equal; one in eight is −∞, but never the first.
  float[] logits(List<Integer> read) {
    RandomStream random = new RandomStream(seed * 31 + read.hashCode());
    float[] logits = new float[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      float value = random.nextInt(13) / 2f - 3;
      logits[id] = id > 0 && random.nextInt(8) == 0 ? Float.NEGATIVE_INFINITY : value;
    }
    return logits;
  }

  /// ln softmax of [#logits].
  double[] logProbabilities(List<Integer> read) {
    float[] logits = logits(read);
    double sum = 0;
    for (float logit : logits) {
      sum += Math.exp(logit);
    }
    double[] result = new double[vocabulary];
    for (int id = 0; id < vocabulary; id++) {
      result[id] = logits[id] - Math.log(sum);
    }
    return result;
  }

  @Override
  public Tensor step(int[] ids) {
    steps++;
    Tensor all = Tensor.zeros(ids.length, vocabulary);
    for (int row = 0; row < ids.length; row++) {
      List<Integer> read = new ArrayList<>(rows.get(row));
      read.add(ids[row]);
      rows.set(row, List.copyOf(read));
      System.arraycopy(logits(read), 0, all.data(), row * vocabulary, vocabulary);
    }
    if (ids.length != rows.size()) {
      throw new AssertionError(ids.length + " ids for " + rows.size() + " rows");
    }
    return all;
  }

  @Override
  public void select(int[] selected) {
    List<List<Integer>> next = new ArrayList<>();
    for (int row : selected) {
      next.add(rows.get(row));
    }
    rows = next;
  }
}

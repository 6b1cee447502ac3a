package dev.unroll.models.training;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// What the batches of an [Evaluation] add, wherever each was measured, added up in the order of the batches.
final class EvaluationSums {
  private final double[][] sums;

  /// @param batches their number, here and elsewhere
  EvaluationSums(int batches) {
    sums = new double[batches][];
  }

  /// Takes what batch `k` adds.
  void add(int k, double[] sum) {
    sums[k] = sum.clone();
  }

  /// The total of all batches; all peers ask at the same time.
  double[] total(Peers peers) {
    if (peers.size() > 1) {
      gather(peers);
    }
    double[] total = new double[sums[0].length];
    for (double[] sum : sums) {
      for (int i = 0; i < total.length; i++) {
        total[i] += sum[i];
      }
    }
    return total;
  }

  private void gather(Peers peers) {
    List<Integer> here = new ArrayList<>();
    int bytes = 0;
    for (int k = 0; k < sums.length; k++) {
      if (sums[k] != null) {
        here.add(k);
        bytes += 4 + 4 + 8 * sums[k].length;
      }
    }
    ByteBuffer mine = ByteBuffer.allocate(bytes);
    for (int k : here) {
      mine.putInt(k).putInt(sums[k].length);
      for (double sum : sums[k]) {
        mine.putDouble(sum);
      }
    }
    for (ByteBuffer from : peers.gather(mine.flip())) {
      while (from.hasRemaining()) {
        int k = from.getInt();
        sums[k] = new double[from.getInt()];
        for (int i = 0; i < sums[k].length; i++) {
          sums[k][i] = from.getDouble();
        }
      }
    }
  }
}

package dev.unroll.bench.peers;

import dev.unroll.bench.KernelSets;
import dev.unroll.bench.ScalarGraphWork;
import java.util.Arrays;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// What the engine costs beside PyTorch's eager mode: the graph of single numbers of [ScalarGraphWork],
/// forward and backward, in turns in one process; prints nanoseconds an operation and the ratio, each the
/// median over the rounds.
public final class ScalarGraphComparison {
  private static final int ROUNDS = 60;
  private static final int WARM_UP = 40;

  private ScalarGraphComparison() {}

  /// Takes no arguments.
  public static void main(String[] args) {
    torch.set_num_threads(1);
    ScalarGraphWork ours = new ScalarGraphWork(KernelSets.named("vector"));
    Tensor x = Torch.tensor(new float[] {ScalarGraphWork.X});
    x.requires_grad_(true);
    Tensor z = Torch.tensor(new float[] {ScalarGraphWork.Z});
    z.requires_grad_(true);
    float wanted = ours.run();
    float got = gradient(x, z);
    if (!(Math.abs(wanted - got) <= 1e-5 * Math.max(1, Math.abs(wanted)))) {
      throw new IllegalStateException("expected the same gradient, got " + wanted + ", " + got);
    }
    double[] unroll = new double[ROUNDS];
    double[] peer = new double[ROUNDS];
    double[] ratio = new double[ROUNDS];
    for (int round = -WARM_UP; round < ROUNDS; round++) {
      long start = System.nanoTime();
      for (int i = 0; i < 20; i++) {
        ours.run();
      }
      long middle = System.nanoTime();
      gradient(x, z);
      long end = System.nanoTime();
      if (round >= 0) {
        unroll[round] = (middle - start) / (20.0 * ScalarGraphWork.OPERATIONS);
        peer[round] = (end - middle) / (double) ScalarGraphWork.OPERATIONS;
        ratio[round] = peer[round] / unroll[round];
      }
    }
    System.out.printf(
        "unroll %.0f ns an operation, PyTorch %.0f ns, ratio %.1f%n",
        median(unroll), median(peer), median(ratio));
  }

  private static float gradient(Tensor x, Tensor z) {
    try (PointerScope _ = new PointerScope()) {
      Tensor y = x;
      for (int i = 0; i < ScalarGraphWork.ROUNDS; i++) {
        y = y.mul(z).add(x).tanh().sub(z);
      }
      TensorVector gradients = torch.grad(new TensorVector(y), new TensorVector(x, z));
      return Torch.values(gradients.get(0))[0];
    }
  }

  private static double median(double[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}

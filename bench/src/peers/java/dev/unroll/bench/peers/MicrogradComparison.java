package dev.unroll.bench.peers;

import dev.unroll.bench.KernelSets;
import dev.unroll.bench.operation.MicrogradMlp;
import dev.unroll.bench.operation.QuickTimer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The network of scalars of [MicrogradMlp], forward and backward, beside PyTorch's eager mode: in turns in
/// one process, both on one thread, after their gradients were held against each other. PyTorch is called
/// from Java, which costs less than Python does. After `bench/compare --list` has built the peers:
///
///     java --add-modules jdk.incubator.vector --enable-native-access=ALL-UNNAMED \
///       -cp "bench/target/classes:bench/target/peers-classes:bench/target/peers-lib/*" \
///       dev.unroll.bench.peers.MicrogradComparison
public final class MicrogradComparison {
  private static final int SAMPLES = 8;

  private final float[] labels = MicrogradMlp.labels(SAMPLES);
  private final Tensor[] parameters = scalars(MicrogradMlp.initialParameters());
  private final Tensor[] x = scalars(MicrogradMlp.inputs(SAMPLES));
  private final Tensor one = scalars(new float[] {1})[0];
  private final Scalar[] signs = new Scalar[SAMPLES];
  private final Scalar share = new Scalar(1f / SAMPLES);
  private final Scalar decay = new Scalar(MicrogradMlp.DECAY);
  private final TensorVector differentiated = new TensorVector(parameters);

  private MicrogradComparison() {
    for (Tensor parameter : parameters) {
      parameter.requires_grad_(true);
    }
    for (int i = 0; i < SAMPLES; i++) {
      signs[i] = new Scalar(-labels[i]);
    }
  }

  private static Tensor[] scalars(float[] values) {
    Tensor[] tensors = new Tensor[values.length];
    for (int i = 0; i < values.length; i++) {
      tensors[i] = Torch.tensor(new float[] {values[i]});
    }
    return tensors;
  }

  /// Takes no arguments; prints a line.
  public static void main(String[] args) {
    // the presets would look at the process's memory and enlist each tensor for the garbage
    // collector,
    // which together take longer than PyTorch does
    System.setProperty("org.bytedeco.javacpp.maxPhysicalBytes", "0");
    System.setProperty("org.bytedeco.javacpp.nopointergc", "true");
    torch.set_num_threads(1);
    MicrogradMlp ours = new MicrogradMlp(SAMPLES, KernelSets.named("vector"));
    MicrogradComparison peer = new MicrogradComparison();
    ours.run();
    float[] wanted = ours.gradients();
    try (PointerScope _ = new PointerScope()) {
      TensorVector got = peer.gradients();
      for (int i = 0; i < wanted.length; i++) {
        float each = Torch.values(got.get(i))[0];
        if (!(Math.abs(each - wanted[i]) <= 1e-5 * Math.max(1, Math.abs(wanted[i])))) {
          throw new IllegalStateException(
              "gradient %d: expected %s, PyTorch has %s".formatted(i, wanted[i], each));
        }
      }
    }
    double[] times = QuickTimer.microseconds(ours::run, peer::run);
    System.out.printf(
        "%d operations: unroll %.0f µs, %.0f ns each; PyTorch %.0f µs, %.0f ns each; ratio %.1f%n",
        ours.operations(),
        times[0],
        1000 * times[0] / ours.operations(),
        times[1],
        1000 * times[1] / ours.operations(),
        times[1] / times[0]);
  }

  private void run() {
    try (PointerScope _ = new PointerScope()) {
      gradients();
    }
  }

  private TensorVector gradients() {
    return torch.grad(new TensorVector(loss()), differentiated);
  }

  private Tensor loss() {
    Tensor hinge = null;
    for (int sample = 0; sample < SAMPLES; sample++) {
      Tensor each = one.add(score(sample).mul(signs[sample])).relu();
      hinge = hinge == null ? each : hinge.add(each);
    }
    Tensor squares = null;
    for (Tensor parameter : parameters) {
      Tensor square = parameter.square();
      squares = squares == null ? square : squares.add(square);
    }
    return hinge.mul(share).add(squares.mul(decay));
  }

  private Tensor score(int sample) {
    int[] widths = MicrogradMlp.widths();
    Tensor[] in = new Tensor[widths[0]];
    System.arraycopy(x, sample * in.length, in, 0, in.length);
    int parameter = 0;
    for (int layer = 1; layer < widths.length; layer++) {
      Tensor[] out = new Tensor[widths[layer]];
      for (int neuron = 0; neuron < out.length; neuron++) {
        Tensor sum = parameters[parameter++];
        for (Tensor each : in) {
          sum = sum.add(parameters[parameter++].mul(each));
        }
        out[neuron] = layer == widths.length - 1 ? sum : sum.relu();
      }
      in = out;
    }
    return in[0];
  }
}

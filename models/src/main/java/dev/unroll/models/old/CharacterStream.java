package dev.unroll.models.old;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.Workers;
import java.util.Arrays;

/// A character model run one character at a time, with carried state: feed it what was said, ask it for
/// what comes next. Once warm, [#feed] and [#choose] allocate nothing.
///
/// Not thread-safe; each reader of a model has its own. It reads the weights as they are when it is
/// made.
public final class CharacterStream {
  private final RecurrentStream layers;
  private final int[] ids = new int[1];
  private final Tensor logits;
  private final float[] sorted;
  private final double[] weights;
  private final Tensor bias;
  private final Matrix transposedDecoder;
  private final Matrix hidden;
  private final Matrix output;
  private final GemmKernel gemm;
  private final Workspace workspace = new Workspace();

  CharacterStream(CharacterLanguageModel model) {
    KernelSet kernels = Kernels.active();
    layers = model.recurrent().stream(kernels, ids);
    Linear decoder = model.decoder();
    int vocabulary = model.vocabulary().size();
    logits = Tensor.zeros(1, vocabulary);
    sorted = new float[vocabulary];
    weights = new double[vocabulary];
    bias = decoder.bias().value();
    transposedDecoder = Matrix.of(decoder.weight().value()).transpose();
    hidden = Matrix.of(layers.state().h(layers.state().layers() - 1));
    output = Matrix.of(logits);
    gemm = kernels.gemm();
  }

  /// The state carried along: copy it to come back here later, write to it to go on from elsewhere.
  public RecurrentState state() {
    return layers.state();
  }

  /// Reads the character with an id and returns the logits `[1,V]` of the one that follows, which the
  /// next call overwrites.
  public Tensor feed(int id) {
    ids[0] = id;
    layers.step();
    System.arraycopy(bias.data(), bias.offset(), logits.data(), 0, logits.elements());
    gemm.multiplyAdd(hidden, transposedDecoder, output, workspace, Workers.CALLER);
    return logits;
  }

  /// The id of a character drawn from the softmax of the latest logits divided by `temperature`, among
  /// the `topK` likeliest (0: all; ties go to lower ids).
  ///
  /// Sums and exponentials are in double, in the order of the ids, by [StrictMath]: the same on every
  /// machine.
  public int choose(float temperature, int topK, RandomStream random) {
    int best = 0;
    float[] values = logits.data();
    for (int id = 1; id < values.length; id++) {
      if (values[id] > values[best]) {
        best = id;
      }
    }
    if (temperature == 0) {
      return best;
    }
    double sum = 0;
    float threshold = Float.NEGATIVE_INFINITY;
    int atThreshold = Integer.MAX_VALUE;
    if (topK > 0 && topK < values.length) {
      System.arraycopy(values, 0, sorted, 0, values.length);
      Arrays.sort(sorted);
      threshold = sorted[values.length - topK];
      atThreshold = topK;
      for (float value : values) {
        if (value > threshold) {
          atThreshold--;
        }
      }
    }
    for (int id = 0; id < values.length; id++) {
      boolean taken = values[id] > threshold || (values[id] == threshold && atThreshold-- > 0);
      weights[id] = taken ? StrictMath.exp((values[id] - (double) values[best]) / temperature) : 0;
      sum += weights[id];
    }
    double left = random.nextDouble() * sum;
    int last = best;
    for (int id = 0; id < values.length; id++) {
      if (weights[id] > 0) {
        last = id;
        left -= weights[id];
        if (left < 0) {
          return id;
        }
      }
    }
    return last;
  }
}

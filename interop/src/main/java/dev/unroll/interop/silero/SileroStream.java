package dev.unroll.interop.silero;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.ElementwiseKernel;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import java.util.Arrays;
import java.util.Objects;

/// Sound going through [SileroVad], a chunk after another. Not thread-safe. A chunk allocates nothing once warm.
public final class SileroStream {
  /// What is kept of the sound before a chunk, and what is mirrored behind it.
  private static final int CONTEXT = 64;

  private static final int WINDOW = 256;
  private static final int HOP = 128;
  private static final int FRAMES = 4;
  private static final int BINS = 129;

  private final KernelSet kernels = Kernels.active();
  private final Workspace workspace;
  private final SileroVad vad;

  /// 64 samples before the chunk, the chunk, and its last 64 mirrored.
  private final float[] sound = new float[CONTEXT + SileroVad.CHUNK + CONTEXT];

  private final Product spectrum;

  /// Magnitudes `[6,129]`, and what the convolutions give, each between a frame of zeros on either side.
  private final float[] magnitudes = new float[(FRAMES + 2) * BINS];

  private final Product[] convolutions = new Product[4];
  private final Tensor h = Tensor.zeros(1, SileroVad.HIDDEN);
  private final Tensor c = Tensor.zeros(1, SileroVad.HIDDEN);
  private final float[] rectified = new float[SileroVad.HIDDEN];
  private final float[] probability = new float[1];
  private final RecurrentStep step;

  /// Rows of windows, each a stride behind the other, times a matrix, plus a bias.
  private record Product(Matrix windows, PackedMatrix weight, Matrix result, Tensor bias) {}

  SileroStream(SileroVad vad, Workspace workspace) {
    this.vad = vad;
    this.workspace = workspace;
    spectrum =
        product(Matrix.rowMajor(sound, 0, FRAMES, WINDOW, HOP), vad.basis(), null, FRAMES, 0);
    float[] from = magnitudes;
    int frames = FRAMES;
    int channels = BINS;
    for (int i = 0; i < 4; i++) {
      int stride = i == 1 || i == 2 ? 2 : 1;
      frames = (frames - 1) / stride + 1;
      Matrix windows = Matrix.rowMajor(from, 0, frames, 3 * channels, stride * channels);
      channels = vad.bias(i).elements();
      convolutions[i] = product(windows, vad.weight(i), vad.bias(i), frames, i < 3 ? channels : 0);
      from = convolutions[i].result().data();
    }
    Tensor x = Tensor.wrap(from, 0, Shape.of(1, 1, SileroVad.HIDDEN));
    step = new RecurrentStep(vad.lstm(), new SequenceInput.Features(x), h, c, workspace);
  }

  /// @param margin the floats of zeros before and behind the result
  private static Product product(
      Matrix windows, PackedMatrix weight, Tensor bias, int rows, int margin) {
    int columns = weight.columns();
    float[] data = new float[rows * columns + 2 * margin];
    Matrix result = Matrix.rowMajor(data, margin, rows, columns, columns);
    return new Product(windows, weight, result, bias);
  }

  /// Begins anew: silence before, and a state of zeros.
  public void reset() {
    Arrays.fill(sound, 0);
    h.fill(0);
    c.fill(0);
  }

  /// The hidden state `[1,128]`, shared, not copied; [#next] overwrites it.
  public Tensor h() {
    return h;
  }

  /// The cell state `[1,128]`, shared, not copied; [#next] overwrites it.
  public Tensor c() {
    return c;
  }

  /// How likely somebody speaks in the next chunk.
  ///
  /// @param samples from −1 to 1, at 16 kHz; 512 from `offset` on are read
  /// @return a probability
  /// @throws IndexOutOfBoundsException if there are fewer
  public float next(float[] samples, int offset) {
    Objects.checkFromIndexSize(offset, SileroVad.CHUNK, samples.length);
    // 1. the sound with what is before it and its mirror image behind it
    System.arraycopy(sound, SileroVad.CHUNK, sound, 0, CONTEXT);
    System.arraycopy(samples, offset, sound, CONTEXT, SileroVad.CHUNK);
    int end = CONTEXT + SileroVad.CHUNK;
    for (int i = 0; i < CONTEXT; i++) {
      sound[end + i] = sound[end - 2 - i];
    }

    // 2. magnitudes of the spectrum
    run(spectrum);
    float[] s = spectrum.result().data();
    for (int frame = 0; frame < FRAMES; frame++) {
      int at = frame * 2 * BINS;
      int to = (frame + 1) * BINS;
      for (int bin = 0; bin < BINS; bin++) {
        float re = s[at + bin];
        float im = s[at + BINS + bin];
        magnitudes[to + bin] = Math.fma(re, re, im * im);
      }
    }
    kernels
        .elementwise()
        .forward(
            ElementwiseKernel.Function.SQUARE_ROOT,
            0,
            FRAMES * BINS,
            magnitudes,
            BINS,
            magnitudes,
            BINS);

    // 3. convolutions
    for (Product convolution : convolutions) {
      run(convolution);
      Matrix y = convolution.result();
      int length = y.rows() * y.columns();
      kernels.activation().relu(length, y.data(), y.offset(), y.data(), y.offset());
    }

    // 4. the LSTM and what it says
    kernels.lstm().step(step);
    kernels.activation().relu(SileroVad.HIDDEN, h.data(), 0, rectified, 0);
    Tensor w = vad.output();
    probability[0] =
        kernels.reduction().dot(SileroVad.HIDDEN, w.data(), w.offset(), rectified, 0)
            + vad.outputBias();
    kernels.activation().sigmoid(1, probability, 0, probability, 0);
    return probability[0];
  }

  private void run(Product product) {
    Matrix y = product.result();
    if (product.bias() == null) {
      kernels.gemm().multiply(product.windows(), product.weight(), y, workspace, Workers.CALLER);
      return;
    }
    for (int row = 0; row < y.rows(); row++) {
      int at = y.offset() + row * y.columns();
      System.arraycopy(product.bias().data(), 0, y.data(), at, y.columns());
    }
    kernels.gemm().multiplyAdd(product.windows(), product.weight(), y, workspace, Workers.CALLER);
  }
}

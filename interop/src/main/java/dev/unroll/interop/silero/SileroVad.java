package dev.unroll.interop.silero;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.LstmWeights;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.PackedMatrix;
import dev.unroll.kernels.PackedWeights;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;

/// Silero VAD (Silero Team 2021, version 5 and later) for sound of 16 kHz, from the safetensors file of its package:
/// how likely somebody speaks in each chunk of 512 samples, 32 ms.
///
///     SileroVad vad = SileroVad.read(path);
///     SileroStream stream = vad.stream();
///     float probability = stream.next(samples, offset);        // of 512 samples from −1 to 1
///
/// A chunk, with the 64 samples before it, goes through a short-time Fourier transform of four frames, as a
/// convolution; the magnitudes of 129 frequencies through four convolutions, with ReLU, to one frame of 128
/// channels; this through an LSTM that carries its state from chunk to chunk; and what comes out through
/// ReLU, a linear layer and the logistic sigmoid:
///
///     s = stft(x)        m = √(s[0..128]² + s[129..257]²)
///     v = relu(conv4(relu(conv3(relu(conv2(relu(conv1(m))))))))
///     h, c = lstm(v, h, c)        p = σ(w · relu(h) + b)
///
/// Immutable; its streams share the weights.
public final class SileroVad {
  /// The samples of a chunk.
  public static final int CHUNK = 512;

  /// The samples a second.
  public static final int RATE = 16_000;

  static final int HIDDEN = 128;

  private static final int[] CONVOLUTIONS = {129, 128, 64, 64, 128};

  private final PackedMatrix basis;
  private final PackedMatrix[] weights = new PackedMatrix[4];
  private final Tensor[] biases = new Tensor[4];
  private final PackedWeights lstm;
  private final Tensor output;
  private final float outputBias;

  private SileroVad(SafetensorsFile file) throws IOException {
    basis = packed(tensor(file, "stft_conv.weight", 258, 1, 256));
    for (int i = 0; i < 4; i++) {
      int outputs = CONVOLUTIONS[i + 1];
      String name = "conv" + (i + 1);
      weights[i] = packed(tensor(file, name + ".weight", outputs, CONVOLUTIONS[i], 3));
      biases[i] = tensor(file, name + ".bias", outputs);
    }
    LstmWeights cell =
        new LstmWeights(
            tensor(file, "lstm_cell.weight_ih", 4 * HIDDEN, HIDDEN),
            tensor(file, "lstm_cell.weight_hh", 4 * HIDDEN, HIDDEN),
            tensor(file, "lstm_cell.bias_ih", 4 * HIDDEN),
            tensor(file, "lstm_cell.bias_hh", 4 * HIDDEN));
    lstm = Kernels.active().lstm().pack(cell, 0);
    output = tensor(file, "final_conv.weight", 1, HIDDEN, 1);
    outputBias = tensor(file, "final_conv.bias", 1).item();
  }

  /// Whether the tensors of a file have the names of this model's.
  public static boolean matches(Set<String> names) {
    return names.contains("stft_conv.weight") && names.contains("lstm_cell.weight_ih");
  }

  /// Reads a file.
  ///
  /// @throws MalformedFileException if it does not hold this model
  /// @throws IOException if the reading fails
  public static SileroVad read(Path path) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      return of(file);
    }
  }

  /// Takes the model from an open file.
  ///
  /// @throws MalformedFileException if it does not hold this model
  /// @throws IOException if the reading fails
  public static SileroVad of(SafetensorsFile file) throws IOException {
    return new SileroVad(file);
  }

  private static Tensor tensor(SafetensorsFile file, String name, int... shape) throws IOException {
    Tensor tensor = Tensor.zeros(shape);
    file.read(name, tensor);
    return tensor;
  }

  /// `[O,C,K]` as `[K·C,O]`: a window's rows one behind the other give its product with one matrix.
  private static PackedMatrix packed(Tensor weight) {
    int outputs = weight.shape().dimension(0);
    int channels = weight.shape().dimension(1);
    int window = weight.shape().dimension(2);
    Tensor turned = Tensor.zeros(window * channels, outputs);
    for (int o = 0; o < outputs; o++) {
      for (int c = 0; c < channels; c++) {
        for (int k = 0; k < window; k++) {
          turned.data()[(k * channels + c) * outputs + o] =
              weight.data()[(o * channels + c) * window + k];
        }
      }
    }
    return Kernels.active().gemm().pack(Matrix.of(turned));
  }

  /// A stream at its beginning: silence before it, and a state of zeros.
  public SileroStream stream() {
    return new SileroStream(this, new Workspace());
  }

  PackedMatrix basis() {
    return basis;
  }

  PackedMatrix weight(int layer) {
    return weights[layer];
  }

  Tensor bias(int layer) {
    return biases[layer];
  }

  PackedWeights lstm() {
    return lstm;
  }

  Tensor output() {
    return output;
  }

  float outputBias() {
    return outputBias;
  }
}

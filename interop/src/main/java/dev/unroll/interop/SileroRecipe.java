package dev.unroll.interop;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.silero.SileroVad;
import java.util.LinkedHashMap;
import java.util.Map;

/// How sound goes through a Silero VAD: in chunks of 512 samples, the last filled up with zeros, with the state
/// carried on. `prob` has a number for each chunk, `state` `[3,2,1,128]` h and c after the first, the middle and
/// the last.
final class SileroRecipe {
  static final int HIDDEN = 128;

  private SileroRecipe() {}

  /// A chunk through the model.
  ///
  /// @param <E> what it may throw
  @FunctionalInterface
  interface Step<E extends Exception> {
    /// @param chunk 512 samples
    /// @param state read and overwritten: h and c
    /// @return the probability
    float next(float[] chunk, float[] state) throws E;
  }

  static <E extends Exception> Map<String, NdArray> run(NdArray signal, Step<E> step) throws E {
    float[] samples = signal.tensor().data();
    int chunks = (samples.length + SileroVad.CHUNK - 1) / SileroVad.CHUNK;
    Tensor probabilities = Tensor.zeros(chunks);
    Tensor states = Tensor.zeros(Shape.of(3, 2, 1, HIDDEN));
    float[] state = new float[2 * HIDDEN];
    for (int i = 0; i < chunks; i++) {
      int from = i * SileroVad.CHUNK;
      float[] chunk = new float[SileroVad.CHUNK];
      System.arraycopy(samples, from, chunk, 0, Math.min(SileroVad.CHUNK, samples.length - from));
      probabilities.data()[i] = step.next(chunk, state);
      for (int kept = 0; kept < 3; kept++) {
        if (i == (chunks - 1) * kept / 2) {
          System.arraycopy(state, 0, states.data(), kept * state.length, state.length);
        }
      }
    }
    Map<String, NdArray> outputs = new LinkedHashMap<>();
    outputs.put("prob", NdArray.of(probabilities));
    outputs.put("state", NdArray.of(states));
    return outputs;
  }
}

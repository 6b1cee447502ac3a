package dev.unroll.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.testing.Allocations;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// Voice activity detection as a program would do it: two seconds of 16 kHz sound in chunks of 32 ms, the last
/// 64 samples of each given again with the next, the state carried.
final class SileroTest {
  private static final int CHUNK = 512;
  private static final int CONTEXT = 64;

  private final Tensor input = Tensor.zeros(1, CONTEXT + CHUNK);
  private final Map<String, OnnxTensor> inputs = new HashMap<>();
  private OnnxModel model;
  private OnnxSession session;
  private SafetensorsFile expected;
  private float[] signal;

  @BeforeEach
  void read() throws IOException {
    model = OnnxFiles.model(OnnxFiles.SILERO);
    session = model.session();
    expected = OnnxFiles.expected(OnnxFiles.SILERO);
    signal = expected.tensor("in.signal").data();
    inputs.put("input", OnnxTensor.of(input));
    inputs.put("state", OnnxTensor.of(Tensor.zeros(2, 1, 128)));
  }

  private float probability(int chunk) {
    float[] data = input.data();
    System.arraycopy(data, CHUNK, data, 0, CONTEXT);
    int from = chunk * CHUNK;
    int count = Math.min(CHUNK, signal.length - from);
    System.arraycopy(signal, from, data, CONTEXT, count);
    Arrays.fill(data, CONTEXT + count, data.length, 0);
    Map<String, OnnxTensor> outputs = session.run(inputs);
    inputs.put("state", outputs.get("stateN"));
    return outputs.get("output").tensor().data()[0];
  }

  @Test
  void detectsSpeech() throws IOException {
    int chunks = (signal.length + CHUNK - 1) / CHUNK;
    Tensor probabilities = Tensor.zeros(chunks);
    Tensor states = Tensor.zeros(3, 2, 1, 128);
    int[] kept = {0, 31, 62};
    for (int chunk = 0, state = 0; chunk < chunks; chunk++) {
      probabilities.set(probability(chunk), chunk);
      if (chunk == kept[state]) {
        states.at(state).copyFrom(inputs.get("state").tensor());
        state = Math.min(2, state + 1);
      }
    }
    for (String kind : new String[] {"out.", "oracle."}) {
      Map<String, OnnxTensor> wanted = OnnxFiles.tensors(expected, kind);
      OnnxTolerance.assertClose("prob", wanted.get("prob"), OnnxTensor.of(probabilities));
      OnnxTolerance.assertClose("state", wanted.get("state"), OnnxTensor.of(states));
    }
  }

  @Test
  void constantsAreComputedOnce() {
    String description = model.describe();
    assertTrue(description.contains("nodes      167: "), description);
    assertTrue(
        description.contains("runs as    42: Add 1, Cast 3, Concat 1, Conv 6, "), description);
    assertTrue(description.contains("H 128, forward: fused kernel"), description);
  }

  @Test
  void aWarmChunkAllocatesNothing() {
    assertEquals(0, Allocations.warmBytes(() -> probability(3)));
  }
}

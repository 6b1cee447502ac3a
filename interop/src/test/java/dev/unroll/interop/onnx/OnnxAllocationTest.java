package dev.unroll.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.testing.Allocations;
import java.io.IOException;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Runs by turns with two shapes of inputs allocate nothing once both are known.
final class OnnxAllocationTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "torch_ts_lstm_packed.onnx",
        "torch_dynamo_gru_2l_bi.onnx",
        "node_lstm_op22_bidir_peephole_lens.onnx",
      })
  void aWarmRunAllocatesNothing(String name) throws IOException {
    SafetensorsFile file = OnnxFiles.expected(name);
    Map<String, OnnxTensor> one = OnnxFiles.tensors(file, "in.");
    Map<String, OnnxTensor> other = OnnxFiles.tensors(file, "in2.");
    OnnxSession session = OnnxFiles.model(name).session();
    assertEquals(
        0,
        Allocations.warmBytes(
            () -> {
              session.run(one);
              if (!other.isEmpty()) {
                session.run(other);
              }
            }));
  }
}

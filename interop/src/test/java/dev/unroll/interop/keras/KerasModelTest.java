package dev.unroll.interop.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.Tensor;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.testing.ModelFiles;
import dev.unroll.interop.testing.Tolerance;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Models that Keras 3.15 wrote, in each of its three formats, give what it computed.
final class KerasModelTest {
  private static KerasFile file(String name) throws IOException {
    return KerasFile.of(name, ModelFiles.bytes(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keras_lstm",
        "keras_gru_reset_after",
        "keras_gru_reset_before",
        "keras_simplernn",
        "keras_bidirectional_lstm",
        "keras_stacked",
        "keras_mask_zero_lstm",
        "keras_compiled_adam"
      })
  void givesWhatKerasComputed(String name) throws IOException {
    KerasFile architecture = file(name + ".keras");
    check(name + ".keras", architecture.model());
    check(name + ".h5", file(name + ".h5").model());
    check(name + ".weights.h5", file(name + ".weights.h5").model(architecture));
  }

  private static void check(String name, KerasModel model) throws IOException {
    for (String call : List.of("", "2")) {
      Map<String, NdArray> in = ModelFiles.expected(name, "in" + call + ".");
      Map<String, NdArray> out = ModelFiles.expected(name, "out" + call + ".");
      Tensor y = model.run(in.get("x"));
      assertEquals(out.get("y").shape(), y.shape());
      Tolerance.check(name, out.get("y").doubles(), NdArray.of(y).doubles());
    }
  }
}

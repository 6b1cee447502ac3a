package dev.unroll.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.io.SafetensorsFile;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Models that other programs wrote give what those programs compute, for two shapes of inputs.
final class OnnxFilesTest {
  /// The part of the tolerance that the worst of the files uses.
  private static final double WORST = 0.03;

  static List<String> names() {
    return OnnxFiles.names();
  }

  @Test
  void allFilesAreThere() {
    assertEquals(72, names().size());
  }

  @ParameterizedTest
  @MethodSource("names")
  void givesWhatIsExpected(String name) throws IOException {
    SafetensorsFile expected = OnnxFiles.expected(name);
    OnnxSession session = OnnxFiles.model(name).session();
    double worst = 0;
    for (String call : new String[] {"", "2", ""}) {
      Map<String, OnnxTensor> inputs = OnnxFiles.tensors(expected, "in" + call + ".");
      if (inputs.isEmpty()) {
        continue;
      }
      Map<String, OnnxTensor> outputs = session.run(inputs);
      for (String kind : new String[] {"out", "oracle"}) {
        Map<String, OnnxTensor> wanted = OnnxFiles.tensors(expected, kind + call + ".");
        assertFalse(kind.equals("out") && wanted.isEmpty());
        for (Map.Entry<String, OnnxTensor> output : wanted.entrySet()) {
          String what = name + " " + kind + call + "." + output.getKey();
          worst =
              Math.max(
                  worst,
                  OnnxTolerance.assertClose(what, output.getValue(), outputs.get(output.getKey())));
        }
      }
    }
    assertTrue(worst <= WORST, name + " uses " + worst + " of its tolerance");
  }
}

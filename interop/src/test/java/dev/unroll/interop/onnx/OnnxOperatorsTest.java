package dev.unroll.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/// The standard's own cases of the operators.
final class OnnxOperatorsTest {
  @Test
  void giveWhatTheStandardExpects() throws IOException {
    List<OperatorCase> cases = OperatorCase.all();
    assertEquals(743, cases.size());
    List<String> failures = new ArrayList<>();
    for (OperatorCase one : cases) {
      try {
        run(one);
      } catch (IOException | RuntimeException | AssertionError e) {
        failures.add(one.name() + ": " + e);
      }
    }
    assertEquals(List.of(), failures);
  }

  /// Twice, because what a run leaves behind must not matter to the next.
  private static void run(OperatorCase one) throws IOException {
    OnnxSession session = OnnxModel.of(one.name(), one.model()).session();
    Map<String, OnnxTensor> inputs = one.inputs();
    for (int i = 0; i < 2; i++) {
      Map<String, OnnxTensor> outputs = session.run(inputs);
      for (Map.Entry<String, OnnxTensor> expected : one.outputs().entrySet()) {
        OnnxTolerance.assertClose(
            expected.getKey(), expected.getValue(), outputs.get(expected.getKey()));
      }
    }
  }
}

package dev.unroll.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.io.SafetensorsFile;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

/// The standard's own cases of the operators (package onnx 1.23.1, Apache-2.0): those that are small and whose
/// operators are supported, one after the other in `operators.gz`, each a name, a model and the tensors that go in
/// and come out.
final class OnnxOperatorsTest {
  private static final int CASES = 743;

  @Test
  void giveWhatTheStandardExpects() throws IOException {
    List<String> failures = new ArrayList<>();
    int count = 0;
    try (DataInputStream in =
        new DataInputStream(
            new GZIPInputStream(
                new ByteArrayInputStream(OnnxFiles.bytes("operators.gz")), 1 << 16))) {
      for (; count < CASES; count++) {
        String name = in.readUTF();
        byte[] model = in.readNBytes(in.readInt());
        byte[] tensors = in.readNBytes(in.readInt());
        try {
          run(OnnxModel.of(name, model), SafetensorsFile.of(name, tensors));
        } catch (IOException | RuntimeException | AssertionError e) {
          failures.add(name + ": " + e);
        }
      }
      assertEquals(-1, in.read());
    }
    assertEquals(List.of(), failures);
  }

  /// Twice, because what a run leaves behind must not matter to the next.
  private static void run(OnnxModel model, SafetensorsFile tensors) throws IOException {
    OnnxSession session = model.session();
    Map<String, OnnxTensor> inputs = OnnxFiles.tensors(tensors, "in.");
    for (int i = 0; i < 2; i++) {
      Map<String, OnnxTensor> outputs = session.run(inputs);
      for (Map.Entry<String, OnnxTensor> expected :
          new TreeMap<>(OnnxFiles.tensors(tensors, "out.")).entrySet()) {
        OnnxTolerance.assertClose(
            expected.getKey(), expected.getValue(), outputs.get(expected.getKey()));
      }
    }
  }
}

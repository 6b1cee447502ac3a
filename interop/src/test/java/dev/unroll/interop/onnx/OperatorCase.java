package dev.unroll.interop.onnx;

import dev.unroll.core.io.SafetensorsFile;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;

/// One of the standard's own cases of the operators (package onnx 1.23.1, Apache-2.0): those that are small and whose
/// operators are supported. In `operators.gz` they lie one after the other, each a name, a model and the tensors that
/// go in and come out.
record OperatorCase(
    String name, byte[] model, Map<String, OnnxTensor> inputs, Map<String, OnnxTensor> outputs) {

  static List<OperatorCase> all() throws IOException {
    List<OperatorCase> cases = new ArrayList<>();
    byte[] packed = OnnxFiles.bytes("operators.gz");
    try (DataInputStream in =
        new DataInputStream(
            new ByteArrayInputStream(
                new GZIPInputStream(new ByteArrayInputStream(packed)).readAllBytes()))) {
      while (in.available() > 0) {
        String name = in.readUTF();
        byte[] model = in.readNBytes(in.readInt());
        SafetensorsFile tensors = SafetensorsFile.of(name, in.readNBytes(in.readInt()));
        cases.add(
            new OperatorCase(
                name,
                model,
                OnnxFiles.tensors(tensors, "in."),
                OnnxFiles.tensors(tensors, "out.")));
      }
    }
    return cases;
  }
}

package dev.unroll.interop.onnx;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.SafetensorsFile;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// The models among the test resources, and what comes with them: inputs and expected outputs.
final class OnnxFiles {
  static final String SILERO = "silero_vad_openvino_16k.onnx";

  private OnnxFiles() {}

  /// All but the large one.
  static List<String> names() {
    try (Stream<Path> files = Files.list(Path.of(OnnxFiles.class.getResource("/onnx").toURI()))) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.endsWith(".onnx") && !name.equals(SILERO))
          .sorted()
          .toList();
    } catch (IOException | URISyntaxException e) {
      throw new AssertionError(e);
    }
  }

  static byte[] bytes(String name) {
    try (InputStream in = OnnxFiles.class.getResourceAsStream("/onnx/" + name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static OnnxModel model(String name) throws IOException {
    return OnnxModel.of(name, bytes(name));
  }

  static SafetensorsFile expected(String name) throws IOException {
    String file = name + ".expected.safetensors";
    return SafetensorsFile.of(file, bytes(file));
  }

  /// The tensors whose names begin with a prefix, by the rest of their names.
  static Map<String, OnnxTensor> tensors(SafetensorsFile file, String prefix) throws IOException {
    Map<String, OnnxTensor> tensors = new LinkedHashMap<>();
    for (String name : file.names()) {
      if (name.startsWith(prefix)) {
        tensors.put(name.substring(prefix.length()), tensor(file, name));
      }
    }
    return tensors;
  }

  private static OnnxTensor tensor(SafetensorsFile file, String name) throws IOException {
    return switch (file.dtype(name)) {
      case F64 -> {
        double[] doubles = file.doubles(name);
        Tensor rounded = Tensor.zeros(file.shape(name));
        for (int i = 0; i < doubles.length; i++) {
          rounded.data()[i] = (float) doubles[i];
        }
        yield OnnxTensor.of(rounded);
      }
      case I64, I32 -> OnnxTensor.of(file.shape(name), file.longs(name));
      default -> OnnxTensor.of(file.tensor(name));
    };
  }
}

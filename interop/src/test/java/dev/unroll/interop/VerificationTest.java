package dev.unroll.interop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.io.SafetensorsWriter;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.testing.ModelFiles;
import dev.unroll.models.layer.Cell;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Every file with expected values, whatever its kind, gives them.
final class VerificationTest {
  @TempDir private Path directory;

  private static Path folder() throws URISyntaxException {
    return Path.of(VerificationTest.class.getResource("/interop/pt_lstm.pt").toURI()).getParent();
  }

  @Test
  void everyFileGivesWhatIsExpected() throws IOException, URISyntaxException {
    int count = 0;
    try (Stream<Path> files = Files.list(folder())) {
      for (Path file : files.sorted().toList()) {
        Path expected = file.resolveSibling(file.getFileName() + ".expected.safetensors");
        if (Files.exists(expected) && !file.toString().matches(".*(\\.onnx|textgenrnn_.*)")) {
          Cell simple = file.toString().contains("relu") ? Cell.RNN_RELU : Cell.RNN;
          ImportedModel model = new ModelImport(null, null, simple).read(file);
          assertFalse(model.description().isEmpty());
          try (SafetensorsFile wanted = SafetensorsFile.open(expected)) {
            List<Verification.Result> results = Verification.run(model, wanted, 1e-5);
            assertFalse(results.isEmpty());
            results.forEach(result -> assertTrue(result.passed(), file + " " + result));
          }
          count++;
        }
      }
    }
    assertEquals(31, count);
  }

  /// One of the three sentences: the others are as long.
  @Test
  void textgenrnnGivesWhatIsExpected() throws IOException, URISyntaxException {
    Path file = folder().resolve("textgenrnn_weights.hdf5");
    SafetensorsFile all = ModelFiles.expected("textgenrnn_weights.hdf5");
    SafetensorsWriter one = new SafetensorsWriter();
    for (String name : List.of("in.ids0", "out.logprob0", "out.last_logprobs0")) {
      if (name.startsWith("in.")) {
        one.add(name, all.shape(name), all.ints(name));
      } else {
        one.add(name, all.shape(name), all.doubles(name));
      }
    }
    Path expected = directory.resolve("expected.safetensors");
    one.write(expected);
    try (SafetensorsFile wanted = SafetensorsFile.open(expected)) {
      List<Verification.Result> results =
          Verification.run(ModelImport.plain().read(file), wanted, 1e-5);
      assertEquals(2, results.size());
      results.forEach(result -> assertTrue(result.passed(), result::toString));
    }
  }

  /// A model that gives its input back.
  private record Echo(Map<String, NdArray> tensors) implements ImportedModel {
    @Override
    public List<String> description() {
      return List.of();
    }

    @Override
    public String obstacle() {
      return null;
    }

    @Override
    public List<String> inputs() {
      return List.of("x");
    }

    @Override
    public Map<String, NdArray> run(Map<String, NdArray> inputs) {
      return Map.of("y", NamedArrays.ordered(inputs(), inputs).getFirst());
    }
  }

  private List<Verification.Result> verify(SafetensorsWriter expected) throws IOException {
    Path path = directory.resolve("expected.safetensors");
    expected.write(path);
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      return Verification.run(new Echo(Map.of("w", NdArray.of(Shape.of(1), 2.0))), file, 1e-3);
    }
  }

  @Test
  void errorsAreMeasured() throws IOException {
    Shape two = Shape.of(2);
    List<Verification.Result> results =
        verify(
            new SafetensorsWriter()
                .add("in.x", two, new double[] {1, Double.NaN})
                .add("out.y", two, new double[] {1.0009765625, Double.NaN})
                .add("in2.x", two, new double[] {1, 2})
                .add("out2.y", two, new double[] {1.5, 2})
                .add("in3.x", two, new double[] {1, Double.NaN})
                .add("out3.y", two, new double[] {1, 1}));
    assertEquals(
        List.of("out.y", "out2.y", "out3.y"),
        results.stream().map(Verification.Result::name).toList());
    assertTrue(results.get(0).passed());
    assertEquals(0x1p-10, results.get(0).largest());
    assertEquals(0x1p13, results.get(0).ulps());
    assertFalse(results.get(1).passed());
    assertEquals(0.5, results.get(1).largest());
    assertFalse(results.get(2).passed());
    assertTrue(Double.isNaN(results.get(2).largest()));
  }

  @Test
  void tensorsAndShapesAreCompared() throws IOException {
    List<Verification.Result> results =
        verify(
            new SafetensorsWriter()
                .add("in.x", Shape.of(1), new double[] {1})
                .add("out.a", Shape.of(2), new double[] {1, 1})
                .add("out.w", Shape.of(1), new double[] {2})
                .add("out.weight.w", Shape.of(1), new double[] {3}));
    assertNotNull(results.get(0).problem());
    assertTrue(results.get(1).passed());
    assertFalse(results.get(2).passed());
    assertEquals(1, results.get(2).largest());
  }

  @Test
  void kindsAreToldByTheirContents() throws IOException, URISyntaxException {
    Path unknown = Files.write(directory.resolve("x.pt"), new byte[] {1, 2, 3});
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> ModelImport.plain().read(unknown));
    assertTrue(e.getMessage().contains("expected a model of PyTorch (.pt), Keras"));
    // Weights whose architecture is elsewhere, then given
    Path weights = directory.resolve("model.weights.h5");
    Files.copy(folder().resolve("keras_lstm.weights.h5"), weights);
    ImportedModel alone = ModelImport.plain().read(weights);
    assertNotNull(alone.obstacle());
    assertThrows(IllegalArgumentException.class, () -> alone.run(Map.of()));
    assertEquals(6, alone.tensors().size());
    Path architecture = folder().resolve("keras_lstm.keras");
    ImportedModel model = new ModelImport(architecture, null, Cell.RNN).read(weights);
    assertEquals(List.of("input_layer"), model.inputs());
  }
}

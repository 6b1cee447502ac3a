package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.interop.ImportedModel;
import dev.unroll.interop.ModelImport;
import dev.unroll.models.layer.Cell;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Which model of another library a command reads, and what its file does not say.
final class ForeignFile {
  /// What a simple RNN of PyTorch does.
  enum Nonlinearity {
    tanh,
    relu
  }

  @Parameters(
      paramLabel = "FILE",
      description =
          "A model: .pt or .pth of PyTorch, .keras, .h5 or .weights.h5 of Keras, .onnx, or safetensors.")
  private Path path;

  @Option(
      names = "--architecture",
      paramLabel = "FILE",
      description =
          "The .keras, .h5 or config.json file that has the architecture of Keras weights; unless given,"
              + " a file of the same name beside them.")
  private Path architecture;

  @Option(
      names = "--key",
      paramLabel = "KEY",
      description =
          "The key under which a PyTorch checkpoint has its weights; unless given, the usual ones.")
  private String key;

  @Option(
      names = "--nonlinearity",
      paramLabel = "NAME",
      description =
          "What simple RNNs of PyTorch have, tanh or relu: their files do not say; default tanh.")
  private Nonlinearity nonlinearity;

  Path path() {
    return path;
  }

  /// Whether the user says what simple RNNs have.
  boolean saysNonlinearity() {
    return nonlinearity != null;
  }

  ImportedModel read() throws IOException {
    return read(nonlinearity == Nonlinearity.relu ? Cell.RNN_RELU : Cell.RNN);
  }

  ImportedModel read(Cell simple) throws IOException {
    return Stage.BUILDING.run(() -> new ModelImport(architecture, key, simple).read(path));
  }
}

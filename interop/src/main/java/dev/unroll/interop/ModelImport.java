package dev.unroll.interop;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.interop.file.FileBytes;
import dev.unroll.interop.file.ZipArchive;
import dev.unroll.interop.hdf5.Hdf5File;
import dev.unroll.interop.keras.KerasFile;
import dev.unroll.interop.keras.TextGenFile;
import dev.unroll.interop.onnx.OnnxModel;
import dev.unroll.interop.silero.SileroVad;
import dev.unroll.interop.torch.StateDict;
import dev.unroll.interop.torch.TorchFile;
import dev.unroll.models.layer.Cell;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// Reads model files of other libraries, telling their kind by their contents: PyTorch's `.pt`, safetensors, Keras's
/// `.keras`, `.h5` and `.weights.h5`, ONNX.
///
/// @param architecture the file that has the architecture of Keras weights; null for one beside them of the same
///     name, with the ending `.keras`, `.h5` or `.json`
/// @param key the key under which a checkpoint of PyTorch has its weights; null for the usual ones
/// @param simple what simple RNNs of a state dictionary are, [Cell#RNN] or [Cell#RNN_RELU]
public record ModelImport(Path architecture, String key, Cell simple) {
  private static final int HEAD = 16;

  /// With nothing said beyond the files.
  public static ModelImport plain() {
    return new ModelImport(null, null, Cell.RNN);
  }

  /// Reads a file.
  ///
  /// @throws MalformedFileException if it is of no known kind, or for whatever is wrong with it
  /// @throws IOException if the reading fails
  public ImportedModel read(Path path) throws IOException {
    byte[] head = FileBytes.head(path, HEAD);
    if (ZipArchive.isZip(head)) {
      byte[] bytes = FileBytes.read(path);
      boolean keras = ZipArchive.of(path.toString(), bytes).contains("config.json");
      return keras
          ? keras(path, KerasFile.of(path.toString(), bytes))
          : torch(TorchFile.of(path.toString(), bytes));
    }
    if (Hdf5File.isHdf5(head)) {
      return keras(path, KerasFile.read(path));
    }
    if (TorchFile.isLegacy(head)) {
      return torch(TorchFile.read(path));
    }
    if (looksLikeSafetensors(head, Files.size(path))) {
      return safetensors(path);
    }
    if (looksLikeOnnx(head)) {
      return OnnxImport.of(OnnxModel.read(path));
    }
    throw new MalformedFileException(
        path.toString(),
        "expected a model of PyTorch (.pt), Keras (.keras, .h5), ONNX or safetensors, found another"
            + " beginning");
  }

  /// A length that the file can have, and the JSON behind it.
  private static boolean looksLikeSafetensors(byte[] head, long size) {
    if (head.length < 9 || head[8] != '{') {
      return false;
    }
    long length = 0;
    for (int i = 7; i >= 0; i--) {
      length = length << 8 | head[i] & 0xFF;
    }
    return length >= 2 && length <= size - 8;
  }

  /// A message of protobuf: the first field is one of a model's, `ir_version` as a rule.
  private static boolean looksLikeOnnx(byte[] head) {
    return head.length >= 2
        && switch (head[0]) {
          case 0x08, 0x12, 0x1A, 0x22, 0x28, 0x32, 0x3A, 0x42, 0x72 -> true;
          default -> false;
        };
  }

  private ImportedModel torch(TorchFile file) throws MalformedFileException {
    StateDict weights = key == null ? file.stateDict() : file.stateDict(key);
    return TorchImport.of("PyTorch, state dictionary", weights, simple);
  }

  private ImportedModel safetensors(Path path) throws IOException {
    try (SafetensorsFile file = SafetensorsFile.open(path)) {
      return SileroVad.matches(file.names())
          ? new SileroImport(SileroVad.of(file), StateDict.of(path.toString(), file))
          : TorchImport.of("safetensors", StateDict.of(path.toString(), file), simple);
    }
  }

  private ImportedModel keras(Path path, KerasFile file) throws IOException {
    if (file.hasArchitecture()) {
      return new KerasImport(file, file.model(), null);
    }
    if (TextGenFile.matches(file)) {
      return TextGenImport.read(path, file);
    }
    Path beside = architecture == null ? beside(path) : architecture;
    return beside == null
        ? new KerasWeightsImport(file)
        : new KerasImport(file, file.model(KerasFile.read(beside)), beside);
  }

  /// The file that has the same name but for its ending, and an architecture.
  private static Path beside(Path path) throws IOException {
    String name = path.getFileName().toString();
    String stem = name.replaceFirst("(\\.weights)?\\.(h5|hdf5)$", "");
    for (String ending : new String[] {".keras", ".h5", ".hdf5", ".json"}) {
      Path other = path.resolveSibling(stem + ending);
      if (!other.getFileName().equals(path.getFileName()) && Files.isRegularFile(other)) {
        return other;
      }
    }
    return null;
  }
}

package dev.unroll.interop.keras;

import dev.unroll.core.io.JsonReader;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.file.FileBytes;
import dev.unroll.interop.file.ZipArchive;
import dev.unroll.interop.hdf5.Hdf5File;
import dev.unroll.interop.hdf5.Hdf5Group;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A file that Keras wrote, of any of its kinds, and what it holds: an architecture, weights, or both.
///
/// - `.keras`: a zip archive of `config.json`, `model.weights.h5` and `metadata.json`
/// - `.weights.h5`: HDF5, `/layers/lstm/cell/vars/0`; no architecture
/// - legacy `.h5`, `.hdf5`: HDF5, the architecture in the attribute `model_config`, weights under
///   `/model_weights`; written by `save_weights`, weights alone, from the root on
/// - `.json`: the architecture alone, as `to_json()` gives it
public final class KerasFile {
  private static final String CONFIG = "config.json";
  private static final String WEIGHTS = "model.weights.h5";
  private static final int MAX_CONFIG = 1 << 24;
  private static final int MAX_DEPTH = 16;

  private final String file;
  private final Object architecture;
  private final String version;
  private final Hdf5Group weights;

  private KerasFile(String file, Object architecture, String version, Hdf5Group weights) {
    this.file = file;
    this.architecture = architecture;
    this.version = version;
    this.weights = weights;
  }

  /// Reads a file.
  ///
  /// @throws MalformedFileException if it is none of Keras's
  /// @throws IOException if the reading fails
  public static KerasFile read(Path path) throws IOException {
    return of(path.toString(), FileBytes.read(path));
  }

  /// Reads from memory.
  ///
  /// @param file what to call the bytes in messages
  /// @param bytes the whole file; not copied, so the caller must not change it
  /// @throws MalformedFileException if it is none of Keras's
  public static KerasFile of(String file, byte[] bytes) throws MalformedFileException {
    if (ZipArchive.isZip(bytes)) {
      return ofArchive(file, bytes);
    }
    if (Hdf5File.isHdf5(bytes)) {
      return ofHdf5(file, Hdf5File.of(file, bytes).root());
    }
    if (bytes.length > 0 && bytes[0] == '{') {
      Object json = json(file, "architecture", bytes);
      return new KerasFile(file, json, version(json, null), null);
    }
    throw new MalformedFileException(
        file, "expected a .keras archive, an HDF5 file or JSON, found another beginning");
  }

  private static KerasFile ofArchive(String file, byte[] bytes) throws MalformedFileException {
    ZipArchive archive = ZipArchive.of(file, bytes);
    if (!archive.contains(CONFIG)) {
      throw new MalformedFileException(
          file, "expected a .keras archive with an entry config.json, found none");
    }
    Object architecture = json(file, CONFIG, archive.copy(CONFIG));
    String version = null;
    if (archive.contains("metadata.json")
        && json(file, "metadata.json", archive.copy("metadata.json")) instanceof Map<?, ?> m
        && m.get("keras_version") instanceof String text) {
      version = text;
    }
    Hdf5Group weights =
        archive.contains(WEIGHTS) ? Hdf5File.of(file, archive.copy(WEIGHTS)).root() : null;
    return new KerasFile(file, architecture, version(architecture, version), weights);
  }

  private static KerasFile ofHdf5(String file, Hdf5Group root) throws MalformedFileException {
    String config = root.string("model_config");
    Hdf5Group weights = root.contains("model_weights") ? root.group("model_weights") : root;
    String version = root.string("keras_version");
    Object architecture =
        config == null ? null : json(file, "model_config", config.getBytes(StandardCharsets.UTF_8));
    return new KerasFile(file, architecture, version(architecture, version), weights);
  }

  private static Object json(String file, String part, byte[] bytes) throws MalformedFileException {
    if (bytes.length > MAX_CONFIG) {
      throw new MalformedFileException(
          file,
          "%s: expected at most %d bytes, found %d".formatted(part, MAX_CONFIG, bytes.length));
    }
    JsonReader reader = new JsonReader(file, part, bytes, 0);
    Object value = reader.value();
    reader.end();
    return value;
  }

  /// The version that the file gives, or that its architecture looks like.
  private static String version(Object architecture, String given) {
    if (given != null) {
      return given;
    }
    if (architecture instanceof Map<?, ?> map) {
      return map.get("keras_version") instanceof String text
          ? text
          : map.get("module") instanceof String ? "3" : "";
    }
    return "";
  }

  /// The file's name.
  public String name() {
    return file;
  }

  /// Which Keras wrote the file; empty if it does not say.
  public String version() {
    return version;
  }

  /// Whether the file says which layers there are.
  public boolean hasArchitecture() {
    return architecture != null;
  }

  /// Whether the file has weights.
  public boolean hasWeights() {
    return weights != null;
  }

  /// All weights by their paths in the file, in its order, those of optimizers left out.
  public Map<String, NdArray> weights() throws MalformedFileException {
    Map<String, NdArray> found = new LinkedHashMap<>();
    if (weights != null) {
      collect(weights, "", found, 0);
    }
    return found;
  }

  private void collect(Hdf5Group group, String path, Map<String, NdArray> found, int depth)
      throws MalformedFileException {
    if (depth > MAX_DEPTH) {
      throw new MalformedFileException(
          file, "expected at most %d groups within each other".formatted(MAX_DEPTH));
    }
    for (String name : group.names()) {
      if (depth == 0 && (name.equals("optimizer") || name.equals("optimizer_weights"))) {
        continue;
      }
      if (group.isGroup(name)) {
        collect(group.group(name), path + name + "/", found, depth + 1);
      } else {
        found.put(path + name, group.dataset(name).array());
      }
    }
  }

  /// The model, from a file that has an architecture and weights.
  ///
  /// @throws MalformedFileException if one of them is missing, or for what is wrong or not known in them
  public KerasModel model() throws MalformedFileException {
    if (architecture == null) {
      throw new MalformedFileException(
          file,
          "expected a model, found weights without an architecture: give the model's .keras, .h5 or"
              + " config.json file, too");
    }
    return model(this);
  }

  /// The model of another file's architecture with this file's weights.
  ///
  /// @throws MalformedFileException if one of them is missing, or for what is wrong or not known in them
  public KerasModel model(KerasFile of) throws MalformedFileException {
    if (of.architecture == null) {
      throw new MalformedFileException(of.file, "expected an architecture, found weights alone");
    }
    if (weights == null) {
      throw new MalformedFileException(file, "expected weights, found an architecture alone");
    }
    KerasVersion kerasVersion = new KerasVersion(of.version);
    LayerReader layers = new LayerReader(file, kerasVersion);
    List<Weights> used = new ArrayList<>();
    Graph graph =
        new GraphReader(layers, "the model")
            .read(
                of.architecture,
                (part, name) -> {
                  Weights stored = stored(part, name);
                  used.add(stored);
                  return stored;
                });
    for (Weights stored : used) {
      stored.requireAllTaken();
    }
    return new KerasModel(graph, kerasVersion);
  }

  /// The weights of a layer of a name.
  Weights layer(String name) throws MalformedFileException {
    return stored(name, name);
  }

  private Weights stored(String part, String name) throws MalformedFileException {
    String what = "layer " + MalformedFileException.quote(name);
    for (String container : new String[] {"layers", "_layer_checkpoint_dependencies"}) {
      if (weights.contains(container) && !weights.group(container).hasAttribute("weight_names")) {
        return GroupWeights.of(file, what, weights.group(container), part);
      }
    }
    return ListWeights.of(file, what, weights, name);
  }

  /// A few words for messages.
  @Override
  public String toString() {
    return "%s (Keras %s%s)"
        .formatted(
            file,
            version.isEmpty() ? "of unknown version" : version,
            architecture == null ? ", weights alone" : "");
  }
}

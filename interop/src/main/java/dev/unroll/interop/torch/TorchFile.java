package dev.unroll.interop.torch;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.file.FileBytes;
import dev.unroll.interop.file.ZipArchive;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A `.pt` or `.pth` file of PyTorch 1.6 or newer: a state dictionary, or a checkpoint that holds one among
/// numbers, strings, lists and other dictionaries.
///
///     StateDict weights = TorchFile.read(path).stateDict();
///
/// The file is a zip archive of a pickle and the tensors' storages. The pickle is read without running
/// anything of it ([Unpickler]); whole modules, TorchScript and files of older versions are refused
/// with advice. Views, shared storages and strides are followed; each tensor becomes an array of its own.
/// All together are at most [#MAX_RATIO] times as long as the file, which expanded tensors might not be.
public final class TorchFile {
  /// How much longer than the file its tensors may be, besides one free megabyte.
  static final int MAX_RATIO = 16;

  private static final int MAX_DEPTH = 100;

  /// What a legacy file begins with: a pickle of the magic number 0x1950a86a20f9469cfc6c.
  private static final byte[] LEGACY = {
    (byte) 0x80, 2, (byte) 0x8a, 10, 0x6c, (byte) 0xfc, (byte) 0x9c, 0x46, (byte) 0xf9, 0x20, 0x6a
  };

  /// Where checkpoints keep their weights, the most telling first.
  private static final List<String> KEYS =
      List.of("state_dict", "model_state_dict", "model", "net", "network", "weights", "params");

  private final String file;
  private final Map<String, NdArray> tensors;
  private final Map<String, Object> values;

  private TorchFile(String file, Map<String, NdArray> tensors, Map<String, Object> values) {
    this.file = file;
    this.tensors = tensors;
    this.values = values;
  }

  /// Whether a file begins like one that PyTorch before 1.6 wrote, which is refused with advice.
  public static boolean isLegacy(byte[] beginning) {
    return FileBytes.startsWith(beginning, LEGACY);
  }

  /// Reads a file.
  ///
  /// @throws MalformedFileException for whatever is wrong with it, and for whatever is not read
  /// @throws IOException if the reading fails
  public static TorchFile read(Path path) throws IOException {
    return of(path.toString(), FileBytes.read(path));
  }

  /// Reads from memory.
  ///
  /// @param file what to call the bytes in messages
  /// @param bytes the whole file; not copied, so the caller must not change it
  public static TorchFile of(String file, byte[] bytes) throws MalformedFileException {
    if (isLegacy(bytes)) {
      throw new MalformedFileException(
          file,
          "expected a file of PyTorch 1.6 or newer, found an older kind; load it in PyTorch and save it"
              + " again: torch.save(torch.load(path), path)");
    }
    if (!ZipArchive.isZip(bytes)) {
      throw new MalformedFileException(
          file, "expected a .pt file, which is a zip archive, found another beginning");
    }
    ZipArchive archive = ZipArchive.of(file, bytes);
    String folder = folder(file, archive);
    ByteBuffer pickle = archive.bytes(folder + "data.pkl");
    Object root = Unpickler.read(file, pickle);
    StorageReader storages = new StorageReader(file, archive, folder);
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    Map<String, Object> values = new LinkedHashMap<>();
    long limit = MAX_RATIO * (long) bytes.length + (1 << 20);
    long total = 0;
    for (Leaf leaf : leaves(file, root, pickle.remaining())) {
      if (leaf.value() instanceof PickleValue.View view) {
        total += storages.check(leaf.name(), view);
        if (total > limit) {
          throw new MalformedFileException(
              file,
              "tensor %s: expected tensors of at most %d bytes in a file of %d, found expanded ones"
                  .formatted(MalformedFileException.quote(leaf.name()), limit, bytes.length));
        }
        tensors.put(leaf.name(), storages.read(view));
      } else {
        values.put(leaf.name(), leaf.value());
      }
    }
    return new TorchFile(file, tensors, values);
  }

  private static String folder(String file, ZipArchive archive) throws MalformedFileException {
    String folder = null;
    for (String name : archive.names()) {
      if (name.endsWith("/constants.pkl") || name.contains("/code/")) {
        throw new MalformedFileException(
            file,
            "expected a state dictionary, found a TorchScript archive; in PyTorch:"
                + " torch.save(torch.jit.load(path).state_dict(), path)");
      }
      if (folder == null && name.matches("([^/]*/)?data\\.pkl")) {
        folder = name.substring(0, name.length() - "data.pkl".length());
      }
    }
    if (folder == null) {
      throw new MalformedFileException(
          file, "expected a .pt file with an entry data.pkl, found a zip archive without one");
    }
    return folder;
  }

  // ---- the tree of values

  private record Leaf(String name, Object value) {}

  private record Open(String name, Object value, int depth) {}

  /// The tensors of the tree, and what else its dictionaries hold, by path, `/` between the parts. In a
  /// loop, and bounded: a few bytes of a pickle can share one part many times.
  private static List<Leaf> leaves(String file, Object root, int pickleLength)
      throws MalformedFileException {
    List<Leaf> leaves = new ArrayList<>();
    List<Open> open = new ArrayList<>();
    open.add(new Open("", root, 0));
    long budget = pickleLength;
    while (!open.isEmpty()) {
      Open next = open.removeLast();
      budget -= 1 + next.name().length() / 16;
      if (next.depth() > MAX_DEPTH) {
        throw new MalformedFileException(
            file, "expected at most %d containers within each other".formatted(MAX_DEPTH));
      }
      if (budget < 0) {
        throw new MalformedFileException(
            file,
            "expected a tree of values, found parts that hold each other or are shared too often");
      }
      int from = open.size();
      switch (next.value()) {
        case PickleValue.Dict dict ->
            dict.members().forEach((name, value) -> open.add(child(next, name, value)));
        case PickleValue.Tuple(List<Object> elements) -> addElements(open, next, elements);
        case ArrayList<?> elements -> addElements(open, next, elements);
        case null, default ->
            leaves.add(new Leaf(next.name().isEmpty() ? "tensor" : next.name(), next.value()));
      }
      Collections.reverse(open.subList(from, open.size()));
    }
    return leaves;
  }

  /// Numbers and strings in lists are left out: a list can hold very many of them.
  private static void addElements(List<Open> open, Open parent, List<?> elements) {
    for (int i = 0; i < elements.size(); i++) {
      Object element = elements.get(i);
      if (element instanceof PickleValue || element instanceof ArrayList<?>) {
        open.add(child(parent, Integer.toString(i), element));
      }
    }
  }

  private static Open child(Open parent, String name, Object value) {
    String path = parent.name().isEmpty() ? name : parent.name() + "/" + name;
    return new Open(path, value, parent.depth() + 1);
  }

  // ---- what was found

  /// All tensors by their path, `/` between the parts, in the order of the file; those of optimizers, too.
  public Map<String, NdArray> tensors() {
    return Collections.unmodifiableMap(tensors);
  }

  /// The numbers ([Long], [Double], [Boolean]), strings and nulls in dictionaries, by their path.
  public Map<String, Object> values() {
    return Collections.unmodifiableMap(values);
  }

  /// The model's tensors: the file's own if it is a state dictionary, else those under `state_dict`,
  /// `model_state_dict`, `model`, `net`, `network`, `weights` or `params`, else all but an optimizer's;
  /// with the prefixes `module.` and `_orig_mod.` removed where all have them.
  ///
  /// @throws MalformedFileException if the file holds no tensors
  public StateDict stateDict() throws MalformedFileException {
    Map<String, NdArray> found = tensors;
    for (String key = key(found); key != null; key = key(found)) {
      found = under(found, key);
    }
    Map<String, NdArray> named = new LinkedHashMap<>();
    found.forEach(
        (path, tensor) -> {
          if (!path.startsWith("optim") && !path.startsWith("lr_scheduler")) {
            named.put(path.replace('/', '.'), tensor);
          }
        });
    if (named.isEmpty()) {
      throw new MalformedFileException(
          file, "expected a model's tensors, found none among " + parts(tensors.keySet()));
    }
    return new StateDict(file, named).withoutWrappers();
  }

  /// The tensors under a key of a checkpoint, or under a path of keys with `/` between them; prefixes are
  /// removed as by [#stateDict()].
  ///
  /// @throws MalformedFileException if there are none
  public StateDict stateDict(String key) throws MalformedFileException {
    Map<String, NdArray> named = new LinkedHashMap<>();
    under(tensors, key).forEach((path, tensor) -> named.put(path.replace('/', '.'), tensor));
    if (named.isEmpty()) {
      throw new MalformedFileException(
          file,
          "expected tensors under %s, found them under %s"
              .formatted(MalformedFileException.quote(key), parts(tensors.keySet())));
    }
    return new StateDict(file, named).withoutWrappers();
  }

  /// The key under which the weights are, or null where they are here.
  private static String key(Map<String, NdArray> tensors) {
    if (tensors.keySet().stream().anyMatch(path -> path.indexOf('/') < 0)) {
      return null;
    }
    for (String key : KEYS) {
      if (tensors.keySet().stream().anyMatch(path -> path.startsWith(key + "/"))) {
        return key;
      }
    }
    return null;
  }

  private static Map<String, NdArray> under(Map<String, NdArray> tensors, String key) {
    Map<String, NdArray> found = new LinkedHashMap<>();
    tensors.forEach(
        (path, tensor) -> {
          if (path.startsWith(key + "/")) {
            found.put(path.substring(key.length() + 1), tensor);
          }
        });
    return found;
  }

  /// The first parts of paths, for messages.
  private static String parts(Set<String> paths) {
    List<String> parts =
        paths.stream()
            .map(path -> path.indexOf('/') < 0 ? path : path.substring(0, path.indexOf('/')))
            .distinct()
            .limit(8)
            .map(MalformedFileException::quote)
            .toList();
    return parts.isEmpty() ? "no tensors" : String.join(", ", parts);
  }
}

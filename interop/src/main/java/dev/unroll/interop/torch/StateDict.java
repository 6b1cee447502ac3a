package dev.unroll.interop.torch;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.interop.array.NdArray;
import java.io.IOException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A model's tensors by the names that PyTorch gives them, in the order of the file.
public final class StateDict {
  /// What data parallelism and compilation put before every name.
  private static final List<String> WRAPPERS = List.of("module.", "_orig_mod.");

  private final String file;
  private final Map<String, NdArray> tensors;

  StateDict(String file, Map<String, NdArray> tensors) {
    this.file = file;
    this.tensors = tensors;
  }

  /// The tensors of a safetensors file. A name that stands for another's tensor, as `save_model` notes
  /// in the metadata, is there, too.
  ///
  /// @param name what to call the file in messages
  /// @throws IOException as [NdArray#read]
  public static StateDict of(String name, SafetensorsFile file) throws IOException {
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    for (String tensor : file.names()) {
      tensors.put(tensor, NdArray.read(file, tensor));
    }
    file.metadata()
        .forEach(
            (key, value) -> {
              if (tensors.containsKey(value) && !tensors.containsKey(key)) {
                tensors.put(key, tensors.get(value));
              }
            });
    return new StateDict(name, tensors).withoutWrappers();
  }

  /// The file's name.
  public String file() {
    return file;
  }

  /// The tensors' names.
  public Set<String> names() {
    return Collections.unmodifiableSet(tensors.keySet());
  }

  /// Whether there is a tensor of this name.
  public boolean contains(String name) {
    return tensors.containsKey(name);
  }

  /// A tensor with the type that the file has it in.
  ///
  /// @throws MalformedFileException if there is none of this name
  public NdArray array(String name) throws MalformedFileException {
    NdArray array = tensors.get(name);
    if (array == null) {
      throw new MalformedFileException(
          file,
          "expected a tensor %s, found %d others"
              .formatted(MalformedFileException.quote(name), tensors.size()));
    }
    return array;
  }

  /// A tensor as float32, a copy: see [NdArray#tensor].
  ///
  /// @throws MalformedFileException if there is none of this name
  public Tensor tensor(String name) throws MalformedFileException {
    return array(name).tensor();
  }

  /// The tensors whose names begin with a prefix, without it: `under("encoder.")`.
  public StateDict under(String prefix) {
    Map<String, NdArray> found = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), tensor);
          }
        });
    return new StateDict(file, found);
  }

  /// Removes what wrappers of the model put before every name.
  StateDict withoutWrappers() {
    StateDict result = this;
    for (boolean again = true; again; ) {
      again = false;
      for (String prefix : WRAPPERS) {
        Set<String> names = result.tensors.keySet();
        if (!names.isEmpty() && names.stream().allMatch(name -> name.startsWith(prefix))) {
          result = result.under(prefix);
          again = true;
        }
      }
    }
    return result;
  }
}

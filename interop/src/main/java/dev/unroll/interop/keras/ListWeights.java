package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.hdf5.Hdf5Group;
import java.util.ArrayList;
import java.util.List;

/// Weights as legacy files store them: for each layer a group with the attribute `weight_names`, paths
/// below that group, `lstm_1/lstm_cell/kernel:0`. Parts follow one another, forward before backward.
///
/// @param left the paths that were not taken yet
record ListWeights(String file, String what, Hdf5Group group, List<String> left)
    implements Weights {

  /// The weights of the layer of a name; none where the file has no such group.
  static ListWeights of(String file, String what, Hdf5Group parent, String name)
      throws MalformedFileException {
    Hdf5Group group = parent.contains(name) ? parent.group(name) : null;
    List<String> names = new ArrayList<>();
    if (group != null) {
      names.addAll(strings(group, "weight_names"));
    }
    return new ListWeights(file, what, group, names);
  }

  /// An attribute of strings, which long lists are split into several of: `name0`, `name1`, …
  static List<String> strings(Hdf5Group group, String name) throws MalformedFileException {
    if (group.hasAttribute(name)) {
      return group.strings(name);
    }
    List<String> strings = new ArrayList<>();
    for (int i = 0; group.hasAttribute(name + i); i++) {
      strings.addAll(group.strings(name + i));
    }
    return strings;
  }

  @Override
  public Weights in(String part) {
    return this;
  }

  @Override
  public Tensor take(int index, String name) throws MalformedFileException {
    for (int i = 0; i < left.size(); i++) {
      if (last(left.get(i)).equals(name)) {
        return group.dataset(left.remove(i)).array().tensor();
      }
    }
    throw new MalformedFileException(
        file,
        "%s: expected a weight %s, found %s"
            .formatted(
                what,
                name,
                left.isEmpty() ? "none" : MalformedFileException.quote(left.toString())));
  }

  private static String last(String path) {
    String name = path.substring(path.lastIndexOf('/') + 1);
    int colon = name.indexOf(':');
    return colon < 0 ? name : name.substring(0, colon);
  }

  @Override
  public void requireAllTaken() throws MalformedFileException {
    if (!left.isEmpty()) {
      throw new MalformedFileException(
          file,
          "%s: expected no more weights, found %s"
              .formatted(what, MalformedFileException.quote(left.toString())));
    }
  }
}

package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.hdf5.Hdf5Group;
import java.util.HashSet;
import java.util.Set;

/// Weights as Keras 3 stores them: a group for each part of a layer, in it `vars`, in it `0`, `1`, …
///
/// @param group the part's group, null where the file has none
/// @param taken paths of the data sets that were read
record GroupWeights(String file, String what, Hdf5Group group, Set<String> taken)
    implements Weights {

  static GroupWeights of(String file, String what, Hdf5Group parent, String name)
      throws MalformedFileException {
    Hdf5Group group = parent != null && parent.contains(name) ? parent.group(name) : null;
    return new GroupWeights(file, what, group, new HashSet<>());
  }

  @Override
  public Weights in(String part) throws MalformedFileException {
    Hdf5Group inner = group != null && group.contains(part) ? group.group(part) : null;
    return new GroupWeights(file, what, inner, taken);
  }

  @Override
  public Tensor take(int index, String name) throws MalformedFileException {
    String path = "vars/" + index;
    if (group == null || !group.contains(path)) {
      throw new MalformedFileException(
          file,
          "%s: expected its %s under %s, found nothing there"
              .formatted(what, name, (group == null ? "" : group.path() + "/") + path));
    }
    taken.add(group.dataset(path).path());
    return group.dataset(path).array().tensor();
  }

  @Override
  public void requireAllTaken() throws MalformedFileException {
    if (group != null) {
      requireAllTaken(group, 0);
    }
  }

  private void requireAllTaken(Hdf5Group at, int depth) throws MalformedFileException {
    for (String name : at.names()) {
      if (at.isGroup(name)) {
        if (depth < 8) {
          requireAllTaken(at.group(name), depth + 1);
        }
      } else if (!taken.contains(at.dataset(name).path())
          && !at.path().contains("seed_generator")) {
        throw new MalformedFileException(
            file,
            "%s: expected %d weights, found another, %s"
                .formatted(what, taken.size(), at.dataset(name).path()));
      }
    }
  }
}

package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import java.util.StringJoiner;

/// The weights of one layer in a file.
interface Weights {
  /// The weights of a part of the layer: `cell`, `layer`, `forward_layer`, or a layer of a nested model.
  Weights in(String part) throws MalformedFileException;

  /// The next weight.
  ///
  /// @param index its number among the part's own variables, which Keras 3 names it by
  /// @param name its last name, which earlier formats have: `kernel`
  /// @return as float32
  /// @throws MalformedFileException if there is none
  Tensor take(int index, String name) throws MalformedFileException;

  /// What to call the layer in messages.
  String what();

  /// The file's name.
  String file();

  /// Requires that every weight of the layer was taken.
  void requireAllTaken() throws MalformedFileException;

  /// [#take(int, String)] of a weight whose shape is known, −1 standing for any extent.
  default Tensor take(int index, String name, int... shape) throws MalformedFileException {
    Tensor tensor = take(index, name);
    boolean fits = tensor.shape().rank() == shape.length;
    for (int axis = 0; fits && axis < shape.length; axis++) {
      int extent = tensor.shape().dimension(axis);
      fits = shape[axis] < 0 ? extent > 0 : extent == shape[axis];
    }
    if (!fits) {
      StringJoiner expected = new StringJoiner(", ", "[", "]");
      for (int extent : shape) {
        expected.add(extent < 0 ? "?" : Integer.toString(extent));
      }
      throw new MalformedFileException(
          file(),
          "%s: expected a %s of %s, found %s".formatted(what(), name, expected, tensor.shape()));
    }
    return tensor;
  }
}

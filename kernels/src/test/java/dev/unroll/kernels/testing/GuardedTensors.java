package dev.unroll.kernels.testing;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Tensors that notice misuse: each lies at an odd offset of an array of its own, between NaNs, so that
/// a read outside poisons the result and a write outside is found by [#check], as is any change to one
/// that was handed out as an input.
public final class GuardedTensors {
  private static final int GUARD = 19;

  /// @param left columns at the beginning of each row that must not be changed
  /// @param right columns at its end likewise
  private record Guarded(
      String name, Tensor tensor, float[] before, boolean input, int left, int right) {}

  private final List<Guarded> tensors = new ArrayList<>();
  private int offset = 1;

  /// No tensors yet.
  public GuardedTensors() {}

  /// A tensor that must not be changed; zeros where there are no values.
  public Tensor input(String name, double[] values, int... dimensions) {
    return guarded(name, values, true, 0, 0, dimensions);
  }

  /// A tensor that may be changed; NaNs where there are no values.
  public Tensor output(String name, double[] values, int... dimensions) {
    return guarded(name, values, false, 0, 0, dimensions);
  }

  /// A tensor that may be changed but for some columns at the beginning and the end of its rows.
  public Tensor columns(String name, double[] values, int left, int right, int... dimensions) {
    return guarded(name, values, false, left, right, dimensions);
  }

  private Tensor guarded(
      String name, double[] values, boolean input, int left, int right, int... dimensions) {
    Shape shape = Shape.of(dimensions);
    offset = offset % 11 + 1;
    float[] data = new float[shape.elements() + offset + GUARD];
    Arrays.fill(data, Float.NaN);
    for (int i = 0; i < shape.elements(); i++) {
      data[offset + i] = values != null ? (float) values[i] : input ? 0 : Float.NaN;
    }
    Tensor tensor = Tensor.wrap(data, offset, shape);
    tensors.add(new Guarded(name, tensor, data.clone(), input, left, right));
    return tensor;
  }

  /// Requires every number outside the tensors, and every input, to be what it was.
  public void check() {
    for (Guarded guarded : tensors) {
      Tensor tensor = guarded.tensor();
      int end = tensor.offset() + tensor.elements();
      for (int i = 0; i < tensor.data().length; i++) {
        boolean mayChange =
            !guarded.input() && i >= tensor.offset() && i < end && isOwn(guarded, i);
        if (!mayChange && !same(tensor.data()[i], guarded.before()[i])) {
          throw new AssertionError(
              "%s: element %d of %d was changed from %s to %s"
                  .formatted(
                      guarded.name(),
                      i - tensor.offset(),
                      tensor.elements(),
                      guarded.before()[i],
                      tensor.data()[i]));
        }
      }
    }
  }

  private static boolean isOwn(Guarded guarded, int index) {
    int width = guarded.tensor().shape().dimension(-1);
    int column = (index - guarded.tensor().offset()) % width;
    return column >= guarded.left() && column < width - guarded.right();
  }

  private static boolean same(float a, float b) {
    return Float.floatToIntBits(a) == Float.floatToIntBits(b);
  }

  /// The elements of a tensor, widened; none for null.
  public static double[] doubles(Tensor tensor) {
    double[] values = new double[tensor == null ? 0 : tensor.elements()];
    Arrays.setAll(values, i -> tensor.data()[tensor.offset() + i]);
    return values;
  }

  /// A workspace whose arrays of up to `length` floats are full of NaNs.
  public static Workspace poisoned(int length) {
    Workspace workspace = new Workspace();
    for (int size = 16; size <= length; size += Math.max(16, size / 8)) {
      float[][] arrays = new float[3][];
      for (int i = 0; i < arrays.length; i++) {
        arrays[i] = workspace.take(size);
        Arrays.fill(arrays[i], Float.NaN);
      }
      for (float[] array : arrays) {
        workspace.give(array);
      }
    }
    return workspace;
  }
}

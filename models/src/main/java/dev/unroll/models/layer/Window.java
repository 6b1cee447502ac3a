package dev.unroll.models.layer;

import dev.unroll.core.Checks;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/// How a convolution or a pooling moves over two axes (height, width) or three (depth, height,
/// width): an extent E becomes `(E + 2·padding − size)/stride + 1`, rounded down.
///
/// @param size extents of the window
/// @param stride how far it moves along each axis
/// @param padding how far it reaches out of the input on each side of each axis
public record Window(List<Integer> size, List<Integer> stride, List<Integer> padding) {
  public Window {
    size = List.copyOf(size);
    stride = List.copyOf(stride);
    padding = List.copyOf(padding);
    if (size.size() != 2 && size.size() != 3) {
      throw new IllegalArgumentException("window: expected extents along 2 or 3 axes, got " + size);
    }
    if (stride.size() != size.size() || padding.size() != size.size()) {
      throw new IllegalArgumentException(
          "window: expected size, stride and padding for the same axes, got %s, %s and %s"
              .formatted(size, stride, padding));
    }
    size.forEach(each -> Checks.positive("size", each));
    stride.forEach(each -> Checks.positive("stride", each));
    padding.forEach(each -> Checks.notNegative("padding", each));
  }

  /// A window that moves by one and stays within the input.
  public static Window of(int... size) {
    return new Window(
        list(size), Collections.nCopies(size.length, 1), Collections.nCopies(size.length, 0));
  }

  /// A window that moves by its own size, as pooling does.
  public static Window tiles(int... size) {
    return of(size).withStride(size);
  }

  public Window withStride(int... newStride) {
    return new Window(size, list(newStride), padding);
  }

  public Window withPadding(int... newPadding) {
    return new Window(size, stride, list(newPadding));
  }

  /// The number of axes.
  public int axes() {
    return size.size();
  }

  /// What extents become.
  public int[] outputs(int... extents) {
    int[] outputs = new int[extents.length];
    for (int axis = 0; axis < extents.length; axis++) {
      int room = extents[axis] + 2 * padding.get(axis) - size.get(axis);
      if (extents.length != axes() || room < 0) {
        throw new IllegalArgumentException(
            "window: %s with padding %s does not fit into %s"
                .formatted(size, padding, Arrays.toString(extents)));
      }
      outputs[axis] = room / stride.get(axis) + 1;
    }
    return outputs;
  }

  private static List<Integer> list(int[] numbers) {
    return Arrays.stream(numbers).boxed().toList();
  }

  static int[] array(List<Integer> numbers) {
    return numbers.stream().mapToInt(Integer::intValue).toArray();
  }
}

package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Layers that make one array of several.
final class MergeLayers {
  private MergeLayers() {}

  enum Operation {
    ADD,
    SUBTRACT,
    MULTIPLY,
    AVERAGE,
    MAXIMUM,
    MINIMUM
  }

  /// Element by element; arrays have as many axes, and an extent of 1 counts for any. A step is there if it
  /// is in one of them, where all have masks.
  record Elementwise(Operation operation) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor sum = inputs.getFirst().tensor();
      boolean[] mask = inputs.getFirst().mask();
      for (int i = 1; i < inputs.size(); i++) {
        boolean[] other = inputs.get(i).mask();
        sum = Broadcast.apply(sum, inputs.get(i).tensor(), this::of);
        mask =
            mask == null || other == null || mask.length != other.length
                ? null
                : either(mask, other);
      }
      if (operation == Operation.AVERAGE) {
        Tensor mean = Tensor.zeros(sum.shape());
        for (int i = 0; i < mean.elements(); i++) {
          mean.data()[i] = sum.data()[sum.offset() + i] / inputs.size();
        }
        sum = mean;
      }
      return List.of(new Value(sum, mask));
    }

    private float of(float a, float b) {
      return switch (operation) {
        case ADD, AVERAGE -> a + b;
        case SUBTRACT -> a - b;
        case MULTIPLY -> a * b;
        case MAXIMUM -> Math.max(a, b);
        case MINIMUM -> Math.min(a, b);
      };
    }

    @Override
    public String describe() {
      return operation.name().toLowerCase(Locale.ROOT);
    }
  }

  private static boolean[] either(boolean[] a, boolean[] b) {
    boolean[] either = new boolean[a.length];
    for (int i = 0; i < a.length; i++) {
      either[i] = a[i] || b[i];
    }
    return either;
  }

  private static boolean[] both(boolean[] a, boolean[] b) {
    boolean[] both = new boolean[a.length];
    for (int i = 0; i < a.length; i++) {
      both[i] = a[i] && b[i];
    }
    return both;
  }

  /// One behind the other along an axis. Side by side, a step is there if it is in one of the arrays, up to
  /// Keras 2 if it is in all; along time, masks are put together like the arrays.
  record Concatenate(int axis, boolean keras3) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Shape first = inputs.getFirst().tensor().shape();
      int along = axis < 0 ? axis + first.rank() : axis;
      if (along < 1 || along >= first.rank()) {
        throw new IllegalArgumentException(
            "cannot put arrays of %s together along axis %d".formatted(first, axis));
      }
      int[] extents = first.dimensions();
      extents[along] = 0;
      for (Value input : inputs) {
        int[] other = input.tensor().shape().dimensions();
        int extent = other.length == extents.length ? other[along] : 0;
        if (other.length == extents.length) {
          other[along] = extents[along];
        }
        if (!Arrays.equals(other, extents)) {
          throw new IllegalArgumentException(
              "cannot put %s and %s together along axis %d"
                  .formatted(first, input.tensor().shape(), axis));
        }
        extents[along] += extent;
      }
      Shape shape = Shape.of(extents);
      int outer = 1;
      for (int i = 0; i < along; i++) {
        outer *= extents[i];
      }
      Tensor y = Tensor.zeros(shape);
      int row = outer == 0 ? 0 : y.elements() / outer;
      int column = 0;
      for (Value input : inputs) {
        Tensor x = input.tensor();
        int width = outer == 0 ? 0 : x.elements() / outer;
        for (int i = 0; i < outer; i++) {
          System.arraycopy(x.data(), x.offset() + i * width, y.data(), i * row + column, width);
        }
        column += width;
      }
      return List.of(new Value(y, mask(inputs, along, shape)));
    }

    private boolean[] mask(List<Value> inputs, int along, Shape shape) {
      if (shape.rank() < 3 || inputs.stream().allMatch(input -> input.mask() == null)) {
        return null;
      }
      if (along == 1) {
        return alongTime(inputs, shape);
      }
      boolean[] mask = null;
      for (Value input : inputs) {
        boolean[] other = input.mask();
        if (other == null) {
          other = new boolean[shape.dimension(0) * shape.dimension(1)];
          Arrays.fill(other, true);
        }
        mask = mask == null ? other : keras3 ? either(mask, other) : both(mask, other);
      }
      return mask;
    }

    private static boolean[] alongTime(List<Value> inputs, Shape shape) {
      int steps = shape.dimension(1);
      boolean[] mask = new boolean[shape.dimension(0) * steps];
      int begin = 0;
      for (Value input : inputs) {
        int count = input.tensor().shape().dimension(1);
        for (int row = 0; row < shape.dimension(0); row++) {
          for (int t = 0; t < count; t++) {
            mask[row * steps + begin + t] = input.mask() == null || input.mask()[row * count + t];
          }
        }
        begin += count;
      }
      return mask;
    }

    @Override
    public String describe() {
      return "along axis " + axis;
    }
  }
}

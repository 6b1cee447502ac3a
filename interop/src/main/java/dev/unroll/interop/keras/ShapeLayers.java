package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Layers that put the same numbers into another shape.
final class ShapeLayers {
  private ShapeLayers() {}

  /// `[N,…]` as `[N,C]`.
  record Flatten() implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      int batch = x.shape().rank() == 0 ? 0 : x.shape().dimension(0);
      return List.of(Value.of(x.reshape(batch, batch == 0 ? 0 : x.elements() / batch)));
    }

    @Override
    public String describe() {
      return "[N,...] -> [N,C]";
    }
  }

  /// `[N,…]` as `[N,target]`, where one extent of −1 follows from the others.
  record Reshape(int[] target) implements Layer {
    static Reshape read(Config config) throws MalformedFileException {
      int count = config.get("target_shape") instanceof List<?> list ? list.size() : 1;
      return new Reshape(config.wholes("target_shape", count));
    }

    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      int[] extents = new int[target.length + 1];
      extents[0] = x.shape().dimension(0);
      System.arraycopy(target, 0, extents, 1, target.length);
      long known = extents[0];
      int free = -1;
      for (int axis = 1; axis < extents.length; axis++) {
        if (extents[axis] < 0) {
          free = axis;
        } else {
          known *= extents[axis];
        }
      }
      if (free > 0) {
        extents[free] = known == 0 ? 0 : (int) (x.elements() / known);
      }
      return List.of(Value.of(x.reshape(Shape.of(extents))));
    }

    @Override
    public String describe() {
      return "to " + Arrays.toString(target);
    }
  }

  /// Axes in another order, counted from 1, the batch's left alone.
  record Permute(int[] order) implements Layer {
    static Permute read(Config config) throws MalformedFileException {
      int count = config.get("dims") instanceof List<?> list ? list.size() : 1;
      int[] order = config.sizes("dims", count);
      int[] sorted = order.clone();
      Arrays.sort(sorted);
      for (int i = 0; i < count; i++) {
        if (sorted[i] != i + 1) {
          throw config.malformed(
              "expected each axis once for \"dims\", found " + Arrays.toString(order));
        }
      }
      return new Permute(order);
    }

    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      int rank = x.shape().rank();
      if (rank != order.length + 1) {
        throw new IllegalArgumentException(
            "expected an array of %d axes, got %s".formatted(order.length + 1, x.shape()));
      }
      int[] strides = new int[rank];
      int stride = 1;
      for (int axis = rank - 1; axis >= 0; axis--) {
        strides[axis] = stride;
        stride *= x.shape().dimension(axis);
      }
      int[] extents = new int[rank];
      int[] steps = new int[rank];
      for (int axis = 0; axis < rank; axis++) {
        int source = axis == 0 ? 0 : order[axis - 1];
        extents[axis] = x.shape().dimension(source);
        steps[axis] = strides[source];
      }
      Tensor y = Tensor.zeros(Shape.of(extents));
      int[] index = new int[rank];
      int from = x.offset();
      for (int i = 0; i < y.elements(); i++) {
        y.data()[i] = x.data()[from];
        for (int axis = rank - 1; axis >= 0; axis--) {
          from += steps[axis];
          if (++index[axis] < extents[axis]) {
            break;
          }
          from -= steps[axis] * index[axis];
          index[axis] = 0;
        }
      }
      return List.of(Value.of(y));
    }

    @Override
    public String describe() {
      return "axes " + Arrays.toString(order);
    }
  }

  /// `[N,C]` as `[N,count,C]`.
  record RepeatVector(int count) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      if (x.shape().rank() != 2) {
        throw new IllegalArgumentException("repeating expects [N,C], got " + x.shape());
      }
      int batch = x.shape().dimension(0);
      int width = x.shape().dimension(1);
      Tensor y = Tensor.zeros(batch, count, width);
      for (int row = 0; row < batch * count; row++) {
        System.arraycopy(x.data(), x.offset() + row / count * width, y.data(), row * width, width);
      }
      return List.of(Value.of(y));
    }

    @Override
    public String describe() {
      return count + " times";
    }
  }

  /// Zeros before and behind the elements of one or two axes of `[N,T,C]` or `[N,H,W,C]`.
  record ZeroPadding(int axes, int top, int bottom, int left, int right) implements Layer {
    static ZeroPadding read(Config config, int axes) throws MalformedFileException {
      config.requireChannelsLast();
      if (axes == 1) {
        int[] sides = config.wholes("padding", 2);
        return checked(config, new ZeroPadding(1, 0, 0, sides[0], sides[1]));
      }
      int[] sides = new int[4];
      Object padding = config.get("padding");
      for (int axis = 0; axis < 2; axis++) {
        Object value =
            padding instanceof List<?> list && list.size() == 2 ? list.get(axis) : padding;
        Config both = new Config(config.file(), config.what(), Map.of("padding", value));
        int[] two = both.wholes("padding", 2);
        sides[2 * axis] = two[0];
        sides[2 * axis + 1] = two[1];
      }
      return checked(config, new ZeroPadding(2, sides[0], sides[1], sides[2], sides[3]));
    }

    private static ZeroPadding checked(Config config, ZeroPadding padding)
        throws MalformedFileException {
      if (Math.min(Math.min(padding.top, padding.bottom), Math.min(padding.left, padding.right))
          < 0) {
        throw config.malformed("expected padding of 0 or more");
      }
      return padding;
    }

    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      Shape shape = Windows.planes("padding", x.shape(), axes);
      int batch = shape.dimension(0);
      int height = shape.dimension(1) + top + bottom;
      int width = shape.dimension(2) + left + right;
      int channels = shape.dimension(3);
      Tensor y = Tensor.zeros(Windows.outputs(batch, height, width, channels, axes));
      int run = shape.dimension(2) * channels;
      for (int n = 0; n < batch; n++) {
        for (int i = 0; i < shape.dimension(1); i++) {
          System.arraycopy(
              x.data(),
              x.offset() + (n * shape.dimension(1) + i) * run,
              y.data(),
              ((n * height + top + i) * width + left) * channels,
              run);
        }
      }
      return List.of(Value.of(y));
    }

    @Override
    public String describe() {
      return axes == 1
          ? "%d before, %d behind".formatted(left, right)
          : "%d above, %d below, %d left, %d right".formatted(top, bottom, left, right);
    }
  }

  /// A layer on every step: `[N,T,…]` as `[N·T,…]` and back.
  record TimeDistributed(Layer layer) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Value input = inputs.getFirst();
      int[] extents = input.tensor().shape().dimensions();
      if (extents.length < 2) {
        throw new IllegalArgumentException(
            "a layer on every step expects [N,T,...], got " + input.tensor().shape());
      }
      int[] rows = Arrays.copyOfRange(extents, 1, extents.length);
      rows[0] = Math.multiplyExact(extents[0], extents[1]);
      Tensor y =
          layer
              .call(engine, List.of(Value.of(input.tensor().reshape(Shape.of(rows)))))
              .getFirst()
              .tensor();
      int[] result = new int[y.shape().rank() + 1];
      System.arraycopy(y.shape().dimensions(), 1, result, 2, result.length - 2);
      result[0] = extents[0];
      result[1] = extents[1];
      return List.of(input.with(y.reshape(Shape.of(result))));
    }

    @Override
    public String describe() {
      return "every step: " + layer.describe();
    }

    @Override
    public void addTo(String name, Map<String, Tensor> tensors) {
      layer.addTo(name, tensors);
    }
  }
}

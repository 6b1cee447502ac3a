package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.List;

/// Operations that only move numbers.
final class ShapeCases {
  private ShapeCases() {}

  static List<OperationCase> all() {
    return List.of(
        new OperationCase("reshape", ReshapeOp.class, ShapeCases::reshape),
        new OperationCase("slice", SliceOp.class, ShapeCases::slice),
        new OperationCase("concatenate", ConcatenateOp.class, ShapeCases::concatenate),
        new OperationCase("reverse", ReverseOp.class, ShapeCases::reverse));
  }

  private static Instance reshape(Draw draw) {
    int a = draw.extentOrEmpty();
    int b = draw.extent();
    return new Instance(
        1,
        (_, v) -> new Variable[] {ReshapeOp.apply(v[0], Shape.of(b, 1, 2 * a))},
        v -> new double[][] {v[0].clone()},
        draw.tensor(a, b, 2));
  }

  private static Instance slice(Draw draw) {
    int[] extents = {draw.extent(), draw.extent(), draw.extent()};
    int axis = draw.random().nextInt(3);
    int from = draw.random().nextInt(extents[axis] + 1);
    int to = from + draw.random().nextInt(extents[axis] - from + 1);
    int[] sliced = extents.clone();
    sliced[axis] = to - from;
    int given = draw.coin() ? axis : axis - 3;
    return new Instance(
        1,
        (_, v) -> new Variable[] {SliceOp.apply(v[0], given, from, to)},
        v -> {
          double[] y = new double[Shape.of(sliced).elements()];
          for (int i = 0; i < y.length; i++) {
            int[] index = Indices.of(i, sliced);
            index[axis] += from;
            y[i] = v[0][Indices.flat(index, extents)];
          }
          return new double[][] {y};
        },
        draw.tensor(extents));
  }

  private static Instance concatenate(Draw draw) {
    int axis = draw.random().nextInt(3);
    int[][] extents = new int[3][];
    int[] shared = {draw.extent(), draw.extent(), draw.extent()};
    int total = 0;
    Tensor[] inputs = new Tensor[3];
    for (int i = 0; i < 3; i++) {
      extents[i] = shared.clone();
      extents[i][axis] = draw.extentOrEmpty();
      total += extents[i][axis];
      inputs[i] = draw.tensor(extents[i]);
    }
    int[] joined = shared.clone();
    joined[axis] = total;
    return new Instance(
        1,
        (_, v) -> new Variable[] {ConcatenateOp.apply(axis - 3, v)},
        v -> {
          double[] y = new double[Shape.of(joined).elements()];
          for (int i = 0; i < y.length; i++) {
            int[] index = Indices.of(i, joined);
            int input = 0;
            while (index[axis] >= extents[input][axis]) {
              index[axis] -= extents[input++][axis];
            }
            y[i] = v[input][Indices.flat(index, extents[input])];
          }
          return new double[][] {y};
        },
        inputs);
  }

  private static Instance reverse(Draw draw) {
    int steps = draw.extentOrEmpty();
    int batch = draw.extentOrEmpty();
    int width = draw.extent();
    int[] lengths = draw.lengthsOrNull(batch, steps);
    return new Instance(
        1,
        (_, v) -> new Variable[] {ReverseOp.apply(v[0], lengths)},
        v -> {
          double[] y = new double[v[0].length];
          for (int n = 0; n < batch; n++) {
            int length = lengths == null ? steps : lengths[n];
            for (int t = 0; t < length; t++) {
              for (int k = 0; k < width; k++) {
                y[(t * batch + n) * width + k] = v[0][((length - 1 - t) * batch + n) * width + k];
              }
            }
          }
          return new double[][] {y};
        },
        draw.tensor(steps, batch, width));
  }
}

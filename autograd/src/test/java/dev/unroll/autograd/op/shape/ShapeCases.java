package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Indices;
import dev.unroll.autograd.op.OperationCase;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.elementwise.RandomTruncationOp;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.List;

/// Operations that only move numbers.
public final class ShapeCases {
  private ShapeCases() {}

  public static List<OperationCase> all() {
    return List.of(
        new OperationCase("reshape", ReshapeOp.class, ShapeCases::reshape),
        new OperationCase("slice", SliceOp.class, ShapeCases::slice),
        new OperationCase("concatenate", ConcatenateOp.class, ShapeCases::concatenate),
        new OperationCase("reverse", ReverseOp.class, ShapeCases::reverse),
        new OperationCase("permute", PermuteOp.class, ShapeCases::permute),
        new OperationCase("split", SplitOp.class, ShapeCases::split),
        new OperationCase("stack", StackOp.class, ShapeCases::stack),
        new OperationCase("gather-rows", GatherRowsOp.class, ShapeCases::gatherRows),
        new OperationCase("pad", PadOp.class, ShapeCases::pad),
        new OperationCase("clear-padding", ClearPaddingOp.class, ShapeCases::clearPadding),
        new OperationCase("last-step", LastStepOp.class, ShapeCases::lastStep),
        new OperationCase("pick", PickOp.class, ShapeCases::pick),
        new OperationCase(
            "random-truncation", RandomTruncationOp.class, ShapeCases::randomTruncation));
  }

  private static Instance reshape(Draw draw) {
    int a = draw.extentOrEmpty();
    int b = draw.extent();
    return new Instance(
        1,
        (_, v) -> new Variable[] {Ops.reshape(v[0], Shape.of(b, 1, 2 * a))},
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
        (_, v) -> new Variable[] {Ops.slice(v[0], given, from, to)},
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
        (_, v) -> new Variable[] {Ops.concatenate(axis - 3, v)},
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
        (_, v) -> new Variable[] {Ops.reverse(v[0], lengths)},
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

  private static Instance permute(Draw draw) {
    int[] extents = {draw.extent(), draw.extentOrEmpty(), draw.extent()};
    int[][] orders = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
    int[] order = orders[draw.random().nextInt(6)];
    int[] permuted = {extents[order[0]], extents[order[1]], extents[order[2]]};
    return new Instance(
        1,
        (_, v) -> new Variable[] {Ops.permute(v[0], order)},
        v -> {
          double[] y = new double[v[0].length];
          for (int i = 0; i < y.length; i++) {
            int[] to = Indices.of(i, permuted);
            int[] from = new int[3];
            for (int axis = 0; axis < 3; axis++) {
              from[order[axis]] = to[axis];
            }
            y[i] = v[0][Indices.flat(from, extents)];
          }
          return new double[][] {y};
        },
        draw.tensor(extents));
  }

  private static Instance split(Draw draw) {
    int first = draw.extentOrEmpty();
    int second = draw.extent();
    int rows = draw.extent();
    return new Instance(
        1,
        (_, v) -> Ops.split(v[0], -1, first, second),
        v -> {
          double[] left = new double[rows * first];
          double[] right = new double[rows * second];
          for (int i = 0; i < v[0].length; i++) {
            int row = i / (first + second);
            int column = i % (first + second);
            if (column < first) {
              left[row * first + column] = v[0][i];
            } else {
              right[row * second + column - first] = v[0][i];
            }
          }
          return new double[][] {left, right};
        },
        draw.tensor(rows, first + second));
  }

  private static Instance stack(Draw draw) {
    int rows = draw.extentOrEmpty();
    int width = draw.extent();
    return new Instance(
        1,
        (_, v) -> new Variable[] {Ops.stack(1, v)},
        v -> {
          double[] y = new double[2 * rows * width];
          for (int i = 0; i < y.length; i++) {
            int[] at = Indices.of(i, rows, 2, width);
            y[i] = v[at[1]][at[0] * width + at[2]];
          }
          return new double[][] {y};
        },
        draw.tensor(rows, width),
        draw.tensor(rows, width));
  }

  private static Instance gatherRows(Draw draw) {
    int rows = draw.extent();
    int width = draw.extent();
    int[] chosen = draw.ids(draw.extentOrEmpty() + 1, rows);
    return new Instance(
        4,
        (_, v) -> new Variable[] {Ops.gatherRows(v[0], chosen)},
        v -> {
          double[] y = new double[chosen.length * width];
          for (int i = 0; i < y.length; i++) {
            y[i] = v[0][chosen[i / width] * width + i % width];
          }
          return new double[][] {y};
        },
        draw.tensor(rows, width));
  }

  private static Instance clearPadding(Draw draw) {
    int steps = draw.extentOrEmpty();
    int batch = draw.extentOrEmpty();
    int width = draw.extent();
    int[] lengths = draw.ids(batch, steps + 1);
    return new Instance(
        1,
        (_, v) -> new Variable[] {Ops.clearPadding(v[0], lengths)},
        v -> {
          double[] y = v[0].clone();
          for (int i = 0; i < y.length; i++) {
            int[] at = Indices.of(i, steps, batch, width);
            y[i] = at[0] < lengths[at[1]] ? y[i] : 0;
          }
          return new double[][] {y};
        },
        draw.tensor(steps, batch, width));
  }

  private static Instance lastStep(Draw draw) {
    int steps = draw.extentOrEmpty();
    int batch = draw.extentOrEmpty();
    int width = draw.extent();
    int[] lengths = draw.lengthsOrNull(batch, steps);
    return new Instance(
        1,
        (_, v) -> new Variable[] {Ops.last(v[0], lengths)},
        v -> {
          double[] y = new double[batch * width];
          for (int i = 0; i < y.length; i++) {
            int length = lengths == null ? steps : lengths[i / width];
            y[i] = length == 0 ? 0 : v[0][(length - 1) * y.length + i];
          }
          return new double[][] {y};
        },
        draw.tensor(steps, batch, width));
  }

  private static Instance pick(Draw draw) {
    int rows = draw.extentOrEmpty();
    int columns = draw.extent();
    int width = draw.extent();
    int[] ids = draw.ids(rows * columns, width);
    return new Instance(
        1,
        (_, v) -> new Variable[] {Ops.pick(v[0], ids)},
        v -> {
          double[] y = new double[ids.length];
          for (int m = 0; m < y.length; m++) {
            y[m] = v[0][m * width + ids[m]];
          }
          return new double[][] {y};
        },
        draw.tensor(rows, columns, width));
  }

  private static Instance pad(Draw draw) {
    int[] extents = {draw.extent(), draw.extentOrEmpty(), draw.extent()};
    int axis = draw.random().nextInt(3);
    int before = draw.random().nextInt(3);
    int after = draw.random().nextInt(3);
    int[] padded = extents.clone();
    padded[axis] += before + after;
    return new Instance(
        1,
        (_, v) -> new Variable[] {Ops.pad(v[0], axis, before, after, 0.5f)},
        v -> {
          double[] y = new double[Shape.of(padded).elements()];
          for (int i = 0; i < y.length; i++) {
            int[] index = Indices.of(i, padded);
            index[axis] -= before;
            boolean inside = index[axis] >= 0 && index[axis] < extents[axis];
            y[i] = inside ? v[0][Indices.flat(index, extents)] : 0.5;
          }
          return new double[][] {y};
        },
        draw.tensor(extents));
  }

  /// With certainty, where it is the identity both ways; [dev.unroll.autograd.op.elementwise.RandomTruncationTest] tests its expectation.
  private static Instance randomTruncation(Draw draw) {
    return new Instance(
        1,
        (_, v) -> new Variable[] {Ops.randomTruncation(v[0], 1, new RandomStream(3))},
        v -> new double[][] {v[0].clone()},
        draw.tensor(draw.extentOrEmpty(), draw.extent()));
  }
}

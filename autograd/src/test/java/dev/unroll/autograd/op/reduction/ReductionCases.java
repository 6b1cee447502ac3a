package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Indices;
import dev.unroll.autograd.op.OperationCase;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/// Reductions over any axes.
public final class ReductionCases {
  private ReductionCases() {}

  /// A reduction of a variable.
  private interface Run {
    Variable apply(Variable x, int... axes);
  }

  /// What becomes of the numbers that are reduced together: one number, or as many.
  private interface Rule {
    double[] apply(double[] terms);
  }

  public static List<OperationCase> all() {
    return List.of(
        new OperationCase("sum", SumOp.class, draw(Ops::sum, true, false, ReductionCases::sum)),
        new OperationCase(
            "mean",
            MeanOp.class,
            draw(Ops::mean, false, false, v -> new double[] {sum(v)[0] / v.length})),
        new OperationCase("max", MaxOp.class, draw(Ops::max, false, true, ReductionCases::max)),
        new OperationCase("norm", NormOp.class, draw(Ops::norm, false, true, ReductionCases::norm)),
        new OperationCase(
            "log-sum-exp",
            LogSumExpOp.class,
            draw(Ops::logSumExp, false, false, v -> new double[] {logSumExp(v)})),
        new OperationCase(
            "softmax", SoftmaxOp.class, draw(Ops::softmax, false, false, ReductionCases::softmax)),
        new OperationCase(
            "log-softmax",
            LogSoftmaxOp.class,
            draw(Ops::logSoftmax, false, false, ReductionCases::logSoftmax)),
        new OperationCase(
            "sum-over-time", SumOverTimeOp.class, overTime(Ops::sumOverTime, ReductionCases::sum)),
        new OperationCase(
            "mean-over-time",
            MeanOverTimeOp.class,
            overTime(Ops::meanOverTime, v -> new double[] {sum(v)[0] / v.length})),
        new OperationCase(
            "max-over-time", MaxOverTimeOp.class, overTime(Ops::maxOverTime, ReductionCases::max)));
  }

  /// A reduction over each row's own steps, of which there may be none: then the result is 0.
  private static Function<Draw, Instance> overTime(
      BiFunction<Variable, int[], Variable> run, Rule rule) {
    return draw -> {
      int steps = draw.extentOrEmpty();
      int batch = draw.extentOrEmpty();
      int width = draw.extent();
      int[] lengths = draw.lengthsOrNull(batch, steps);
      return new Instance(
          8,
          (_, v) -> new Variable[] {run.apply(v[0], lengths)},
          v -> {
            double[] y = new double[batch * width];
            for (int i = 0; i < y.length; i++) {
              double[] terms = new double[lengths == null ? steps : lengths[i / width]];
              for (int t = 0; t < terms.length; t++) {
                terms[t] = v[0][t * y.length + i];
              }
              y[i] = terms.length == 0 ? 0 : rule.apply(terms)[0];
            }
            return new double[][] {y};
          },
          draw.distinct(steps, batch, width));
    };
  }

  private static double[] sum(double[] terms) {
    double sum = 0;
    for (double each : terms) {
      sum += each;
    }
    return new double[] {sum};
  }

  private static double[] max(double[] terms) {
    double greatest = Double.NEGATIVE_INFINITY;
    for (double each : terms) {
      greatest = Math.max(greatest, each);
    }
    return new double[] {greatest};
  }

  private static double[] norm(double[] terms) {
    double squares = 0;
    for (double each : terms) {
      squares += each * each;
    }
    return new double[] {Math.sqrt(squares)};
  }

  private static double logSumExp(double[] terms) {
    double sum = 0;
    for (double each : terms) {
      sum += Math.exp(each);
    }
    return Math.log(sum);
  }

  private static double[] logSoftmax(double[] terms) {
    double[] y = terms.clone();
    for (int i = 0; i < y.length; i++) {
      y[i] -= logSumExp(terms);
    }
    return y;
  }

  private static double[] softmax(double[] terms) {
    double[] y = logSoftmax(terms);
    for (int i = 0; i < y.length; i++) {
      y[i] = Math.exp(y[i]);
    }
    return y;
  }

  private static Function<Draw, Instance> draw(
      Run run, boolean empty, boolean distinct, Rule rule) {
    return draw -> {
      int[] extents = {draw.extent(), draw.extent(), draw.coin() || distinct ? draw.extent() : 17};
      if (empty) {
        extents[draw.random().nextInt(3)] = draw.extentOrEmpty();
      }
      List<Integer> reduced = new ArrayList<>();
      for (int axis = 0; axis < 3; axis++) {
        if (draw.coin()) {
          reduced.add(axis);
        }
      }
      if (reduced.isEmpty()) {
        reduced.add(draw.random().nextInt(3));
      }
      int[] axes = reduced.stream().mapToInt(axis -> draw.coin() ? axis : axis - 3).toArray();
      Tensor x = distinct ? draw.distinct(extents) : draw.between(-2, 2, extents);
      return new Instance(
          64,
          (_, v) -> new Variable[] {run.apply(v[0], axes)},
          v -> new double[][] {oracle(v[0], extents, reduced, rule)},
          x);
    };
  }

  /// Collects the terms of each reduction by full indices, and puts the results where they belong.
  private static double[] oracle(double[] x, int[] extents, List<Integer> reduced, Rule rule) {
    int[] kept = extents.clone();
    int[] gone = extents.clone();
    for (int axis = 0; axis < extents.length; axis++) {
      kept[axis] = reduced.contains(axis) ? 1 : extents[axis];
      gone[axis] = reduced.contains(axis) ? extents[axis] : 1;
    }
    int rows = Shape.of(kept).elements();
    int length = Shape.of(gone).elements();
    double[] same = new double[x.length];
    double[] one = new double[rows];
    boolean toOne = true;
    for (int m = 0; m < rows; m++) {
      double[] terms = new double[length];
      for (int i = 0; i < length; i++) {
        terms[i] = x[at(m, kept, i, gone, extents)];
      }
      double[] results = rule.apply(terms);
      toOne = results.length == 1 && !(length == 1 && rule.apply(new double[2]).length == 2);
      for (int i = 0; i < results.length; i++) {
        if (toOne) {
          one[m] = results[0];
        } else {
          same[at(m, kept, i, gone, extents)] = results[i];
        }
      }
    }
    return toOne ? one : same;
  }

  private static int at(int m, int[] kept, int i, int[] gone, int[] extents) {
    int[] index = Indices.of(m, kept);
    int[] within = Indices.of(i, gone);
    for (int axis = 0; axis < extents.length; axis++) {
      index[axis] += within[axis];
    }
    return Indices.flat(index, extents);
  }
}

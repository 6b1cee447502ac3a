package dev.unroll.autograd.op.elementwise;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Indices;
import dev.unroll.autograd.op.OperationCase;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Tensor;
import java.util.List;
import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/// Functions of single numbers, and arithmetic with broadcasting.
public final class ElementwiseCases {
  private ElementwiseCases() {}

  /// What a function is drawn from.
  private enum Domain {
    ALL,
    POSITIVE,
    AWAY_FROM_ZERO
  }

  public static List<OperationCase> all() {
    return List.of(
        unary("tanh", TanhOp.class, Domain.ALL, Ops::tanh, Math::tanh),
        unary("sigmoid", SigmoidOp.class, Domain.ALL, Ops::sigmoid, x -> 1 / (1 + Math.exp(-x))),
        unary("relu", ReluOp.class, Domain.AWAY_FROM_ZERO, Ops::relu, x -> Math.max(0, x)),
        unary("exp", ExpOp.class, Domain.ALL, Ops::exp, Math::exp),
        unary("log", LogOp.class, Domain.POSITIVE, Ops::log, Math::log),
        unary("sqrt", SqrtOp.class, Domain.POSITIVE, Ops::sqrt, Math::sqrt),
        unary("square", SquareOp.class, Domain.ALL, Ops::square, x -> x * x),
        unary("abs", AbsOp.class, Domain.AWAY_FROM_ZERO, Ops::abs, Math::abs),
        unary("gelu", GeluOp.class, Domain.ALL, Ops::gelu, ElementwiseCases::gelu),
        unary("pow", PowOp.class, Domain.POSITIVE, x -> Ops.pow(x, 2.5f), x -> Math.pow(x, 2.5)),
        unary(
            "leaky-relu",
            LeakyReluOp.class,
            Domain.AWAY_FROM_ZERO,
            x -> Ops.leakyRelu(x, 0.125f),
            x -> x > 0 ? x : 0.125 * x),
        unary(
            "clamp",
            ClampOp.class,
            Domain.AWAY_FROM_ZERO,
            x -> Ops.clamp(x, 0, 5),
            x -> Math.min(5, Math.max(0, x))),
        unary("scale", ScaleOp.class, Domain.ALL, x -> Ops.scale(x, -0.75f), x -> -0.75 * x),
        unary("negate", NegateOp.class, Domain.ALL, Ops::negate, x -> -x),
        new OperationCase("add", AddOp.class, binary(Ops::add, Double::sum)),
        new OperationCase("subtract", SubtractOp.class, binary(Ops::subtract, (a, b) -> a - b)),
        new OperationCase("multiply", MultiplyOp.class, binary(Ops::multiply, (a, b) -> a * b)),
        new OperationCase("divide", DivideOp.class, binary(Ops::divide, (a, b) -> a / b)));
  }

  /// x·Φ(x), with Φ by Simpson's rule from 0.
  private static double gelu(double x) {
    int intervals = 200;
    double h = x / intervals;
    double sum = 0;
    for (int i = 0; i <= intervals; i++) {
      double weight = i == 0 || i == intervals ? 1 : i % 2 == 1 ? 4 : 2;
      sum += weight * Math.exp(-i * h * i * h / 2);
    }
    return x * (0.5 + sum * h / 3 / Math.sqrt(2 * Math.PI));
  }

  private static OperationCase unary(
      String name,
      Class<?> operation,
      Domain domain,
      UnaryOperator<Variable> run,
      DoubleUnaryOperator oracle) {
    return new OperationCase(
        name,
        operation,
        draw -> {
          int[] extents = {draw.extentOrEmpty(), draw.extent(), draw.coin() ? 1 : 19};
          Tensor x =
              switch (domain) {
                case ALL -> draw.between(-3, 3, extents);
                case POSITIVE -> draw.between(0.5f, 2, extents);
                case AWAY_FROM_ZERO -> draw.awayFromZero(extents);
              };
          return new Instance(
              4,
              (_, v) -> new Variable[] {run.apply(v[0])},
              v -> {
                double[] y = new double[v[0].length];
                for (int i = 0; i < y.length; i++) {
                  y[i] = oracle.applyAsDouble(v[0][i]);
                }
                return new double[][] {y};
              },
              x);
        });
  }

  /// A binary operation of variables.
  private interface Binary {
    Variable apply(Variable a, Variable b);
  }

  private static Function<Draw, Instance> binary(Binary run, DoubleBinaryOperator oracle) {
    return draw -> {
      // each axis is in both, of extent 1 in one of them, or, outside, missing in one of them
      int rank = draw.random().nextInt(4);
      int[] extents = new int[rank];
      int[] left = new int[rank];
      int[] right = new int[rank];
      for (int axis = 0; axis < rank; axis++) {
        extents[axis] = axis == 0 ? draw.extentOrEmpty() : draw.extent();
        int which = draw.random().nextInt(4);
        left[axis] = which == 0 ? 1 : extents[axis];
        right[axis] = which == 1 ? 1 : extents[axis];
        extents[axis] = left[axis] == 1 ? right[axis] : left[axis];
      }
      int missing = draw.random().nextInt(rank + 1);
      boolean fromLeft = draw.coin();
      int[] leftExtents = fromLeft ? tail(left, missing) : left;
      int[] rightExtents = fromLeft ? right : tail(right, missing);
      int[] result = extents.clone();
      for (int axis = 0; axis < missing; axis++) {
        result[axis] = fromLeft ? right[axis] : left[axis];
      }
      return new Instance(
          64,
          (_, v) -> new Variable[] {run.apply(v[0], v[1])},
          v -> {
            int elements = 1;
            for (int extent : result) {
              elements *= extent;
            }
            double[] y = new double[elements];
            for (int i = 0; i < elements; i++) {
              int[] index = Indices.of(i, result);
              y[i] =
                  oracle.applyAsDouble(
                      v[0][stretched(index, leftExtents)], v[1][stretched(index, rightExtents)]);
            }
            return new double[][] {y};
          },
          draw.tensor(leftExtents),
          draw.between(0.5f, 1.5f, rightExtents));
    };
  }

  private static int[] tail(int[] extents, int from) {
    return java.util.Arrays.copyOfRange(extents, from, extents.length);
  }

  private static int stretched(int[] index, int[] extents) {
    int missing = index.length - extents.length;
    int flat = 0;
    for (int axis = 0; axis < extents.length; axis++) {
      flat = flat * extents[axis] + (extents[axis] == 1 ? 0 : index[missing + axis]);
    }
    return flat;
  }
}

package dev.unroll.bench.operation;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.bench.Numbers;
import dev.unroll.core.Tensor;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.UnaryOperator;

/// Reductions and softmax over the innermost axis.
final class ReductionWorks {
  private ReductionWorks() {}

  static List<OperationWork> all() {
    Tensor x = Operands.tensor(64, 257);
    return List.of(
        over(x, "sum", "SumOp", "Σ x over any axes", v -> Ops.sum(v, -1)),
        over(x, "mean", "MeanOp", "mean over any axes", v -> Ops.mean(v, -1)),
        over(x, "max", "MaxOp", "maximum over any axes", v -> Ops.max(v, -1)),
        over(x, "log-sum-exp", "LogSumExpOp", "ln Σ eˣ over any axes", v -> Ops.logSumExp(v, -1)),
        over(x, "softmax", "SoftmaxOp", "softmax over any axes", v -> Ops.softmax(v, -1)),
        over(
            x,
            "log-softmax",
            "LogSoftmaxOp",
            "ln softmax over any axes",
            v -> Ops.logSoftmax(v, -1)),
        over(x, "norm", "NormOp", "√Σ x² over any axes", v -> Ops.norm(v, -1)),
        overTime("sum-over-time", "SumOverTimeOp", "Σ over each row's steps", Ops::sumOverTime),
        overTime("mean-over-time", "MeanOverTimeOp", "mean of each row's steps", Ops::meanOverTime),
        overTime(
            "max-over-time", "MaxOverTimeOp", "maximum of each row's steps", Ops::maxOverTime));
  }

  private static OperationWork overTime(
      String name, String operation, String what, BiFunction<Variable, int[], Variable> run) {
    int[] lengths = Numbers.ids(3, 16, 26);
    Tensor x = Operands.tensor(25, 16, 64);
    return OperationWork.of(
        name, operation, what, "[25,16,64]", (_, v) -> run.apply(v[0], lengths), x);
  }

  private static OperationWork over(
      Tensor x, String name, String operation, String what, UnaryOperator<Variable> run) {
    return OperationWork.of(name, operation, what, "[64,257]", (_, v) -> run.apply(v[0]), x);
  }
}

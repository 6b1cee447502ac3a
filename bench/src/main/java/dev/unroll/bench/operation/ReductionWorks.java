package dev.unroll.bench.operation;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LogSoftmaxOp;
import dev.unroll.autograd.op.LogSumExpOp;
import dev.unroll.autograd.op.MaxOp;
import dev.unroll.autograd.op.MeanOp;
import dev.unroll.autograd.op.NormOp;
import dev.unroll.autograd.op.SoftmaxOp;
import dev.unroll.autograd.op.SumOp;
import dev.unroll.core.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/// Reductions and softmax over the innermost axis.
final class ReductionWorks {
  private ReductionWorks() {}

  static List<OperationWork> all() {
    Tensor x = Operands.tensor(64, 257);
    return List.of(
        over(x, "sum", SumOp.class, "Σ x over any axes", v -> SumOp.apply(v, -1)),
        over(x, "mean", MeanOp.class, "mean over any axes", v -> MeanOp.apply(v, -1)),
        over(x, "max", MaxOp.class, "maximum over any axes", v -> MaxOp.apply(v, -1)),
        over(
            x,
            "log-sum-exp",
            LogSumExpOp.class,
            "ln Σ eˣ over any axes",
            v -> LogSumExpOp.apply(v, -1)),
        over(x, "softmax", SoftmaxOp.class, "softmax over any axes", v -> SoftmaxOp.apply(v, -1)),
        over(
            x,
            "log-softmax",
            LogSoftmaxOp.class,
            "ln softmax over any axes",
            v -> LogSoftmaxOp.apply(v, -1)),
        over(x, "norm", NormOp.class, "√Σ x² over any axes", v -> NormOp.apply(v, -1)));
  }

  private static OperationWork over(
      Tensor x, String name, Class<?> operation, String what, UnaryOperator<Variable> run) {
    return OperationWork.of(name, operation, what, "[64,257]", (_, v) -> run.apply(v[0]), x);
  }
}

package dev.unroll.bench.operation;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AbsOp;
import dev.unroll.autograd.op.AddOp;
import dev.unroll.autograd.op.ClampOp;
import dev.unroll.autograd.op.DivideOp;
import dev.unroll.autograd.op.ExpOp;
import dev.unroll.autograd.op.GeluOp;
import dev.unroll.autograd.op.LeakyReluOp;
import dev.unroll.autograd.op.LogOp;
import dev.unroll.autograd.op.MultiplyOp;
import dev.unroll.autograd.op.NegateOp;
import dev.unroll.autograd.op.PowOp;
import dev.unroll.autograd.op.ReluOp;
import dev.unroll.autograd.op.ScaleOp;
import dev.unroll.autograd.op.SigmoidOp;
import dev.unroll.autograd.op.SqrtOp;
import dev.unroll.autograd.op.SquareOp;
import dev.unroll.autograd.op.SubtractOp;
import dev.unroll.autograd.op.TanhOp;
import dev.unroll.core.Tensor;
import java.util.List;
import java.util.function.UnaryOperator;

/// Functions of single numbers, and arithmetic with broadcasting.
final class ElementwiseWorks {
  private static final int ROWS = 64;
  private static final int COLUMNS = 257;
  private static final String SHAPE = "[64,257]";

  private ElementwiseWorks() {}

  static List<OperationWork> all() {
    Tensor any = Operands.tensor(ROWS, COLUMNS);
    Tensor positive = Operands.positive(ROWS, COLUMNS);
    Tensor row = Operands.positive(COLUMNS);
    return List.of(
        OperationWork.of(
            "add",
            AddOp.class,
            "a + b, broadcast",
            SHAPE + " + [257]",
            (_, v) -> AddOp.apply(v[0], v[1]),
            any,
            row),
        OperationWork.of(
            "subtract",
            SubtractOp.class,
            "a − b, broadcast",
            SHAPE,
            (_, v) -> SubtractOp.apply(v[0], v[1]),
            any,
            positive),
        OperationWork.of(
            "multiply",
            MultiplyOp.class,
            "a ⊙ b, broadcast",
            SHAPE,
            (_, v) -> MultiplyOp.apply(v[0], v[1]),
            any,
            positive),
        OperationWork.of(
            "divide",
            DivideOp.class,
            "a / b, broadcast",
            SHAPE,
            (_, v) -> DivideOp.apply(v[0], v[1]),
            any,
            positive),
        unary("scale", ScaleOp.class, "c·x", any, x -> ScaleOp.apply(x, -0.75f)),
        unary("negate", NegateOp.class, "−x", any, NegateOp::apply),
        unary("tanh", TanhOp.class, "tanh x", any, TanhOp::apply),
        unary("sigmoid", SigmoidOp.class, "1 / (1 + e⁻ˣ)", any, SigmoidOp::apply),
        unary("relu", ReluOp.class, "max(0, x)", any, ReluOp::apply),
        unary(
            "leaky-relu",
            LeakyReluOp.class,
            "x where positive, else slope·x",
            any,
            x -> LeakyReluOp.apply(x, 0.125f)),
        unary("gelu", GeluOp.class, "x·Φ(x)", any, GeluOp::apply),
        unary("exp", ExpOp.class, "eˣ", any, ExpOp::apply),
        unary("log", LogOp.class, "ln x", positive, LogOp::apply),
        unary("sqrt", SqrtOp.class, "√x", positive, SqrtOp::apply),
        unary("square", SquareOp.class, "x²", any, SquareOp::apply),
        unary("abs", AbsOp.class, "absolute value", any, AbsOp::apply),
        unary(
            "clamp",
            ClampOp.class,
            "min(max(x, low), high)",
            any,
            x -> ClampOp.apply(x, -0.5f, 0.5f)),
        unary("pow", PowOp.class, "xᵖ", positive, x -> PowOp.apply(x, 2.5f)));
  }

  private static OperationWork unary(
      String name, Class<?> operation, String what, Tensor x, UnaryOperator<Variable> run) {
    return OperationWork.of(name, operation, what, SHAPE, (_, v) -> run.apply(v[0]), x);
  }
}

package dev.unroll.bench.operation;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
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
            "AddOp",
            "a + b, broadcast",
            SHAPE + " + [257]",
            (_, v) -> Ops.add(v[0], v[1]),
            any,
            row),
        OperationWork.of(
            "subtract",
            "SubtractOp",
            "a − b, broadcast",
            SHAPE,
            (_, v) -> Ops.subtract(v[0], v[1]),
            any,
            positive),
        OperationWork.of(
            "multiply",
            "MultiplyOp",
            "a ⊙ b, broadcast",
            SHAPE,
            (_, v) -> Ops.multiply(v[0], v[1]),
            any,
            positive),
        OperationWork.of(
            "divide",
            "DivideOp",
            "a / b, broadcast",
            SHAPE,
            (_, v) -> Ops.divide(v[0], v[1]),
            any,
            positive),
        unary("scale", "ScaleOp", "c·x", any, x -> Ops.scale(x, -0.75f)),
        unary("negate", "NegateOp", "−x", any, Ops::negate),
        unary("tanh", "TanhOp", "tanh x", any, Ops::tanh),
        unary("sigmoid", "SigmoidOp", "1 / (1 + e⁻ˣ)", any, Ops::sigmoid),
        unary("relu", "ReluOp", "max(0, x)", any, Ops::relu),
        unary(
            "leaky-relu",
            "LeakyReluOp",
            "x where positive, else slope·x",
            any,
            x -> Ops.leakyRelu(x, 0.125f)),
        unary("gelu", "GeluOp", "x·Φ(x)", any, Ops::gelu),
        unary("exp", "ExpOp", "eˣ", any, Ops::exp),
        unary("log", "LogOp", "ln x", positive, Ops::log),
        unary("sqrt", "SqrtOp", "√x", positive, Ops::sqrt),
        unary("square", "SquareOp", "x²", any, Ops::square),
        unary("abs", "AbsOp", "absolute value", any, Ops::abs),
        unary("clamp", "ClampOp", "min(max(x, low), high)", any, x -> Ops.clamp(x, -0.5f, 0.5f)),
        unary("pow", "PowOp", "xᵖ", positive, x -> Ops.pow(x, 2.5f)));
  }

  private static OperationWork unary(
      String name, String operation, String what, Tensor x, UnaryOperator<Variable> run) {
    return OperationWork.of(name, operation, what, SHAPE, (_, v) -> run.apply(v[0]), x);
  }
}

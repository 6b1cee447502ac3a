package dev.unroll.interop.onnx.operator;

import static dev.unroll.core.io.MalformedFileException.quote;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;

/// The operators by name.
public final class Operators {
  /// The oldest and the newest version of the standard operators whose meanings are known here.
  public static final int FIRST_OPSET = 7;

  /// See [#FIRST_OPSET].
  public static final int LAST_OPSET = 24;

  private Operators() {}

  /// Makes the operator of a node.
  ///
  /// @return null if the node's outputs became constants or those of a graph in its place
  /// @throws MalformedFileException if the operator, an attribute or a type is not supported
  public static Operator create(Site site) throws MalformedFileException {
    String name = site.node().operator();
    if (!site.node().domain().isEmpty()) {
      throw site.malformed(
          "operators of the domain %s are not supported; export the model with the standard ones"
              .formatted(quote(site.node().domain())));
    }
    return switch (name) {
      case "Abs",
          "Ceil",
          "Cos",
          "Erf",
          "Exp",
          "Floor",
          "Log",
          "Neg",
          "Reciprocal",
          "Relu",
          "Round" ->
          unary(site);
      case "Sigmoid", "Sign", "Sin", "Softplus", "Softsign", "Sqrt", "Tan", "Tanh" -> unary(site);
      case "Acos", "Asin", "Atan", "Cosh", "Sinh", "Elu", "LeakyRelu", "HardSigmoid" -> unary(site);
      case "HardSwish", "Mish", "Celu", "ThresholdedRelu" -> unary(site);
      case "Selu" -> new Unary(site, Function.SELU, "gamma");
      case "Gelu" -> Unary.gelu(site);
      case "Add" -> Arithmetic.binary(site, Arithmetic.Operation.ADD);
      case "Sub" -> Arithmetic.binary(site, Arithmetic.Operation.SUBTRACT);
      case "Mul" -> Arithmetic.binary(site, Arithmetic.Operation.MULTIPLY);
      case "Div" -> Arithmetic.binary(site, Arithmetic.Operation.DIVIDE);
      case "Mod" -> Arithmetic.modulo(site);
      case "Max" -> Arithmetic.variadic(site, Arithmetic.Operation.MAXIMUM);
      case "Min" -> Arithmetic.variadic(site, Arithmetic.Operation.MINIMUM);
      case "Sum" -> Arithmetic.variadic(site, Arithmetic.Operation.ADD);
      case "Mean" -> Arithmetic.mean(site);
      case "PRelu" -> Arithmetic.binary(site, Arithmetic.Operation.LEAK);
      case "Pow" -> new Power(site);
      case "Clip" -> new Clip(site);
      case "Equal" -> new Comparison(site, Comparison.Operation.EQUAL);
      case "Less" -> new Comparison(site, Comparison.Operation.LESS);
      case "LessOrEqual" -> new Comparison(site, Comparison.Operation.LESS_OR_EQUAL);
      case "Greater" -> new Comparison(site, Comparison.Operation.GREATER);
      case "GreaterOrEqual" -> new Comparison(site, Comparison.Operation.GREATER_OR_EQUAL);
      case "And" -> new Comparison(site, Comparison.Operation.AND);
      case "Or" -> new Comparison(site, Comparison.Operation.OR);
      case "Xor" -> new Comparison(site, Comparison.Operation.XOR);
      case "Not" -> new Predicate(site, Predicate.Operation.NOT);
      case "IsNaN" -> new Predicate(site, Predicate.Operation.IS_NAN);
      case "IsInf" -> new Predicate(site, Predicate.Operation.IS_INFINITE);
      case "Where" -> new Where(site);
      case "Cast" -> Cast.to(site);
      case "CastLike" -> Cast.like(site);
      case "Identity" -> View.identity(site);
      case "Dropout" -> View.dropout(site);
      case "Flatten" -> View.flatten(site);
      case "Reshape" -> View.reshape(site);
      case "Squeeze" -> View.squeeze(site);
      case "Unsqueeze" -> View.unsqueeze(site);
      case "Transpose" -> new Transpose(site);
      case "Expand" -> new Expand(site);
      case "Tile" -> new Tile(site);
      case "Concat" -> new Concat(site);
      case "Split" -> new Split(site);
      case "Slice" -> new Slice(site);
      case "Pad" -> new Pad(site);
      case "Gather" -> new Gather(site);
      case "GatherElements" -> ElementIndex.gather(site);
      case "ScatterElements", "Scatter" -> ElementIndex.scatter(site);
      case "GatherND" -> TupleIndex.gather(site);
      case "ScatterND" -> TupleIndex.scatter(site);
      case "Constant" -> Fill.constant(site);
      case "ConstantOfShape" -> Fill.constantOfShape(site);
      case "EyeLike" -> Fill.eyeLike(site);
      case "NonZero" -> Fill.nonZero(site);
      case "OneHot" -> Fill.oneHot(site);
      case "Range" -> Fill.range(site);
      case "Shape" -> Fill.shape(site);
      case "Size" -> Fill.size(site);
      case "CumSum" -> Arrange.cumulativeSum(site);
      case "ReverseSequence" -> Arrange.reverseSequence(site);
      case "Trilu" -> Arrange.triangle(site);
      case "ReduceSum" -> new Reduce(site, Reduce.Operation.SUM);
      case "ReduceMean" -> new Reduce(site, Reduce.Operation.MEAN);
      case "ReduceMax" -> new Reduce(site, Reduce.Operation.MAX);
      case "ReduceMin" -> new Reduce(site, Reduce.Operation.MIN);
      case "ReduceProd" -> new Reduce(site, Reduce.Operation.PROD);
      case "ReduceL1" -> new Reduce(site, Reduce.Operation.L1);
      case "ReduceL2" -> new Reduce(site, Reduce.Operation.L2);
      case "ReduceSumSquare" -> new Reduce(site, Reduce.Operation.SUMSQUARE);
      case "ReduceLogSum" -> new Reduce(site, Reduce.Operation.LOGSUM);
      case "ReduceLogSumExp" -> new Reduce(site, Reduce.Operation.LOGSUMEXP);
      case "ArgMax" -> new ArgMax(site, true);
      case "ArgMin" -> new ArgMax(site, false);
      case "TopK" -> new TopK(site);
      case "Softmax" -> new Softmax(site, false);
      case "LogSoftmax" -> new Softmax(site, true);
      case "MatMul" -> new MatMul(site);
      case "Gemm" -> new Gemm(site);
      case "Conv" -> new Conv(site);
      case "MaxPool" -> Pool.max(site);
      case "AveragePool" -> Pool.average(site);
      case "GlobalMaxPool" -> Pool.global(site, true);
      case "GlobalAveragePool" -> Pool.global(site, false);
      case "BatchNormalization" -> Normalization.batch(site);
      case "LayerNormalization" -> Normalization.layer(site);
      case "RMSNormalization" -> Normalization.rootMeanSquare(site);
      case "InstanceNormalization" -> Normalization.instance(site);
      case "RNN" -> new Recurrent(site, RecurrentCell.Kind.RNN);
      case "GRU" -> new Recurrent(site, RecurrentCell.Kind.GRU);
      case "LSTM" -> new Recurrent(site, RecurrentCell.Kind.LSTM);
      case "If" -> If.of(site);
      case "Loop" -> new Loop(site);
      case "Scan" -> new Scan(site);
      default -> throw site.malformed("the operator is not supported");
    };
  }

  private static Operator unary(Site site) throws MalformedFileException {
    return new Unary(site, Function.named(site.node().operator()));
  }
}

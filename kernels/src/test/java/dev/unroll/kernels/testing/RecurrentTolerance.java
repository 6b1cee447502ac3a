package dev.unroll.kernels.testing;

/// How far a recurrent kernel in float may be from its oracle, as a part of the largest value of an
/// array (or of 1).
public final class RecurrentTolerance {
  /// Half an ulp of a float between 1 and 2: one rounding.
  private static final double EPS = 0x1p-24;

  /// The roundings of the element-wise part: activations of up to 2.5 ulp and a few operations.
  private static final int ELEMENTWISE = 16;

  private RecurrentTolerance() {}

  /// A step adds up C + P products and applies the cell; errors are handed on from step to step, here
  /// taken as undamped: `(C + P + 16)·T·eps`.
  public static double forward(RecurrentProblem problem) {
    int depth = problem.inputs() + problem.outputs() + ELEMENTWISE;
    return depth * Math.max(1, problem.steps()) * EPS;
  }

  /// A step back adds up G·H products to forward's errors, weights' gradients T·N of them:
  /// `((C + H + G·H + 2·16)·T + T·N)·eps`.
  public static double backward(RecurrentProblem problem) {
    int depth = problem.inputs() + (1 + problem.gates()) * problem.hidden() + 2 * ELEMENTWISE;
    int steps = Math.max(1, problem.steps());
    return (depth * steps + steps * problem.batch()) * EPS;
  }
}

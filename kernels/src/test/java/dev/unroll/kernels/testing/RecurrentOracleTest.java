package dev.unroll.kernels.testing;

import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.FieldSource;

/// The oracles against PyTorch, and their gradients against finite differences.
final class RecurrentOracleTest {
  /// Double rounding and another exp and tanh, over a few steps.
  private static final double GOLDEN_TOLERANCE = 1e-12;

  private static final double EPSILON = 1e-5;

  /// ε² for what central differences leave out (third derivatives here are below 100), and the rounding of
  /// a loss below 100 divided by 2ε.
  private static final double DIFFERENCE_TOLERANCE =
      100 * EPSILON * EPSILON + 100 * Math.ulp(1.0) / EPSILON;

  private static final List<String> GOLDEN = RecurrentGolden.NAMES;

  @ParameterizedTest
  @FieldSource("GOLDEN")
  void agreesWithPyTorch(String name) {
    RecurrentGolden golden = RecurrentGolden.load(name);
    RecurrentResult got = golden.cell().oracle().run(golden.problem());
    Differences.requireClose(name, golden.expected().all(), got.all(), GOLDEN_TOLERANCE);
  }

  @ParameterizedTest
  @EnumSource
  void gradientsAreThoseOfFiniteDifferences(RecurrentCell cell) {
    RecurrentProblem full = RecurrentProblem.random(cell, 4, 3, 2, 5, 1);
    check(cell, full);
    check(cell, full.withLengths(2, 4, 0));
    check(cell, full.without("dy"));
    check(cell, full.without("dhn", "dcn"));
    check(cell, full.without("bias_ih", "bias_hh", "h0", "c0"));
  }

  private static void check(RecurrentCell cell, RecurrentProblem problem) {
    Differences.requireClose(
        cell + " " + problem,
        cell.oracle().finiteDifferences(problem, EPSILON).gradients(),
        cell.oracle().run(problem).gradients(),
        DIFFERENCE_TOLERANCE);
  }
}

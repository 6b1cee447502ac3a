package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.kernels.testing.Differences;
import dev.unroll.kernels.testing.RecurrentCell;
import dev.unroll.kernels.testing.RecurrentProblem;
import dev.unroll.kernels.testing.RecurrentResult;
import dev.unroll.kernels.testing.RecurrentRun;
import dev.unroll.kernels.testing.RecurrentTolerance;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/// The comparison with the oracle and that with finite differences both find every planted error, and
/// none where there is none.
final class PlantedErrorTest {
  private static final double EPSILON = 1e-5;

  /// What float arithmetic and central differences may be off together.
  private static final double DIFFERENCE_TOLERANCE = 1e-5;

  static Stream<Arguments> errors() {
    return Stream.of(RecurrentCell.values())
        .flatMap(cell -> PlantedError.of(cell).stream().map(error -> Arguments.of(cell, error)));
  }

  @ParameterizedTest
  @EnumSource
  void soundBackwardPassesAreAccepted(RecurrentCell cell) {
    for (KernelSet set : new KernelSet[] {Kernels.scalar(), Kernels.active()}) {
      assertDoesNotThrow(() -> compareWithOracle(cell, cell.kernel(set)));
      assertDoesNotThrow(() -> compareWithDifferences(cell, cell.kernel(set)));
    }
  }

  @ParameterizedTest
  @MethodSource("errors")
  void plantedErrorsAreFound(RecurrentCell cell, PlantedError error) {
    RecurrentKernel faulty = error.in(cell.kernel(Kernels.scalar()));
    assertThrows(AssertionError.class, () -> compareWithOracle(cell, faulty));
    assertThrows(AssertionError.class, () -> compareWithDifferences(cell, faulty));
  }

  private static RecurrentProblem problem(RecurrentCell cell) {
    return RecurrentProblem.random(cell, 3, 2, 3, 4, 1);
  }

  private static void compareWithOracle(RecurrentCell cell, RecurrentKernel kernel) {
    RecurrentProblem problem = problem(cell);
    compare(cell.oracle().run(problem), kernel, problem, RecurrentTolerance.backward(problem));
  }

  private static void compareWithDifferences(RecurrentCell cell, RecurrentKernel kernel) {
    RecurrentProblem problem = problem(cell);
    compare(
        cell.oracle().finiteDifferences(problem, EPSILON), kernel, problem, DIFFERENCE_TOLERANCE);
  }

  private static void compare(
      RecurrentResult wanted, RecurrentKernel kernel, RecurrentProblem problem, double tolerance) {
    RecurrentResult got = new RecurrentRun(kernel).run(problem);
    Differences.requireClose("d", wanted.gradients(), got.gradients(), tolerance);
  }
}

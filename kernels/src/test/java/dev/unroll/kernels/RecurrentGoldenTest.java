package dev.unroll.kernels;

import dev.unroll.kernels.testing.Differences;
import dev.unroll.kernels.testing.RecurrentGolden;
import dev.unroll.kernels.testing.RecurrentResult;
import dev.unroll.kernels.testing.RecurrentRun;
import dev.unroll.kernels.testing.RecurrentTolerance;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/// Both kernel sets against PyTorch's results in float64.
final class RecurrentGoldenTest {
  private static final List<String> GOLDEN = RecurrentGolden.NAMES;

  @ParameterizedTest
  @FieldSource("GOLDEN")
  void scalarKernels(String name) {
    check(name, Kernels.scalar());
  }

  @ParameterizedTest
  @FieldSource("GOLDEN")
  void activeKernels(String name) {
    check(name, Kernels.active());
  }

  private static void check(String name, KernelSet set) {
    RecurrentGolden golden = RecurrentGolden.load(name);
    RecurrentResult got = new RecurrentRun(golden.cell().kernel(set)).run(golden.problem());
    double forward = RecurrentTolerance.forward(golden.problem());
    double backward = RecurrentTolerance.backward(golden.problem());
    Differences.requireClose(name, golden.expected().outputs(), got.outputs(), forward);
    Differences.requireClose(name, golden.expected().gradients(), got.gradients(), backward);
  }
}

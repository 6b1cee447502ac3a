package dev.unroll.kernels;

import dev.unroll.kernels.testing.Differences;
import dev.unroll.kernels.testing.RecurrentCase;
import dev.unroll.kernels.testing.RecurrentProblem;
import dev.unroll.kernels.testing.RecurrentRun;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;

/// The active recurrent kernels equal the scalar ones bit for bit, at every vector width.
@Tag("widths")
final class RecurrentKernelBitsProperties {
  @Property(seed = "1", tries = 400)
  void sequencesHaveTheScalarBits(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c,
      @ForAll boolean tokens,
      @ForAll boolean fromZero) {
    RecurrentRun scalar =
        new RecurrentRun(c.cell().kernel(Kernels.scalar()))
            .withTokens(tokens ? c.tokens() : null)
            .startingFrom(fromZero ? 0 : 0.375f);
    RecurrentRun active = scalar.with(c.cell().kernel(Kernels.active()));
    Differences.requireSameBits(
        c.toString(), scalar.run(c.problem()).all(), active.run(c.problem()).all());
  }

  @Property(seed = "2")
  void stepsHaveTheScalarBits(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c, @ForAll boolean tokens) {
    RecurrentRun scalar =
        new RecurrentRun(c.cell().kernel(Kernels.scalar())).withTokens(tokens ? c.tokens() : null);
    RecurrentRun active = scalar.with(c.cell().kernel(Kernels.active()));
    RecurrentProblem problem = c.problem().withLengths((int[]) null);
    Differences.requireSameBits(c.toString(), scalar.steps(problem), active.steps(problem));
  }

  @Property(seed = "3", tries = 60)
  void threadsHaveTheScalarBits(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c, @ForAll boolean tokens) {
    RecurrentRun scalar =
        new RecurrentRun(c.cell().kernel(Kernels.scalar())).withTokens(tokens ? c.tokens() : null);
    for (int count = 2; count <= 3; count++) {
      try (Workers workers = Workers.start(count)) {
        RecurrentRun active = scalar.with(c.cell().kernel(Kernels.active())).on(workers);
        Differences.requireSameBits(
            c.toString(), scalar.run(c.problem()).all(), active.run(c.problem()).all());
      }
    }
  }

  /// Gates with infinities, NaNs, zeros of both signs and subnormals in their sums.
  @Property(seed = "4", tries = 100)
  void specialValuesHaveTheScalarBits(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c, @ForAll long seed) {
    double[] special = {
      0.0,
      -0.0,
      Double.NaN,
      Float.POSITIVE_INFINITY,
      Float.NEGATIVE_INFINITY,
      Float.MIN_VALUE,
      -Float.MIN_NORMAL / 2,
      Float.MAX_VALUE,
      1e20,
      -1e20
    };
    SplittableRandom random = new SplittableRandom(seed);
    RecurrentProblem problem = c.problem();
    for (String name : new String[] {"x", "h0", "bias_ih", "dy"}) {
      double[] values = problem.get(name);
      if (values != null && values.length > 0) {
        values = values.clone();
        values[random.nextInt(values.length)] = special[random.nextInt(special.length)];
        problem = problem.with(name, values);
      }
    }
    RecurrentRun scalar = new RecurrentRun(c.cell().kernel(Kernels.scalar()));
    RecurrentRun active = scalar.with(c.cell().kernel(Kernels.active()));
    Differences.requireSameBits(
        problem.toString(), scalar.run(problem).all(), active.run(problem).all());
  }
}

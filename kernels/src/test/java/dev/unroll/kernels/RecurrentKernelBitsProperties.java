package dev.unroll.kernels;

import dev.unroll.kernels.testing.Differences;
import dev.unroll.kernels.testing.RecurrentCase;
import dev.unroll.kernels.testing.RecurrentCell;
import dev.unroll.kernels.testing.RecurrentProblem;
import dev.unroll.kernels.testing.RecurrentResult;
import dev.unroll.kernels.testing.RecurrentRun;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

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

  /// Weights that stay in no cache: their input products are made for many time steps at once.
  @Example
  void largeWeightsHaveTheScalarBits() {
    RecurrentProblem problem = RecurrentProblem.random(RecurrentCell.RNN_TANH, 2, 16, 100, 2000, 7);
    RecurrentRun scalar = new RecurrentRun(RecurrentCell.RNN_TANH.kernel(Kernels.scalar()));
    RecurrentRun active = scalar.with(RecurrentCell.RNN_TANH.kernel(Kernels.active()));
    Map<String, double[]> wanted = scalar.inference(problem).outputs();
    Map<String, double[]> saving = active.run(problem).outputs();
    saving.keySet().retainAll(wanted.keySet());
    Differences.requireSameBits(problem.toString(), wanted, saving);
    try (Workers workers = Workers.start(2)) {
      Differences.requireSameBits(
          problem.toString(), wanted, active.on(workers).inference(problem).outputs());
    }
  }

  /// More tokens in the vocabulary than in the call: only the columns of those used are packed.
  @Property(seed = "6", tries = 20)
  void largeVocabulariesHaveTheScalarBits(
      @ForAll RecurrentCell cell, @ForAll @IntRange(max = 1) int workers, @ForAll long seed) {
    RecurrentProblem problem = RecurrentProblem.random(cell, 3, 6, 200, 37, 7);
    SplittableRandom random = new SplittableRandom(seed);
    int[] ids = IntStream.range(0, 18).map(i -> random.nextInt(i % 3 == 0 ? 200 : 64)).toArray();
    ids[7] = 199;
    RecurrentRun scalar = new RecurrentRun(cell.kernel(Kernels.scalar())).withTokens(ids);
    RecurrentRun active = scalar.with(cell.kernel(Kernels.active()));
    try (Workers threads = Workers.start(1 + workers)) {
      Differences.requireSameBits(
          problem.toString(), scalar.run(problem).all(), active.on(threads).run(problem).all());
    }
  }

  /// Extents past those at which passes work in blocks: of time steps and of batch rows.
  @Property(seed = "5", tries = 40)
  void longAndTallSequencesHaveTheScalarBits(
      @ForAll RecurrentCell cell, @ForAll @IntRange(max = 3) int shape, @ForAll boolean lengths) {
    int[][] shapes = {{180, 1, 3, 100}, {9, 1, 20, 128}, {6, 140, 5, 33}, {21, 40, 9, 64}};
    int[] e = shapes[shape];
    RecurrentProblem problem = RecurrentProblem.random(cell, e[0], e[1], e[2], e[3], 7);
    if (lengths) {
      problem = problem.withLengths(IntStream.range(0, e[1]).map(n -> e[0] - n % 5).toArray());
    }
    RecurrentRun scalar = new RecurrentRun(cell.kernel(Kernels.scalar())).startingFrom(0.375f);
    RecurrentRun active = scalar.with(cell.kernel(Kernels.active()));
    RecurrentResult wanted = scalar.run(problem);
    Differences.requireSameBits(problem.toString(), wanted.all(), active.run(problem).all());
    Map<String, double[]> states = active.inference(problem).outputs();
    wanted.outputs().keySet().retainAll(states.keySet());
    Differences.requireSameBits(problem.toString(), wanted.outputs(), states);
    try (Workers workers = Workers.start(2)) {
      Differences.requireSameBits(
          problem.toString(), scalar.run(problem).all(), active.on(workers).run(problem).all());
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

package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.testing.Differences;
import dev.unroll.kernels.testing.KernelChoice;
import dev.unroll.kernels.testing.RecurrentCase;
import dev.unroll.kernels.testing.RecurrentProblem;
import dev.unroll.kernels.testing.RecurrentResult;
import dev.unroll.kernels.testing.RecurrentRun;
import dev.unroll.kernels.testing.RecurrentTolerance;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

/// Layers against time, and layers whose rows lie among columns of others.
@Tag("widths")
final class RecurrentDirectionProperties {
  /// Backwards through a sequence is forwards through the reversed one.
  @Property(seed = "1", tries = 150)
  void againstTimeAgreesWithTheOracleOfTheReversedSequence(
      @ForAll(supplier = RecurrentCases.Small.class) RecurrentCase c,
      @ForAll KernelChoice choice,
      @ForAll @IntRange(max = 5) int left,
      @ForAll @IntRange(max = 17) int right) {
    RecurrentProblem problem = c.problem();
    RecurrentResult wanted = c.cell().oracle().run(problem.reversed());
    RecurrentResult got =
        new RecurrentRun(c.cell().kernel(choice.set()))
            .in(Direction.REVERSE, left, right)
            .run(problem);
    Map<String, double[]> outputs = new LinkedHashMap<>(wanted.outputs());
    outputs.computeIfPresent("y", (_, y) -> problem.reversed(y, problem.outputs()));
    outputs.keySet().retainAll(got.outputs().keySet());
    Differences.requireClose(
        problem.toString(), outputs, got.outputs(), RecurrentTolerance.forward(problem));
    Map<String, double[]> gradients = new LinkedHashMap<>(wanted.gradients());
    gradients.computeIfPresent("x", (_, dx) -> problem.reversed(dx, problem.inputs()));
    gradients.keySet().retainAll(got.gradients().keySet());
    Differences.requireClose(
        problem.toString(), gradients, got.gradients(), RecurrentTolerance.backward(problem));
  }

  @Property(seed = "2", tries = 150)
  void againstTimeHasTheScalarBits(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c,
      @ForAll boolean tokens,
      @ForAll @IntRange(max = 5) int left,
      @ForAll @IntRange(max = 17) int right) {
    RecurrentRun scalar =
        new RecurrentRun(c.cell().kernel(Kernels.scalar()))
            .withTokens(tokens ? c.tokens() : null)
            .startingFrom(0.375f)
            .in(Direction.REVERSE, left, right);
    RecurrentRun active = scalar.with(c.cell().kernel(Kernels.active()));
    RecurrentResult wanted = scalar.run(c.problem());
    Differences.requireSameBits(c.toString(), wanted.all(), active.run(c.problem()).all());
    Map<String, double[]> states = active.inference(c.problem()).outputs();
    wanted.outputs().keySet().retainAll(states.keySet());
    Differences.requireSameBits(c.toString(), wanted.outputs(), states);
    try (Workers workers = Workers.start(2)) {
      Differences.requireSameBits(
          c.toString(), scalar.run(c.problem()).all(), active.on(workers).run(c.problem()).all());
    }
  }

  /// Columns of others change no bit, and are not changed.
  @Property(seed = "3", tries = 150)
  void rowsAmongOthersHaveTheSameBits(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c,
      @ForAll KernelChoice choice,
      @ForAll Direction direction,
      @ForAll boolean tokens,
      @ForAll @IntRange(max = 5) int left,
      @ForAll @IntRange(min = 1, max = 17) int right) {
    RecurrentRun run =
        new RecurrentRun(c.cell().kernel(choice.set())).withTokens(tokens ? c.tokens() : null);
    Differences.requireSameBits(
        c.toString(),
        run.in(direction, 0, 0).run(c.problem()).all(),
        run.in(direction, left, right).run(c.problem()).all());
  }

  /// The example of [RecurrentSequence]: two directions write `[T,N,2H]` in place.
  @Example
  void bothDirectionsShareRows() {
    int steps = 5;
    int batch = 3;
    int hidden = 7;
    Tensor states = Tensor.zeros(steps + 2, batch, 2 * hidden);
    Tensor x = Tensor.zeros(steps, batch, 4);
    for (int i = 0; i < x.elements(); i++) {
      x.data()[i] = (i * 31 % 17 - 8) / 9f;
    }
    RnnWeights weights = new RnnWeights(weight(hidden, 4), weight(hidden, hidden), null, null);
    RecurrentSequence forward =
        new RecurrentSequence(
            new RecurrentShape(steps, batch, 4, hidden),
            weights,
            new SequenceInput.Features(x),
            null,
            states.slice(0, steps + 1),
            null,
            null);
    RecurrentSequence reverse =
        new RecurrentSequence(
                forward.shape(),
                weights,
                forward.input(),
                null,
                states.slice(1, steps + 2),
                null,
                null)
            .in(Direction.REVERSE, hidden);
    Workspace workspace = new Workspace();
    Kernels.active().rnnTanh().forward(forward, workspace, Workers.CALLER);
    Kernels.active().rnnTanh().forward(reverse, workspace, Workers.CALLER);
    Tensor y = states.slice(1, steps + 1);
    Tensor last = y.at(steps - 1);
    // the last step of the reverse direction has seen x[T-1] alone
    Tensor h = Tensor.zeros(2, batch, hidden);
    Kernels.scalar()
        .rnnTanh()
        .forward(
            new RecurrentSequence(
                new RecurrentShape(1, batch, 4, hidden),
                weights,
                new SequenceInput.Features(x.slice(steps - 1, steps)),
                null,
                h,
                null,
                null),
            workspace,
            Workers.CALLER);
    for (int n = 0; n < batch; n++) {
      for (int j = 0; j < hidden; j++) {
        assertEquals(h.get(1, n, j), last.get(n, hidden + j));
      }
    }
  }

  private static Tensor weight(int rows, int columns) {
    Tensor weight = Tensor.zeros(rows, columns);
    for (int i = 0; i < weight.elements(); i++) {
      weight.data()[i] = (i * 7 % 13 - 6) / 20f;
    }
    return weight;
  }
}

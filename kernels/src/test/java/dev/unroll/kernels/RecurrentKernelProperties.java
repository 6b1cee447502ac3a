package dev.unroll.kernels;

import dev.unroll.kernels.testing.Differences;
import dev.unroll.kernels.testing.KernelChoice;
import dev.unroll.kernels.testing.RecurrentCase;
import dev.unroll.kernels.testing.RecurrentCell;
import dev.unroll.kernels.testing.RecurrentProblem;
import dev.unroll.kernels.testing.RecurrentResult;
import dev.unroll.kernels.testing.RecurrentRun;
import dev.unroll.kernels.testing.RecurrentTolerance;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// What holds for every recurrent cell in every kernel set.
final class RecurrentKernelProperties {
  private static RecurrentRun run(RecurrentCase c, KernelChoice choice) {
    return new RecurrentRun(c.cell().kernel(choice.set()));
  }

  @Property(seed = "1")
  void agreesWithTheOracle(
      @ForAll(supplier = RecurrentCases.Small.class) RecurrentCase c, @ForAll KernelChoice choice) {
    requireClose(c.problem(), c.cell().oracle().run(c.problem()), run(c, choice).run(c.problem()));
  }

  @Property(seed = "2", tries = 100)
  void agreesWithTheOracleWhereGradientsOrStatesAreMissing(
      @ForAll(supplier = RecurrentCases.Small.class) RecurrentCase c,
      @ForAll KernelChoice choice,
      @ForAll boolean dy,
      @ForAll boolean dhn,
      @ForAll boolean dcn) {
    RecurrentProblem problem =
        c.problem().without(dy ? "" : "dy", dhn ? "" : "dhn", dcn ? "" : "dcn", dhn ? "" : "h0");
    requireClose(problem, c.cell().oracle().run(problem), run(c, choice).run(problem));
  }

  private static void requireClose(
      RecurrentProblem problem, RecurrentResult wanted, RecurrentResult got) {
    double forward = RecurrentTolerance.forward(problem);
    double backward = RecurrentTolerance.backward(problem);
    Map<String, double[]> gradients = new LinkedHashMap<>(wanted.gradients());
    gradients.keySet().retainAll(got.gradients().keySet());
    Map<String, double[]> outputs = new LinkedHashMap<>(wanted.outputs());
    outputs.keySet().retainAll(got.outputs().keySet());
    Differences.requireClose(problem.toString(), outputs, got.outputs(), forward);
    Differences.requireClose(problem.toString(), gradients, got.gradients(), backward);
  }

  @Property(seed = "3", tries = 100)
  void aSequenceIsItsSteps(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c, @ForAll KernelChoice choice) {
    RecurrentProblem problem = c.problem().withLengths((int[]) null);
    RecurrentRun run = run(c, choice);
    double[] h = run.run(problem).outputs().get("h");
    Differences.requireSameBits("h by steps", h, run.steps(problem));

    RecurrentRun tokens = run.withTokens(c.tokens());
    double[] hOfTokens = tokens.run(problem).outputs().get("h");
    Differences.requireSameBits("h of tokens by steps", hOfTokens, tokens.steps(problem));
  }

  @Property(seed = "12", tries = 100)
  void savingNothingChangesNoState(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c,
      @ForAll KernelChoice choice,
      @ForAll boolean tokens) {
    RecurrentRun run = run(c, choice).withTokens(tokens ? c.tokens() : null);
    Map<String, double[]> wanted = new LinkedHashMap<>(run.run(c.problem()).outputs());
    RecurrentResult got = run.inference(c.problem());
    wanted.keySet().retainAll(got.outputs().keySet());
    Differences.requireSameBits(c.toString(), wanted, got.outputs());
    try (Workers workers = Workers.start(2)) {
      Differences.requireSameBits(
          c.toString(), wanted, run.on(workers).inference(c.problem()).outputs());
    }
  }

  @Property(seed = "4", tries = 100)
  void aRowInABatchIsTheRowAlone(
      @ForAll(supplier = RecurrentCases.Small.class) RecurrentCase c, @ForAll KernelChoice choice) {
    RecurrentProblem problem = c.problem();
    RecurrentResult batch = run(c, choice).without("weights").run(problem);
    for (int row = 0; row < problem.batch(); row++) {
      int length = problem.length(row);
      RecurrentResult alone = run(c, choice).without("weights").run(problem.row(row));
      Map<String, double[]> rows = new LinkedHashMap<>();
      for (String name : alone.all().keySet()) {
        double[] all = batch.all().get(name);
        switch (name) {
          case "y" -> rows.put(name, problem.rowOf(all, row, length, problem.outputs()));
          case "dx" -> rows.put(name, problem.rowOf(all, row, length, problem.inputs()));
          case "hn", "dh0" -> rows.put(name, problem.rowOf(all, row, 1, problem.outputs()));
          case "cn", "dc0" -> rows.put(name, problem.rowOf(all, row, 1, problem.hidden()));
          case "h" -> rows.put(name, problem.rowOf(all, row, length + 1, problem.outputs()));
          case "c" -> rows.put(name, problem.rowOf(all, row, length + 1, problem.hidden()));
          default -> rows.put(name, alone.all().get(name));
        }
      }
      Differences.requireSameBits("row " + row, alone.all(), rows);
    }
  }

  @Property(seed = "5", tries = 100)
  void tokensAreOneHotVectors(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c, @ForAll KernelChoice choice) {
    RecurrentRun run = run(c, choice).startingFrom(0.5f);
    RecurrentResult vectors = run.without("x").run(c.oneHot());
    RecurrentResult tokens = run.withTokens(c.tokens()).run(c.problem());
    Differences.requireSameBits(c.toString(), vectors.all(), tokens.all());
  }

  @Property(seed = "6", tries = 150)
  void whatIsPaddingHasNoPart(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c,
      @ForAll KernelChoice choice,
      @ForAll Direction direction,
      @ForAll boolean infinite) {
    RecurrentProblem problem = c.problem();
    double padding = infinite ? Double.POSITIVE_INFINITY : Double.NaN;
    RecurrentProblem changed =
        problem
            .with("x", withPadding(problem, problem.get("x"), problem.inputs(), padding))
            .with("dy", withPadding(problem, problem.get("dy"), problem.outputs(), Double.NaN));
    RecurrentRun run = run(c, choice).in(direction, 0, 0);
    RecurrentResult wanted = run.startingFrom(1).run(problem);
    RecurrentResult got = run.startingFrom(1).run(changed);
    Differences.requireSameBits(c.toString(), wanted.all(), got.all());

    double[] dx = run.run(problem).gradients().get("x");
    double[] zeroed = withPadding(problem, dx, problem.inputs(), 0);
    Differences.requireSameBits("dx of padding", zeroed, dx);
  }

  private static double[] withPadding(
      RecurrentProblem problem, double[] values, int width, double padding) {
    double[] changed = values.clone();
    for (int i = 0; i < values.length; i++) {
      int row = i / width % problem.batch();
      if (i / width / problem.batch() >= problem.length(row)) {
        changed[i] = padding;
      }
    }
    return changed;
  }

  @Property(seed = "7", tries = 100)
  void gradientsAreAddedToWhatIsThere(
      @ForAll(supplier = RecurrentCases.Small.class) RecurrentCase c, @ForAll KernelChoice choice) {
    RecurrentRun fromSome = run(c, choice).startingFrom(0.25f);
    RecurrentResult fromZero = run(c, choice).run(c.problem());
    RecurrentResult got = fromSome.run(c.problem());
    double tolerance = RecurrentTolerance.backward(c.problem());
    fromZero
        .gradients()
        .forEach(
            (name, gradient) -> {
              double[] sum = gradient.clone();
              Arrays.setAll(sum, i -> gradient[i] + fromSome.start(i));
              double[] gotten = got.gradients().get(name);
              if (name.equals("h0") || name.equals("c0")) {
                Arrays.setAll(sum, i -> (float) sum[i]); // one addition, rounded
                Differences.requireSameBits("d" + name, sum, gotten);
              } else {
                Differences.requireClose("d" + name, sum, gotten, tolerance, 1);
              }
            });
  }

  @Property(seed = "8", tries = 100)
  void aGradientThatNobodyWantsChangesNoOther(
      @ForAll(supplier = RecurrentCases.Small.class) RecurrentCase c, @ForAll KernelChoice choice) {
    RecurrentResult all = run(c, choice).run(c.problem());
    for (String name : new String[] {"x", "h0", "c0", "weights"}) {
      RecurrentResult some = run(c, choice).without(name).run(c.problem());
      Map<String, double[]> wanted = new LinkedHashMap<>(all.gradients());
      wanted.keySet().retainAll(some.gradients().keySet());
      Differences.requireSameBits("without d" + name, wanted, some.gradients());
    }
  }

  @Property(seed = "9", tries = 60)
  void anyNumberOfThreadsGivesTheSameBits(
      @ForAll(supplier = RecurrentCases.Large.class) RecurrentCase c,
      @ForAll KernelChoice choice,
      @ForAll boolean tokens) {
    RecurrentRun run = run(c, choice).withTokens(tokens ? c.tokens() : null).startingFrom(0.25f);
    RecurrentResult one = run.run(c.problem());
    for (int count = 2; count <= 3; count++) {
      try (Workers workers = Workers.start(count)) {
        RecurrentResult several = run.on(workers).run(c.problem());
        Differences.requireSameBits(count + " threads", one.all(), several.all());
      }
    }
  }

  @Property(seed = "10", tries = 60)
  void nanInIsNanOut(
      @ForAll(supplier = RecurrentCases.Small.class) RecurrentCase c, @ForAll KernelChoice choice) {
    RecurrentProblem problem = c.problem().withLengths((int[]) null);
    if (problem.steps() == 0 || problem.batch() == 0) {
      return;
    }
    int row = problem.batch() / 2;
    double[] x = problem.get("x").clone();
    x[row * problem.inputs()] = Double.NaN;
    double[] clean = run(c, choice).run(problem).outputs().get("y");
    double[] poisoned = run(c, choice).run(problem.with("x", x)).outputs().get("y");
    for (int i = 0; i < clean.length; i++) {
      if (i / problem.outputs() % problem.batch() == row) {
        clean[i] = Double.NaN;
      }
    }
    Differences.requireSameBits("y", clean, poisoned);
  }

  @Property(seed = "11", tries = 40)
  void saturatedGatesStayFinite(@ForAll RecurrentCell cell, @ForAll KernelChoice choice) {
    RecurrentProblem problem = RecurrentProblem.random(cell, 3, 2, 3, 5, 1);
    double[] x = problem.get("x").clone();
    Arrays.setAll(x, i -> x[i] * 1e4);
    RecurrentProblem large = problem.with("x", x);
    RecurrentResult got = new RecurrentRun(cell.kernel(choice.set())).run(large);
    requireClose(large, cell.oracle().run(large), got);
  }
}

package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Sequence.Features;
import dev.unroll.models.layer.Sequence.Tokens;
import dev.unroll.models.layer.example.CoupledLstm;
import dev.unroll.models.layer.example.MinimalGatedUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Every cell in every position: each wiring, direction and merge, with and without lengths,
/// normalization and given, learned or zero initial states.
final class RecurrentProperties {
  private static final int INPUTS = 3;

  @Provide
  Arbitrary<RecurrentOptions> options() {
    Arbitrary<RecurrentOptions> plain =
        Combinators.combine(
                Arbitraries.of(cells()),
                Arbitraries.integers().between(1, 3),
                Arbitraries.of(Directions.class),
                Arbitraries.of(Merge.class),
                Arbitraries.of(Wiring.class),
                Arbitraries.of(Biases.class))
            .as(
                (cell, layers, directions, merge, wiring, biases) ->
                    Options.of(cell, INPUTS, 5)
                        .stacked(layers, 0)
                        .withDirections(directions, merge)
                        .withWiring(wiring)
                        .withBiases(biases));
    return Combinators.combine(plain, Arbitraries.of(true, false), Arbitraries.of(true, false))
        .as(
            (each, norm, learned) -> {
              RecurrentOptions options = norm ? each.withLayerNorm() : each;
              return learned ? options.withLearnedInitialState() : options;
            });
  }

  static List<Cell> cells() {
    List<Cell> cells = new ArrayList<>(Cell.all());
    cells.add(new MinimalGatedUnit());
    cells.add(new CoupledLstm());
    return cells;
  }

  /// A stack with its parameters, and a sequence for it.
  private static final class Problem {
    final RecurrentOptions options;
    final Scope scope;
    final Recurrent recurrent;
    final RandomStream random;
    final int steps;
    final int batch;
    final Tensor x;
    final List<Tensor> h0 = new ArrayList<>();
    final List<Tensor> c0 = new ArrayList<>();

    Problem(RecurrentOptions options, long seed) {
      this.options = options;
      // all that a ReLU reads is positive, away from where it has no derivative
      float low = options.cell().label().contains("relu") ? 0.1f : -0.6f;
      scope =
          Scope.fresh(
              seed, Initializer.of((_, tensor, _, _, draw) -> draw.fillUniform(tensor, low, 0.6f)));
      recurrent = new Recurrent(scope, options);
      random = new RandomStream(seed);
      steps = 1 + random.nextInt(4);
      batch = 1 + random.nextInt(3);
      x = Tensor.zeros(steps, batch, INPUTS);
      random.fillUniform(x, low, 0.9f);
      RecurrentState state = recurrent.newState(batch);
      for (int i = 0; i < state.size(); i++) {
        random.fillUniform(state.h(i), low, 0.5f);
        h0.add(state.h(i));
        if (state.c(i) != null) {
          random.fillUniform(state.c(i), low, 0.5f);
          c0.add(state.c(i));
        }
      }
    }

    int[] lengths() {
      int[] lengths = new int[batch];
      Arrays.setAll(lengths, _ -> random.nextInt(steps + 1));
      return lengths;
    }

    /// Runs forward and backward from random seeds that depend on shapes only.
    Run run(Tensor input, int[] lengths, boolean initial) {
      Tape tape = new Tape();
      Variable leaf = tape.leaf(input);
      List<Variable> h = h0.stream().map(tape::leaf).toList();
      List<Variable> c = c0.stream().map(tape::leaf).toList();
      scope.parameters().forEach(Parameter::zeroGradient);
      Recurrent.Result result =
          recurrent.forward(
              Pass.reading(tape), new Features(leaf, lengths), initial ? new State(h, c) : null);
      Run run = new Run();
      run.add("y", result.y());
      for (int i = 0; i < result.last().h().size(); i++) {
        run.add("hn" + i, result.last().h().get(i));
      }
      for (int i = 0; i < result.last().c().size(); i++) {
        run.add("cn" + i, result.last().c().get(i));
      }
      run.backward(tape);
      run.gradients.put("x", orZeros(leaf));
      for (int i = 0; i < h.size() && initial; i++) {
        run.gradients.put("h0 " + i, orZeros(h.get(i)));
      }
      for (int i = 0; i < c.size() && initial; i++) {
        run.gradients.put("c0 " + i, orZeros(c.get(i)));
      }
      scope.parameters().forEach(each -> run.gradients.put(each.name(), each.gradient().copy()));
      return run;
    }

    private static Tensor orZeros(Variable leaf) {
      return leaf.gradient() == null ? Tensor.zeros(leaf.shape()) : leaf.gradient().copy();
    }

    /// What gradients go to, by name, to be changed.
    Map<String, Tensor> inputs(boolean initial) {
      Map<String, Tensor> inputs = new HashMap<>(Map.of("x", x));
      for (int i = 0; i < h0.size() && initial; i++) {
        inputs.put("h0 " + i, h0.get(i));
      }
      for (int i = 0; i < c0.size() && initial; i++) {
        inputs.put("c0 " + i, c0.get(i));
      }
      scope.parameters().forEach(each -> inputs.put(each.name(), each.value()));
      return inputs;
    }
  }

  /// Results, and the gradients of the sum of all results weighted with fixed numbers.
  private static final class Run {
    final Map<String, Tensor> results = new HashMap<>();
    final Map<String, Tensor> gradients = new HashMap<>();
    private final List<Variable> outputs = new ArrayList<>();
    private final List<Tensor> seeds = new ArrayList<>();

    void add(String name, Variable variable) {
      outputs.add(variable);
      results.put(name, variable.value().copy());
      Tensor seed = Tensor.zeros(variable.shape());
      new RandomStream(outputs.size()).fillUniform(seed, -1, 1);
      seeds.add(seed);
    }

    void backward(Tape tape) {
      tape.backward(outputs.toArray(Variable[]::new), seeds.toArray(Tensor[]::new));
    }

    /// The weighted sum, and that of the absolute values of its summands.
    double[] loss() {
      double[] sums = new double[2];
      for (int i = 0; i < outputs.size(); i++) {
        float[] values = results.get(name(i)).toArray();
        for (int k = 0; k < values.length; k++) {
          double summand = (double) values[k] * seeds.get(i).data()[k];
          sums[0] += summand;
          sums[1] += Math.abs(summand);
        }
      }
      return sums;
    }

    private String name(int index) {
      int states = (outputs.size() - 1) / (results.containsKey("cn0") ? 2 : 1);
      return index == 0 ? "y" : index <= states ? "hn" + (index - 1) : "cn" + (index - 1 - states);
    }
  }

  private static void assertSame(String what, Map<String, Tensor> wanted, Map<String, Tensor> got) {
    assertEquals(wanted.keySet(), got.keySet(), what);
    wanted.forEach(
        (name, tensor) ->
            assertArrayEquals(tensor.toArray(), got.get(name).toArray(), what + " " + name));
  }

  /// Along a random direction through everything at once, by central differences with steps h, h/2
  /// and h/4 that are extrapolated twice; the tolerance is that of
  /// [dev.unroll.autograd.GradientCheck], and what the last extrapolation changed: the
  /// normalization of few numbers has strong curvature.
  @Property(tries = 100, seed = "1")
  void gradientsAreThoseOfDifferences(
      @ForAll("options") RecurrentOptions options,
      @ForAll boolean padded,
      @ForAll boolean initial,
      @ForAll long seed) {
    // normalized numbers are negative, too: a ReLU above them has kinks; that of few numbers is
    // nearly a step
    Assume.that(!(options.layerNorm() && options.cell().label().contains("relu")));
    Assume.that(!(options.layerNorm() && (options.projection() > 0 || options.layers() > 2)));
    Problem problem = new Problem(options, seed);
    int[] lengths = padded ? problem.lengths() : null;
    Map<String, Tensor> inputs = problem.inputs(initial);
    Map<String, Tensor> direction = new HashMap<>();
    Map<String, Tensor> center = new HashMap<>();
    double got = 0;
    double size = 0;
    Run run = problem.run(problem.x, lengths, initial);
    for (String name : inputs.keySet()) {
      Tensor along = Tensor.zeros(inputs.get(name).shape());
      problem.random.fillUniform(along, -1, 1);
      direction.put(name, along);
      center.put(name, inputs.get(name).copy());
      for (int k = 0; k < along.elements(); k++) {
        got += (double) along.data()[k] * run.gradients.get(name).toArray()[k];
        size += Math.abs(along.data()[k] * run.gradients.get(name).toArray()[k]);
      }
    }
    double[] slopes = new double[3];
    double noise = 0;
    for (int level = 0; level < 3; level++) {
      double h = 0x1p-6 / (1 << level);
      double[] high = at(problem, inputs, center, direction, h, lengths, initial);
      double[] low = at(problem, inputs, center, direction, -h, lengths, initial);
      slopes[level] = (high[0] - low[0]) / (2 * h);
      noise = 8 * 0x1p-23 * (high[1] + low[1]) / h;
    }
    double finer = (4 * slopes[1] - slopes[0]) / 3;
    double finest = (4 * slopes[2] - slopes[1]) / 3;
    double wanted = (16 * finest - finer) / 15;
    double tolerance = 0x1p-10 * size + noise + Math.abs(wanted - finest);
    assertTrue(
        Math.abs(wanted - got) <= tolerance,
        "wanted %s, got %s, tolerance %s: %s of %d steps, %d rows, lengths %s"
            .formatted(
                wanted,
                got,
                tolerance,
                options,
                problem.steps,
                problem.batch,
                Arrays.toString(lengths)));
  }

  private static double[] at(
      Problem problem,
      Map<String, Tensor> inputs,
      Map<String, Tensor> center,
      Map<String, Tensor> direction,
      double h,
      int[] lengths,
      boolean initial) {
    inputs.forEach(
        (name, tensor) -> {
          for (int k = 0; k < tensor.elements(); k++) {
            double moved = center.get(name).data()[k] + h * direction.get(name).data()[k];
            tensor.data()[tensor.offset() + k] = (float) moved;
          }
        });
    problem.scope.parameters().forEach(Parameter::updated);
    double[] loss = problem.run(problem.x, lengths, initial).loss();
    inputs.forEach((name, tensor) -> tensor.copyFrom(center.get(name)));
    problem.scope.parameters().forEach(Parameter::updated);
    return loss;
  }

  @Property(tries = 60)
  void whatPaddingHoldsReachesNothing(
      @ForAll("options") RecurrentOptions options, @ForAll boolean initial, @ForAll long seed) {
    Problem problem = new Problem(options, seed);
    int[] lengths = problem.lengths();
    Run clean = problem.run(problem.x, lengths, initial);
    Tensor dirty = problem.x.copy();
    for (int t = 0; t < problem.steps; t++) {
      for (int n = 0; n < problem.batch; n++) {
        if (t >= lengths[n]) {
          dirty.at(t).at(n).fill(n % 2 == 0 ? Float.NaN : Float.POSITIVE_INFINITY);
          assertArrayEquals(
              new float[problem.recurrent.outputs()], clean.results.get("y").at(t).at(n).toArray());
          assertArrayEquals(new float[INPUTS], clean.gradients.get("x").at(t).at(n).toArray());
        }
      }
    }
    Run run = problem.run(dirty, lengths, initial);
    assertSame("result", clean.results, run.results);
    assertSame("gradient", clean.gradients, run.gradients);
  }

  @Property(tries = 60)
  void aPaddedRowIsTheRowAlone(@ForAll("options") RecurrentOptions options, @ForAll long seed) {
    Problem problem = new Problem(options, seed);
    int[] lengths = problem.lengths();
    Run padded = problem.run(problem.x, lengths, false);
    for (int n = 0; n < problem.batch; n++) {
      Tensor row = Tensor.zeros(lengths[n], 1, INPUTS);
      for (int t = 0; t < lengths[n]; t++) {
        row.at(t).at(0).copyFrom(problem.x.at(t).at(n));
      }
      if (lengths[n] == 0) {
        continue;
      }
      Tape tape = new Tape();
      Recurrent.Result alone =
          problem.recurrent.forward(Pass.reading(tape), new Features(tape.constant(row)), null);
      for (int t = 0; t < lengths[n]; t++) {
        assertArrayEquals(
            alone.y().value().at(t).toArray(), padded.results.get("y").at(t).at(n).toArray());
      }
      for (int i = 0; i < alone.last().h().size(); i++) {
        assertArrayEquals(
            alone.last().h().get(i).value().toArray(),
            padded.results.get("hn" + i).at(n).toArray());
      }
    }
  }

  @Property(tries = 60)
  void tokensAreOneHotFeatures(@ForAll("options") RecurrentOptions options, @ForAll long seed) {
    Problem problem = new Problem(options, seed);
    int[] lengths = problem.lengths();
    int[] ids = new int[problem.steps * problem.batch];
    Tensor hot = Tensor.zeros(problem.x.shape());
    for (int i = 0; i < ids.length; i++) {
      ids[i] = problem.random.nextInt(INPUTS);
      hot.data()[i * INPUTS + ids[i]] = 1;
    }
    Run features = problem.run(hot, lengths, false);
    features.gradients.remove("x");
    Tape tape = new Tape();
    problem.scope.parameters().forEach(Parameter::zeroGradient);
    Recurrent.Result result =
        problem.recurrent.forward(
            Pass.reading(tape), new Tokens(ids, problem.steps, problem.batch, lengths), null);
    Run tokens = new Run();
    tokens.add("y", result.y());
    for (int i = 0; i < result.last().h().size(); i++) {
      tokens.add("hn" + i, result.last().h().get(i));
    }
    for (int i = 0; i < result.last().c().size(); i++) {
      tokens.add("cn" + i, result.last().c().get(i));
    }
    tokens.backward(tape);
    problem
        .scope
        .parameters()
        .forEach(each -> tokens.gradients.put(each.name(), each.gradient().copy()));
    assertSame("result", features.results, tokens.results);
    assertSame("gradient", features.gradients, tokens.gradients);
  }

  @Property(tries = 60)
  void aSequenceGoesOnFromASavedState(@ForAll("options") RecurrentOptions any, @ForAll long seed) {
    RecurrentOptions options = any.withDirections(Directions.FORWARD, Merge.ADD);
    Problem problem = new Problem(options, seed);
    Run whole = problem.run(problem.x, null, false);
    int cut = problem.random.nextInt(problem.steps);
    RecurrentState state = problem.recurrent.newState(problem.batch);
    List<float[]> parts = new ArrayList<>();
    Map<String, Tensor> saved = new HashMap<>();
    for (Tensor part : List.of(problem.x.slice(0, cut), problem.x.slice(cut, problem.steps))) {
      RecurrentState restored = problem.recurrent.newState(problem.batch);
      if (!saved.isEmpty()) {
        restored.restore(saved);
      }
      if (part.shape().dimension(0) > 0) {
        Tape tape = new Tape();
        Recurrent.Result result =
            problem.recurrent.forward(
                Pass.reading(tape), new Features(tape.constant(part)), restored.on(tape));
        restored.carry(result.last());
        parts.add(result.y().value().toArray());
      }
      restored.tensors().forEach((name, tensor) -> saved.put(name, tensor.copy()));
      state = restored;
    }
    float[] y = new float[whole.results.get("y").elements()];
    int at = 0;
    for (float[] part : parts) {
      System.arraycopy(part, 0, y, at, part.length);
      at += part.length;
    }
    assertArrayEquals(whole.results.get("y").toArray(), y);
    for (int i = 0; i < state.size(); i++) {
      assertArrayEquals(whole.results.get("hn" + i).toArray(), state.h(i).toArray());
    }
  }

  @Property(tries = 60)
  void reverseIsForwardOnTheReversedSequence(
      @ForAll("options") RecurrentOptions any, @ForAll long seed) {
    RecurrentOptions options = any.withDirections(Directions.REVERSE, Merge.ADD);
    Problem problem = new Problem(options, seed);
    Run reverse = problem.run(problem.x, null, true);
    Map<String, Tensor> stored = new HashMap<>();
    problem
        .scope
        .parameters()
        .forEach(each -> stored.put(each.name().replace("_reverse", ""), each.value()));
    Recurrent forward =
        new Recurrent(Scope.stored(stored), options.withDirections(Directions.FORWARD, Merge.ADD));
    Tensor x = Tensor.zeros(problem.x.shape());
    for (int t = 0; t < problem.steps; t++) {
      x.at(t).copyFrom(problem.x.at(problem.steps - 1 - t));
    }
    Tape tape = new Tape();
    State initial =
        new State(
            problem.h0.stream().map(tape::constant).toList(),
            problem.c0.stream().map(tape::constant).toList());
    Recurrent.Result result =
        forward.forward(Pass.reading(tape), new Features(tape.constant(x)), initial);
    for (int t = 0; t < problem.steps; t++) {
      assertArrayEquals(
          result.y().value().at(problem.steps - 1 - t).toArray(),
          reverse.results.get("y").at(t).toArray());
    }
    for (int i = 0; i < result.last().h().size(); i++) {
      assertArrayEquals(
          result.last().h().get(i).value().toArray(), reverse.results.get("hn" + i).toArray());
    }
  }

  /// A decoder of one step a call packs the weights once a version, as a stream does.
  @Example
  void singleStepsReadTheWeightsOfAVersion() {
    Scope scope = Scope.fresh(1, Options.ALL_RANDOM);
    Recurrent recurrent = new Recurrent(scope, RecurrentOptions.of(Cell.LSTM, 6, 5));
    Tokens x = new Tokens(new int[] {5}, 1, 1);
    float[] before = step(recurrent, x);
    scope.parameters().forEach(each -> each.value().fill(0.125f));
    assertArrayEquals(before, step(recurrent, x));
    scope.parameters().forEach(Parameter::updated);
    float[] after = step(recurrent, x);
    assertTrue(!Arrays.equals(before, after));
    assertArrayEquals(after, recurrent.stream(x.ids()).step().toArray());
  }

  private static float[] step(Recurrent recurrent, Tokens x) {
    return recurrent.forward(Pass.reading(new Tape()), x, null).y().value().toArray();
  }

  @Example
  void aGivenStateComesBeforeALearnedOne() {
    Problem problem =
        new Problem(RecurrentOptions.of(Cell.GRU, INPUTS, 4).withLearnedInitialState(), 1);
    Run given = problem.run(problem.x, null, true);
    Run learned = problem.run(problem.x, null, false);
    assertTrue(
        !Arrays.equals(given.results.get("y").toArray(), learned.results.get("y").toArray()));
    assertArrayEquals(new float[4], given.gradients.get("initial_h_l0").toArray());
    Parameter initial =
        problem.scope.parameters().stream()
            .filter(each -> each.name().equals("initial_h_l0"))
            .findFirst()
            .orElseThrow();
    RecurrentState state = problem.recurrent.newState(2);
    assertArrayEquals(initial.value().toArray(), state.h(0).at(1).toArray());
    initial.value().fill(0.125f);
    state.resetRows(1);
    assertEquals(0.125f, state.h(0).get(1, 3));
    assertTrue(state.h(0).get(0, 3) != 0.125f);
  }

  @Example
  void dropoutIsAtWorkInTrainingOnly() {
    for (RecurrentOptions options :
        List.of(
            RecurrentOptions.of(Cell.LSTM, INPUTS, 8).stacked(2, 0.5f),
            RecurrentOptions.of(Cell.LSTM, INPUTS, 8).stacked(2, 0).withVariationalDropout(0.5f))) {
      Problem problem = new Problem(options, 3);
      float[] reading = y(problem, null);
      assertArrayEquals(reading, y(problem, null));
      float[] training = y(problem, new RandomStream(1));
      assertTrue(!Arrays.equals(reading, training));
      assertArrayEquals(training, y(problem, new RandomStream(1)));
    }
  }

  private static float[] y(Problem problem, RandomStream random) {
    Tape tape = new Tape();
    Features x = new Features(tape.constant(problem.x));
    return problem.recurrent.forward(new Pass(tape, random), x, null).y().value().toArray();
  }

  @Example
  void widthsAndOutputs() {
    RecurrentOptions options = RecurrentOptions.of(Cell.LSTM, 5, 1).withWidths(4, 6, 3);
    assertEquals(3, options.outputs());
    assertEquals(6, options.bidirectional().outputs());
    assertEquals(3, options.withDirections(Directions.BOTH, Merge.ADD).outputs());
    assertEquals(13, options.withWiring(Wiring.DENSE).outputs());
    assertEquals(26, options.withWiring(Wiring.DENSE).bidirectional().outputs());
    Scope scope = Scope.fresh(1, Initializer.torch());
    new Recurrent(scope, options.withWiring(Wiring.DENSE).bidirectional());
    Map<String, Shape> shapes = new HashMap<>();
    scope.parameters().forEach(each -> shapes.put(each.name(), each.value().shape()));
    assertEquals(Shape.of(12, 20), shapes.get("weight_ih_l2_reverse"));
    assertEquals(Shape.of(24, 8), shapes.get("weight_ih_l1"));
  }

  @Example
  void refusesWhatDoesNotFit() {
    RecurrentOptions options = RecurrentOptions.of(Cell.LSTM, INPUTS, 4);
    refused(
        "widths: expected layers of one width",
        () -> options.withWidths(3, 4).withWiring(Wiring.RESIDUAL));
    refused("widths: expected at least one layer", () -> options.withWidths());
    refused("widths: expected 1 or more, got 0", () -> options.withWidths(0));
    refused("dropout: expected a number", () -> options.withDropout(1));
    refused("dropout: expected a number", () -> options.withDropout(Float.NaN));
    refused("projection: expected 0 for a lstm", () -> build(options.withProjection(2)));
    refused(
        "projection: expected 1 or more for a projected-lstm",
        () -> build(RecurrentOptions.of(Cell.PROJECTED_LSTM, INPUTS, 4)));
    Problem problem = new Problem(options, 1);
    Tape tape = new Tape();
    refused(
        "x: expected [T,N,3], got [2, 1, 4]",
        () ->
            problem.recurrent.forward(
                Pass.reading(tape), new Features(tape.constant(Tensor.zeros(2, 1, 4))), null));
    refused(
        "initial state: expected 1 hidden and 1 cell states, got 1 and 0",
        () ->
            problem.recurrent.forward(
                Pass.reading(tape),
                new Features(tape.constant(problem.x)),
                new State(List.of(tape.constant(problem.h0.getFirst())))));
    refused("ids: expected T·N = 2·3, got 5", () -> new Tokens(new int[5], 2, 3));
    refused(
        "lengths[1]: expected 0 to T = 2", () -> new Tokens(new int[4], 2, 2, new int[] {1, 3}));
  }

  private static void build(RecurrentOptions options) {
    new Recurrent(Scope.fresh(1, Initializer.torch()), options);
  }

  private static void refused(String message, Runnable code) {
    String got = assertThrows(IllegalArgumentException.class, code::run).getMessage();
    assertTrue(got.startsWith(message), got);
  }

  @Example
  void emptyBatchesAndSequencesAreFine() {
    for (Cell cell : cells()) {
      Recurrent recurrent =
          new Recurrent(
              Scope.fresh(1, Initializer.torch()),
              Options.of(cell, INPUTS, 4).stacked(2, 0).bidirectional());
      Tape tape = new Tape();
      Pass pass = Pass.reading(tape);
      int outputs = recurrent.outputs();
      assertEquals(
          Shape.of(2, 0, outputs),
          recurrent.forward(pass, new Tokens(new int[0], 2, 0), null).y().shape(),
          cell.label());
      assertEquals(
          Shape.of(0, 2, outputs),
          recurrent.forward(pass, new Tokens(new int[0], 0, 2), null).y().shape(),
          cell.label());
    }
  }
}

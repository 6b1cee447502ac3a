package dev.unroll.autograd.op.recurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Close;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.testing.GuardedTensors;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// What holds for every recurrent layer, bit for bit where a row's or a step's own numbers are compared.
final class RecurrentSequenceProperties {
  private static final int INPUTS = 3;

  /// A layer run forward and backward over part of a problem.
  private record Run(Tensor y, Tensor hn, Tensor cn, Tensor dx, Tensor dh0, Tensor dWeight) {}

  /// A layer's operands.
  private static final class Problem {
    final RecurrentLayer layer;
    final int steps;
    final int batch;
    final int hidden;
    final Tensor x;
    final Tensor h0;
    final Tensor c0;
    final Tensor dy;
    final Tensor dhn;
    final Tensor weightIh;
    final Tensor weightHh;
    final Tensor bias;

    Problem(RecurrentLayer layer, int steps, int batch, int hidden, int seed) {
      this.layer = layer;
      this.steps = steps;
      this.batch = batch;
      this.hidden = hidden;
      Draw draw = new Draw(seed + 2);
      x = draw.tensor(steps, batch, INPUTS);
      h0 = draw.tensor(batch, hidden);
      c0 = draw.tensor(batch, hidden);
      dy = draw.tensor(steps, batch, hidden);
      dhn = draw.tensor(batch, hidden);
      weightIh = draw.tensor(layer.gates() * hidden, INPUTS);
      weightHh = draw.tensor(layer.gates() * hidden, hidden);
      bias = draw.tensor(layer.gates() * hidden);
    }

    RecurrentParameters parameters(Tape tape) {
      return new RecurrentParameters(
          tape.leaf(weightIh), tape.leaf(weightHh), tape.leaf(bias), tape.leaf(bias));
    }

    /// The first `count` steps of rows `from` to `to`.
    Run run(int count, int from, int to, int[] lengths) {
      Tape tape = new Tape();
      Variable in = tape.leaf(rows(x.slice(0, count), from, to));
      Variable h = tape.leaf(h0.slice(from, to));
      Variable c = layer.hasCellState() ? tape.leaf(c0.slice(from, to)) : null;
      RecurrentParameters p = parameters(tape);
      RecurrentOutput out = layer.apply(in, p, h, c, lengths);
      Tensor y = out.y().value().copy();
      Tensor hn = out.hn().value().copy();
      Tensor cn = out.cn() == null ? null : out.cn().value().copy();
      tape.backward(
          new Variable[] {out.y(), out.hn()},
          new Tensor[] {rows(dy.slice(0, count), from, to), dhn.slice(from, to).copy()});
      return new Run(
          y,
          hn,
          cn,
          in.gradient() == null ? Tensor.zeros(in.shape()) : in.gradient().copy(),
          h.gradient().copy(),
          p.weightHh().gradient().copy());
    }
  }

  private static Tensor rows(Tensor sequence, int from, int to) {
    int steps = sequence.shape().dimension(0);
    int width = sequence.shape().dimension(2);
    Tensor rows = Tensor.zeros(Shape.of(steps, to - from, width));
    for (int t = 0; t < steps; t++) {
      rows.at(t).copyFrom(sequence.at(t).slice(from, to));
    }
    return rows;
  }

  private static void assertSameBits(String what, Tensor wanted, Tensor got) {
    assertEquals(wanted.shape(), got.shape(), what);
    for (int i = 0; i < wanted.elements(); i++) {
      int place = i;
      assertEquals(
          Float.floatToRawIntBits(wanted.data()[wanted.offset() + i] + 0f),
          Float.floatToRawIntBits(got.data()[got.offset() + i] + 0f),
          () -> what + ", element " + place);
    }
  }

  /// A padded batch gives each row what it gets alone, at its own length; padding gets exactly zero
  /// gradient, whatever `dy` is there; the final state is that of the row's own last step.
  @Property
  void paddedRowsAreRowsAlone(
      @ForAll RecurrentLayer layer,
      @ForAll @IntRange(min = 1, max = 6) int steps,
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 19) int hidden,
      @ForAll @IntRange(max = 1000) int seed) {
    Problem problem = new Problem(layer, steps, batch, hidden, seed);
    int[] lengths = new Draw(seed + 3).ids(batch, steps + 1);
    Run padded = problem.run(steps, 0, batch, lengths);
    for (int n = 0; n < batch; n++) {
      Run alone = problem.run(lengths[n], n, n + 1, null);
      assertSameBits("y", alone.y, rows(padded.y.slice(0, lengths[n]), n, n + 1));
      assertSameBits("dx", alone.dx, rows(padded.dx.slice(0, lengths[n]), n, n + 1));
      assertSameBits("hn", alone.hn, padded.hn.slice(n, n + 1));
      if (alone.cn != null) {
        assertSameBits("cn", alone.cn, padded.cn.slice(n, n + 1));
      }
      assertSameBits("dh0", alone.dh0, padded.dh0.slice(n, n + 1));
      Tensor zeros = Tensor.zeros(steps - lengths[n], 1, INPUTS);
      assertSameBits("padding", zeros, rows(padded.dx.slice(lengths[n], steps), n, n + 1));
    }
  }

  /// Initial states that are left out are zeros, whatever memory held before, and states and outputs are
  /// the same where nothing is recorded.
  @Property(tries = 200)
  void absentInitialStatesAreZeros(
      @ForAll RecurrentLayer layer,
      @ForAll @IntRange(min = 1, max = 5) int steps,
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 19) int hidden,
      @ForAll boolean records) {
    Problem problem = new Problem(layer, steps, batch, hidden, 1);
    problem.h0.fill(0);
    problem.c0.fill(0);
    Run wanted = problem.run(steps, 0, batch, null);
    Tape tape = new Tape(Kernels.active(), GuardedTensors.poisoned(1 << 12), Workers.CALLER);
    try (NoGradient _ = records ? null : tape.noGradient()) {
      Variable x = tape.leaf(problem.x);
      RecurrentOutput out = layer.apply(x, problem.parameters(tape), null, null, null);
      assertSameBits("y", wanted.y, out.y().value());
      assertSameBits("hn", wanted.hn, out.hn().value());
      if (wanted.cn != null) {
        assertSameBits("cn", wanted.cn, out.cn().value());
      }
    }
  }

  /// A batch gives each row what it gets alone, and weights the sum of the rows' gradients.
  @Property
  void aBatchIsItsRows(
      @ForAll RecurrentLayer layer,
      @ForAll @IntRange(min = 1, max = 5) int steps,
      @ForAll @IntRange(min = 1, max = 9) int batch,
      @ForAll @IntRange(min = 1, max = 9) int hidden,
      @ForAll @IntRange(max = 1000) int seed) {
    Problem problem = new Problem(layer, steps, batch, hidden, seed);
    Run all = problem.run(steps, 0, batch, null);
    double[] sum = new double[all.dWeight.elements()];
    for (int n = 0; n < batch; n++) {
      Run alone = problem.run(steps, n, n + 1, null);
      assertSameBits("y", alone.y, rows(all.y, n, n + 1));
      assertSameBits("dx", alone.dx, rows(all.dx, n, n + 1));
      assertSameBits("dh0", alone.dh0, all.dh0.slice(n, n + 1));
      for (int i = 0; i < sum.length; i++) {
        sum[i] += alone.dWeight.data()[i];
      }
    }
    Close.check("dWeight", sum, all.dWeight, 8.0 * steps * batch * 0x1p-23);
  }

  /// A sequence is its steps one after the other, forward and backward: as chunks of one step on one tape.
  @Property
  void aSequenceIsItsSteps(
      @ForAll RecurrentLayer layer,
      @ForAll @IntRange(min = 1, max = 5) int steps,
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 17) int hidden,
      @ForAll @IntRange(max = 1000) int seed) {
    Problem problem = new Problem(layer, steps, batch, hidden, seed);
    Run whole = problem.run(steps, 0, batch, null);
    Tape tape = new Tape();
    Variable x = tape.leaf(problem.x);
    Variable h0 = tape.leaf(problem.h0);
    Variable h = h0;
    Variable c = layer.hasCellState() ? tape.leaf(problem.c0) : null;
    RecurrentParameters p = problem.parameters(tape);
    List<Variable> outputs = new ArrayList<>();
    List<Tensor> seeds = new ArrayList<>();
    for (int t = 0; t < steps; t++) {
      RecurrentOutput out = layer.apply(Ops.slice(x, 0, t, t + 1), p, h, c, null);
      assertSameBits("y", whole.y.slice(t, t + 1), out.y().value());
      outputs.add(out.y());
      seeds.add(problem.dy.slice(t, t + 1));
      h = out.hn();
      c = out.cn();
    }
    assertSameBits("hn", whole.hn, h.value());
    outputs.add(h);
    seeds.add(problem.dhn);
    tape.backward(outputs.toArray(Variable[]::new), seeds.toArray(Tensor[]::new));
    assertSameBits("dx", whole.dx, x.gradient());
    assertSameBits("dh0", whole.dh0, h0.gradient());
    assertSameBits("dWeight", whole.dWeight, p.weightHh().gradient());
  }

  /// Truncated backpropagation: a chunk's gradient is that of the chunk with its incoming state held
  /// constant.
  @Property
  void aDetachedStateIsAConstant(
      @ForAll RecurrentLayer layer,
      @ForAll @IntRange(min = 2, max = 6) int steps,
      @ForAll @IntRange(max = 1000) int seed) {
    Problem problem = new Problem(layer, steps, 2, 3, seed);
    int cut = steps / 2;
    Tape tape = new Tape();
    RecurrentParameters p = problem.parameters(tape);
    Variable c0 = layer.hasCellState() ? tape.constant(problem.c0) : null;
    Variable first = tape.constant(problem.x.slice(0, cut));
    RecurrentOutput before = layer.apply(first, p, tape.constant(problem.h0), c0, null);
    Tensor state = before.hn().value().copy();
    Tensor cell = before.cn() == null ? null : before.cn().value().copy();
    Variable second = tape.leaf(problem.x.slice(cut, steps));
    RecurrentOutput after =
        layer.apply(
            second, p, before.hn().detach(), cell == null ? null : before.cn().detach(), null);
    tape.backward(after.y(), problem.dy.slice(cut, steps));

    Tape alone = new Tape();
    RecurrentParameters q = problem.parameters(alone);
    Variable x = alone.leaf(problem.x.slice(cut, steps));
    Variable c = cell == null ? null : alone.constant(cell);
    RecurrentOutput out = layer.apply(x, q, alone.constant(state), c, null);
    alone.backward(out.y(), problem.dy.slice(cut, steps));
    assertSameBits("dx", x.gradient(), second.gradient());
    assertSameBits("dWeight", q.weightHh().gradient(), p.weightHh().gradient());
    assertSameBits("dWeightIh", q.weightIh().gradient(), p.weightIh().gradient());
  }
}

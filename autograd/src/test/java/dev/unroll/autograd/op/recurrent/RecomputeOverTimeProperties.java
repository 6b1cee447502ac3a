package dev.unroll.autograd.op.recurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Recompute;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/// A sequence trained in recomputed chunks has the bits of one operation over all of it: outputs,
/// last states, and the gradients to the input, the initial states and all parameters, the last
/// added to what they hold.
final class RecomputeOverTimeProperties {
  private static final int INPUTS = 5;
  private static final int CLASSES = 3;

  /// A recurrent layer and a linear one behind it, with their operands.
  private static final class Model {
    final RecurrentLayer layer;
    final KernelSet set;
    final int steps;
    final int batch;
    final int[] lengths;
    final int[] ids;
    final Tensor x;
    final Tensor h0;
    final Tensor c0;
    final Tensor dLogits;
    final Tensor dhn;
    final Tensor dcn;

    /// The recurrent layer's usual parameters, what else it has, and the linear layer's weight and
    /// bias.
    final List<Parameter> parameters = new ArrayList<>();

    Model(
        RecurrentLayer layer,
        KernelSet set,
        int steps,
        int batch,
        int hidden,
        boolean padded,
        boolean tokens,
        int seed) {
      Draw draw = new Draw(seed + 2);
      this.layer = layer;
      this.set = set;
      this.steps = steps;
      this.batch = batch;
      lengths = padded ? draw.ids(batch, steps + 1) : null;
      ids = tokens ? draw.ids(steps * batch, INPUTS) : null;
      x = draw.tensor(steps, batch, INPUTS);
      h0 = draw.tensor(batch, hidden);
      c0 = draw.tensor(batch, hidden);
      dLogits = draw.tensor(steps, batch, CLASSES);
      dhn = draw.tensor(batch, hidden);
      dcn = draw.tensor(batch, hidden);
      int rows = layer.gates() * hidden;
      add(draw, draw.between(-0.4f, 0.4f, rows, INPUTS));
      add(draw, draw.between(-0.4f, 0.4f, rows, hidden));
      add(draw, draw.tensor(rows));
      add(draw, draw.tensor(rows));
      layer.more(hidden).forEach(value -> add(draw, value));
      add(draw, draw.tensor(CLASSES, hidden));
      add(draw, draw.tensor(CLASSES));
    }

    /// A parameter whose gradient holds something already.
    private void add(Draw draw, Tensor value) {
      Parameter parameter = new Parameter("parameter " + parameters.size(), value);
      parameter.gradient().copyFrom(draw.tensor(value.shape().dimensions()));
      parameters.add(parameter);
    }

    /// The recurrent layer on steps `from` to `to`.
    private RecurrentOutput layer(
        Tape tape, Variable in, Variable h, Variable c, int from, int to) {
      List<Variable> all = parameters.stream().map(tape::parameter).toList();
      RecurrentParameters p =
          new RecurrentParameters(all.get(0), all.get(1), all.get(2), all.get(3));
      int[] within = null;
      if (lengths != null) {
        within = new int[batch];
        for (int n = 0; n < batch; n++) {
          within[n] = Math.clamp(lengths[n] - from, 0, to - from);
        }
      }
      if (ids != null) {
        int[] chunk = Arrays.copyOfRange(ids, from * batch, to * batch);
        return layer.apply(chunk, to - from, batch, p, h, c, within);
      }
      return layer.apply(in, p, all.subList(4, all.size() - 2), h, c, within);
    }

    private Variable head(Tape tape, Variable y) {
      Parameter weight = parameters.get(parameters.size() - 2);
      return Ops.linear(
          y, tape.parameter(weight), tape.parameter(parameters.get(parameters.size() - 1)));
    }

    /// Runs the model forward and backward.
    ///
    /// @param chunk steps of a recomputed chunk; 0 for one operation without it
    /// @param backward whether the recurrent layer runs backward in time; the linear layer then has
    ///   all steps at once
    Map<String, Tensor> run(int chunk, boolean backward) {
      // 1. the leaves
      Tape tape = new Tape(set, new Workspace(), Workers.CALLER);
      Variable input = ids == null ? tape.leaf(x) : tape.constant(x);
      Variable first = tape.leaf(h0);
      Variable firstCell = layer.hasCellState() ? tape.leaf(c0) : null;

      // 2. chunk after chunk, with the state carried on
      Variable in = backward ? Ops.reverse(input, lengths) : input;
      Variable h = first;
      Variable c = firstCell;
      List<Variable> pieces = new ArrayList<>();
      for (int from = 0; from < steps; from += chunk == 0 ? steps : chunk) {
        int start = from;
        int end = chunk == 0 ? steps : Math.min(steps, from + chunk);
        Recompute.Segment segment =
            (t, v, _) -> {
              RecurrentOutput o = layer(t, v[0], v[1], v[2], start, end);
              Variable y = backward ? o.y() : head(t, o.y());
              return o.cn() == null
                  ? new Variable[] {y, o.hn()}
                  : new Variable[] {y, o.hn(), o.cn()};
            };
        Variable piece = chunk == 0 ? in : Ops.slice(in, 0, start, end);
        Variable[] results =
            chunk == 0
                ? segment.run(tape, new Variable[] {piece, h, c}, null)
                : Recompute.run(segment, null, piece, h, c);
        pieces.add(results[0]);
        h = results[1];
        c = c == null ? null : results[2];
      }
      Variable y = Ops.concatenate(0, pieces.toArray(Variable[]::new));
      Variable logits = backward ? head(tape, Ops.reverse(y, lengths)) : y;

      // 3. and back
      Map<String, Tensor> results = new LinkedHashMap<>();
      results.put("logits", logits.value().copy());
      results.put("hn", h.value().copy());
      Variable[] roots = {logits, h, c == null ? h : c};
      tape.backward(roots, new Tensor[] {dLogits, dhn, dcn});
      if (ids == null) {
        results.put("dx", input.gradient().copy());
      }
      results.put("dh0", first.gradient().copy());
      if (firstCell != null) {
        results.put("dc0", firstCell.gradient().copy());
      }
      for (Parameter each : parameters) {
        results.put("d" + each.name(), each.gradient().copy());
      }
      return results;
    }
  }

  @Property(tries = 300, seed = "1")
  void recomputedChunksHaveTheBitsOfOneOperation(
      @ForAll RecurrentLayer layer,
      @ForAll @IntRange(min = 1, max = 11) int steps,
      @ForAll @IntRange(min = 1, max = 4) int batch,
      @ForAll @IntRange(min = 1, max = 19) int hidden,
      @ForAll @IntRange(min = 1, max = 11) int chunk,
      @ForAll boolean padded,
      @ForAll boolean tokens,
      @ForAll boolean backward,
      @ForAll boolean scalar,
      @ForAll @IntRange(max = 1000) int seed) {
    boolean reads = tokens && !backward;
    KernelSet set = scalar ? Kernels.scalar() : Kernels.active();
    assertSameBits(
        new Model(layer, set, steps, batch, hidden, padded, reads, seed).run(0, backward),
        new Model(layer, set, steps, batch, hidden, padded, reads, seed).run(chunk, backward));
  }

  /// More rows than kernels take at once.
  @Property(tries = 40, seed = "2")
  void longSequencesToo(
      @ForAll RecurrentLayer layer,
      @ForAll boolean padded,
      @ForAll boolean tokens,
      @ForAll @IntRange(min = 20, max = 200) int chunk) {
    KernelSet set = Kernels.active();
    assertSameBits(
        new Model(layer, set, 210, 5, 18, padded, tokens, 3).run(0, false),
        new Model(layer, set, 210, 5, 18, padded, tokens, 3).run(chunk, false));
  }

  private static void assertSameBits(Map<String, Tensor> wanted, Map<String, Tensor> got) {
    assertEquals(wanted.keySet(), got.keySet());
    wanted.forEach(
        (name, tensor) -> {
          float[] w = tensor.toArray();
          float[] g = got.get(name).toArray();
          for (int i = 0; i < w.length; i++) {
            int place = i;
            assertEquals(
                Float.floatToRawIntBits(w[i]),
                Float.floatToRawIntBits(g[i]),
                () -> name + ", element " + place + ": " + w[place] + " and " + g[place]);
          }
        });
  }
}

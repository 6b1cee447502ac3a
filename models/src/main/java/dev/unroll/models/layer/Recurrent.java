package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.clearPadding;
import static dev.unroll.autograd.op.Ops.concatenate;
import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.residual;
import static dev.unroll.autograd.op.Ops.reverse;
import static dev.unroll.autograd.op.Ops.variationalDropout;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.BidirectionalOutput;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.models.layer.RecurrentState.Slot;
import dev.unroll.models.layer.Sequence.Features;
import dev.unroll.models.layer.Sequence.Tokens;
import java.util.ArrayList;
import java.util.List;

/// Recurrent layers of one cell on one another, in one or both directions: what `torch.nn.RNN`,
/// `LSTM` and `GRU` are, and with other cells and wirings more than that. See [RecurrentOptions]
/// and [Wiring].
///
/// Parameters of layer k are those of its cell with the suffix `_lk`, and `_lk_reverse` in the
/// direction against time, in torch.nn's names and layouts where it has the cell: `weight_ih_l0`,
/// `weight_hh_l0`, `bias_ih_l0`, `bias_hh_l0`. Layer normalization has `norm_weight_lk`,
/// `norm_bias_lk`, a highway `highway_weight_lk`, `highway_bias_lk`, learned initial states are
/// `initial_h_lk`, `initial_c_lk`, each of one row.
///
/// The state is the caller's: [#forward] begins with the one it is given and returns the last.
public final class Recurrent {
  private final RecurrentOptions options;
  private final List<Layer> layers = new ArrayList<>();
  private final List<Slot> slots = new ArrayList<>();

  /// One layer of the stack.
  ///
  /// @param directions forward, reverse, or both in this order
  /// @param norm null without layer normalization
  /// @param highway null for the lowest layer and in other wirings
  record Layer(List<CellLayer> directions, LayerNorm norm, Highway highway) {}

  public Recurrent(Scope scope, RecurrentOptions options) {
    this.options = options;
    boolean learned = options.initial() == InitialState.LEARNED;
    for (int k = 0; k < options.layers(); k++) {
      String suffix = "_l" + k;
      List<CellLayer> directions = new ArrayList<>();
      if (options.directions() != Directions.REVERSE) {
        directions.add(direction(scope, suffix, k, learned));
      }
      if (options.directions() != Directions.FORWARD) {
        directions.add(direction(scope, suffix + "_reverse", k, learned));
      }
      int outputs = options.outputs(options.widths().get(k));
      boolean highway = k > 0 && options.wiring() == Wiring.HIGHWAY;
      layers.add(
          new Layer(
              List.copyOf(directions),
              options.layerNorm()
                  ? new LayerNorm(scope, "norm_", suffix, outputs, LayerNorm.EPSILON)
                  : null,
              highway ? new Highway(scope, "highway_", suffix, outputs) : null));
    }
  }

  private CellLayer direction(Scope scope, String suffix, int k, boolean learned) {
    int hidden = options.widths().get(k);
    CellLayer layer =
        options
            .cell()
            .layer(
                scope,
                suffix,
                new CellOptions(options.inputs(k), hidden, options.projection(), options.biases()));
    int width = options.projection() > 0 ? options.projection() : hidden;
    if (layer.outputs() != width || (layer.cellWidth() > 0) != options.cell().hasCellState()) {
      throw new IllegalArgumentException(
          "cell %s: expected a layer with outputs of width %d and %s cell state, got %d and %d"
              .formatted(
                  options.cell().label(),
                  width,
                  options.cell().hasCellState() ? "a" : "no",
                  layer.outputs(),
                  layer.cellWidth()));
    }
    boolean cell = layer.cellWidth() > 0;
    slots.add(
        new Slot(
            suffix,
            width,
            layer.cellWidth(),
            learned ? initial(scope, "initial_h" + suffix, width) : null,
            learned && cell ? initial(scope, "initial_c" + suffix, layer.cellWidth()) : null));
    return layer;
  }

  private static Parameter initial(Scope scope, String name, int width) {
    return scope.parameter(name, Shape.of(width), Role.of(Role.Use.STATE), width);
  }

  public RecurrentOptions options() {
    return options;
  }

  /// The width of what the whole stack gives at each step.
  public int outputs() {
    return options.outputs();
  }

  /// A state for `batch` rows: zeros, or the learned initial states as they are now.
  public RecurrentState newState(int batch) {
    return new RecurrentState(slots, batch);
  }

  /// What the lowest layer reads of a sequence, `[T,N,C]`: of tokens, vectors that are 1 at the token's id.
  public Variable features(Pass pass, Sequence x) {
    return OneHot.features(pass.tape(), x, options.inputs());
  }

  /// What a pass over a sequence gives.
  ///
  /// @param y `[T,N,outputs]`, what the stack gives at each step; zero past a row's length
  /// @param last the states after each row's own last step; for the reverse direction, its first
  /// @param lengths those of the sequence, null where all rows are T long
  public record Result(Variable y, State last, int[] lengths) {
    /// `y` as what another layer reads.
    public Features sequence() {
      return new Features(y, lengths);
    }
  }

  /// The layers over a whole sequence.
  ///
  /// @param x `C` features a step, or tokens from 0 to C − 1
  /// @param initial what the layers start from; null for zeros or the learned initial states
  public Result forward(Pass pass, Sequence x, State initial) {
    check(x, initial);
    Sequence input = withoutPadding(pass.probe() == null ? x : pass.probe().before(this, pass, x));
    List<Variable> h = new ArrayList<>(slots.size());
    List<Variable> c = new ArrayList<>(slots.size());
    Variable y = null;
    for (int k = 0; k < layers.size(); k++) {
      Sequence read = k == 0 ? input : new Features(dropped(pass, y), x.lengths());
      Variable layer = layer(pass, layers.get(k), read, initial, h, c);
      y = k == 0 ? layer : wired(pass, layers.get(k), y, layer);
    }
    return new Result(y, new State(h, c), x.lengths());
  }

  private void check(Sequence x, State initial) {
    if (x instanceof Features features && features.features() != options.inputs()) {
      throw new IllegalArgumentException(
          "x: expected [T,N,%d], got %s".formatted(options.inputs(), features.x().shape()));
    }
    int cells = options.cell().hasCellState() ? slots.size() : 0;
    if (initial != null && (initial.h().size() != slots.size() || initial.c().size() != cells)) {
      throw new IllegalArgumentException(
          "initial state: expected %d hidden and %d cell states, got %d and %d"
              .formatted(slots.size(), cells, initial.h().size(), initial.c().size()));
    }
  }

  /// Padding as zeros: a cell computes past a row's end and throws away what it got, but 0·NaN is
  /// NaN.
  private static Sequence withoutPadding(Sequence x) {
    return x instanceof Features(Variable features, int[] lengths)
        ? new Features(clearPadding(features, lengths), lengths)
        : x;
  }

  private Variable dropped(Pass pass, Variable y) {
    if (!pass.training()) {
      return y;
    }
    return options.variational()
        ? variationalDropout(y, options.dropout(), pass.random())
        : dropout(y, options.dropout(), pass.random());
  }

  /// One layer, both directions together; appends its last states to `h` and `c`.
  private Variable layer(
      Pass pass, Layer layer, Sequence x, State initial, List<Variable> h, List<Variable> c) {
    int count = layer.directions().size();
    Variable[] h0 = new Variable[count];
    Variable[] c0 = new Variable[count];
    for (int d = 0; d < count; d++) {
      int slot = h.size() + d;
      boolean given = initial != null;
      h0[d] = given ? initial.h().get(slot) : learned(pass, slots.get(slot).initialH(), x.batch());
      c0[d] =
          given && !initial.c().isEmpty()
              ? initial.c().get(slot)
              : learned(pass, slots.get(slot).initialC(), x.batch());
    }
    Variable y;
    if (count == 2 && options.merge() == Merge.CONCATENATE && inPlace(pass, layer)) {
      y = bidirectional(pass, layer, x, h0, c0, h, c);
    } else {
      Variable[] outputs = new Variable[count];
      for (int d = 0; d < count; d++) {
        outputs[d] = direction(pass, layer, d, x, h0[d], c0[d], h, c);
      }
      y = count == 1 ? outputs[0] : merged(outputs);
    }
    // normalized padding is the shift, no longer zero
    return layer.norm() == null ? y : clearPadding(layer.norm().forward(pass, y), x.lengths());
  }

  /// Whether directions against time need no copies in reverse order. A probe looks at the order in which a cell reads.
  private static boolean inPlace(Pass pass, Layer layer) {
    return pass.probe() == null
        && layer.directions().stream().allMatch(BuiltInLayer.class::isInstance);
  }

  /// Both directions into the columns of one output.
  private static Variable bidirectional(
      Pass pass,
      Layer layer,
      Sequence x,
      Variable[] h0,
      Variable[] c0,
      List<Variable> h,
      List<Variable> c) {
    BuiltInLayer forward = (BuiltInLayer) layer.directions().get(0);
    BuiltInLayer reverse = (BuiltInLayer) layer.directions().get(1);
    BidirectionalOutput output = forward.bidirectional(reverse, pass, x, h0, c0);
    append(output.hn(), output.cn(), h, c);
    append(output.hnReverse(), output.cnReverse(), h, c);
    return output.y();
  }

  /// One direction, in the order of time.
  private Variable direction(
      Pass pass,
      Layer layer,
      int index,
      Sequence x,
      Variable h0,
      Variable c0,
      List<Variable> h,
      List<Variable> c) {
    boolean reverse = options.directions() == Directions.REVERSE || index == 1;
    CellLayer cell = layer.directions().get(index);
    if (reverse && inPlace(pass, layer)) {
      RecurrentOutput output = ((BuiltInLayer) cell).reverse(pass, x, h0, c0);
      append(output.hn(), output.cn(), h, c);
      return output.y();
    }
    Sequence read = reverse ? reversed(x) : x;
    RecurrentOutput output = cell.forward(pass, read, h0, c0);
    if (pass.probe() != null) {
      int k = layers.indexOf(layer);
      pass.probe().after(this, pass, new Probe.Layer(k, reverse, cell, read, h0, c0, output.y()));
    }
    append(output.hn(), output.cn(), h, c);
    return reverse ? reverse(output.y(), x.lengths()) : output.y();
  }

  private static Sequence reversed(Sequence x) {
    return switch (x) {
      case Tokens(int[] ids, int steps, int batch, int[] lengths) ->
          new Tokens(reverse(ids, steps, batch, lengths), steps, batch, lengths);
      case Features(Variable features, int[] lengths) ->
          new Features(reverse(features, lengths), lengths);
    };
  }

  private static void append(Variable hn, Variable cn, List<Variable> h, List<Variable> c) {
    h.add(hn);
    if (cn != null) {
      c.add(cn);
    }
  }

  private Variable merged(Variable[] outputs) {
    return options.merge() == Merge.ADD ? add(outputs[0], outputs[1]) : concatenate(-1, outputs);
  }

  /// A learned initial state for each row; null for zeros.
  private static Variable learned(Pass pass, Parameter initial, int batch) {
    if (initial == null) {
      return null;
    }
    Tape tape = pass.tape();
    Tensor zeros = tape.take(Shape.of(batch, initial.value().elements()));
    zeros.fill(0);
    return add(tape.constant(zeros), tape.parameter(initial));
  }

  /// What layer k hands up, from `y` of the layers below it and what it made of that.
  private Variable wired(Pass pass, Layer of, Variable y, Variable layer) {
    return switch (options.wiring()) {
      case PLAIN -> layer;
      case RESIDUAL -> residual(y, layer);
      case DENSE -> concatenate(-1, y, layer);
      case HIGHWAY -> of.highway().forward(pass, y, layer);
    };
  }

  List<Layer> layers() {
    return layers;
  }

  /// These layers as a stream over tokens: each step reads `ids [N]`, which the caller changes in
  /// between.
  ///
  /// @throws IllegalArgumentException if a layer runs against time
  public RecurrentStream stream(int[] ids) {
    return stream(Kernels.active(), ids);
  }

  /// These layers as a stream over feature vectors: each step reads `x [N,C]`, whose numbers the
  /// caller changes in between.
  ///
  /// @throws IllegalArgumentException if a layer runs against time
  public RecurrentStream stream(Tensor x) {
    return stream(Kernels.active(), x);
  }

  /// [#stream(int[])] on a kernel set.
  public RecurrentStream stream(KernelSet kernels, int[] ids) {
    return new RecurrentStream(this, kernels, new SequenceInput.Tokens(ids), ids.length);
  }

  /// [#stream(Tensor)] on a kernel set.
  public RecurrentStream stream(KernelSet kernels, Tensor x) {
    int batch = x.shape().dimension(0);
    Checks.shape("x [N,C]", x, batch, options.inputs());
    SequenceInput input = new SequenceInput.Features(x.reshape(1, batch, options.inputs()));
    return new RecurrentStream(this, kernels, input, batch);
  }
}

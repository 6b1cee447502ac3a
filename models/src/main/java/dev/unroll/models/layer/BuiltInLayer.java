package dev.unroll.models.layer;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.BidirectionalOutput;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentLayer;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Direction;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.models.layer.BuiltInCell.Kind;
import dev.unroll.models.layer.Role.Use;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/// A layer of one of the library's cells. Parameters, with what their names begin and end with left
/// out (`G` gate blocks, `C` inputs, `H` hidden units, `P` the width of the output):
///
///     weight_ih [G·H, C]      weight_hh [G·H, P]      bias_ih [G·H]      bias_hh [G·H] of two biases
///     peephole_i, peephole_f, peephole_o [H]          of the peephole LSTM
///     weight_hr [P, H]                                of the projected LSTM
///     weight_ho [P, H], bias_ho [P]                   of the Jordan network, whose bias_ih is its only other
final class BuiltInLayer implements CellLayer {
  private final Kind kind;
  private final CellOptions options;
  private final int outputs;
  private final Parameter weightIh;
  private final Parameter weightHh;

  /// Null where the layer has no biases.
  private final Parameter biasIh;

  /// Null where the layer has one bias or none.
  private final Parameter biasHh;

  /// What stands for `bias_hh` where the layer has one bias; else null.
  private final Tensor zeroBias;

  /// What the cell has besides, in the order of its kernel; a bias may be null.
  private final Parameter[] further;

  private final PackedLayer packed;

  BuiltInLayer(Kind kind, Scope scope, String suffix, CellOptions options) {
    this.kind = kind;
    this.options = options;
    Names names = new Names(kind, scope, suffix, options.hidden());
    int hidden = options.hidden();
    int rows = Math.multiplyExact(kind.gates(), hidden);
    outputs = options.projection() > 0 ? options.projection() : hidden;
    Biases biases = options.biases();
    boolean second = biases == Biases.TWO && kind != Kind.JORDAN;
    weightIh = names.gates("weight_ih", Use.INPUT, rows, options.inputs());
    weightHh = names.gates("weight_hh", Use.RECURRENT, rows, outputs);
    biasIh = biases == Biases.NONE ? null : names.gates("bias_ih", Use.BIAS, rows);
    biasHh = second ? names.gates("bias_hh", Use.RECURRENT_BIAS, rows) : null;
    zeroBias = biases == Biases.ONE && kind != Kind.JORDAN ? Tensor.zeros(rows) : null;
    further =
        switch (kind) {
          case PEEPHOLE_LSTM ->
              new Parameter[] {
                names.other("peephole_i", Use.PEEPHOLE, hidden),
                names.other("peephole_f", Use.PEEPHOLE, hidden),
                names.other("peephole_o", Use.PEEPHOLE, hidden)
              };
          case PROJECTED_LSTM ->
              new Parameter[] {names.other("weight_hr", Use.PROJECTION, outputs, hidden)};
          case JORDAN ->
              new Parameter[] {
                names.other("weight_ho", Use.PROJECTION, outputs, hidden),
                biases == Biases.NONE ? null : names.other("bias_ho", Use.BIAS, outputs)
              };
          default -> new Parameter[0];
        };
    packed =
        new PackedLayer(
            Stream.concat(Stream.of(weightIh, weightHh, biasIh, biasHh), Arrays.stream(further))
                .toArray(Parameter[]::new),
            zeroBias);
  }

  /// Asks for the parameters of a layer.
  private record Names(Kind kind, Scope scope, String suffix, int hidden) {
    Parameter gates(String name, Use use, int... extents) {
      return parameter(name, kind.role(use), extents);
    }

    Parameter other(String name, Use use, int... extents) {
      return parameter(name, Role.of(use), extents);
    }

    private Parameter parameter(String name, Role role, int... extents) {
      return scope.parameter(kind.prefix() + name + suffix, Shape.of(extents), role, hidden);
    }
  }

  @Override
  public int outputs() {
    return outputs;
  }

  @Override
  public int cellWidth() {
    return kind.hasCellState() ? options.hidden() : 0;
  }

  @Override
  public RecurrentOutput forward(Pass pass, Sequence x, Variable h0, Variable c0) {
    return run(pass, Direction.FORWARD, x, h0, c0);
  }

  /// The layer against time: each row from its own last step to its first. `y` is in the order of time.
  RecurrentOutput reverse(Pass pass, Sequence x, Variable h0, Variable c0) {
    return run(pass, Direction.REVERSE, x, h0, c0);
  }

  private RecurrentOutput run(
      Pass pass, Direction direction, Sequence x, Variable h0, Variable c0) {
    RecurrentLayer layer = on(pass.tape(), x.steps() == 1, h0, c0);
    return switch (x) {
      case Sequence.Features(Variable features, int[] lengths) ->
          Ops.recurrent(layer, direction, features, lengths);
      case Sequence.Tokens(int[] ids, int steps, int batch, int[] lengths) ->
          Ops.recurrent(layer, direction, ids, steps, batch, lengths);
    };
  }

  /// This layer forward in time and another of the same cell and width against it, into one output.
  BidirectionalOutput bidirectional(
      BuiltInLayer reverse, Pass pass, Sequence x, Variable[] h0, Variable[] c0) {
    RecurrentLayer there = on(pass.tape(), x.steps() == 1, h0[0], c0[0]);
    RecurrentLayer back = reverse.on(pass.tape(), x.steps() == 1, h0[1], c0[1]);
    return switch (x) {
      case Sequence.Features(Variable features, int[] lengths) ->
          Ops.bidirectional(there, back, features, lengths);
      case Sequence.Tokens(int[] ids, int steps, int batch, int[] lengths) ->
          Ops.bidirectional(there, back, ids, steps, batch, lengths);
    };
  }

  /// The parameters on a tape. For one step with the packed weights that all share: a decoder calls it many times,
  /// while a sequence is read once before the weights change and is better laid out in scratch memory.
  private RecurrentLayer on(Tape tape, boolean oneStep, Variable h0, Variable c0) {
    RecurrentKernel kernel = kind.kernel(tape.kernels());
    List<Variable> others = new ArrayList<>(further.length);
    for (Parameter each : further) {
      others.add(variable(tape, each));
    }
    RecurrentParameters parameters =
        new RecurrentParameters(
            tape.parameter(weightIh),
            tape.parameter(weightHh),
            variable(tape, biasIh),
            zeroBias != null ? tape.constant(zeroBias) : variable(tape, biasHh),
            others,
            oneStep ? packed.weights(kernel) : null);
    return new RecurrentLayer(kernel, parameters, h0, c0);
  }

  @Override
  public Map<String, Tensor> gates(Pass pass, Sequence x, Variable h0, Variable c0, Variable y) {
    Tape tape = pass.tape();
    return new GateValues(
            kind,
            tape.parameter(weightIh),
            tape.parameter(weightHh),
            variable(tape, biasIh),
            variable(tape, biasHh),
            kind == Kind.PEEPHOLE_LSTM ? further : null)
        .of(OneHot.features(tape, x, options.inputs()), h0, c0, y);
  }

  private static Variable variable(Tape tape, Parameter parameter) {
    return parameter == null ? null : tape.parameter(parameter);
  }

  @Override
  public CellStep step(KernelSet kernels, SequenceInput input, Tensor h, Tensor c) {
    return packed.step(kind.kernel(kernels), input, h, c);
  }
}

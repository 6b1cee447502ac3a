package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.gru;
import static dev.unroll.autograd.op.Ops.jordan;
import static dev.unroll.autograd.op.Ops.lstm;
import static dev.unroll.autograd.op.Ops.peepholeLstm;
import static dev.unroll.autograd.op.Ops.projectedLstm;
import static dev.unroll.autograd.op.Ops.resetAfterGru;
import static dev.unroll.autograd.op.Ops.rnn;
import static dev.unroll.autograd.op.Ops.simplifiedGru;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.models.layer.BuiltInCell.Kind;
import dev.unroll.models.layer.Role.Use;
import java.util.Map;

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

  private final Parameter[] peepholes;
  private final Parameter projection;
  private final Parameter outputBias;
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
    peepholes =
        kind != Kind.PEEPHOLE_LSTM
            ? null
            : new Parameter[] {
              names.other("peephole_i", Use.PEEPHOLE, hidden),
              names.other("peephole_f", Use.PEEPHOLE, hidden),
              names.other("peephole_o", Use.PEEPHOLE, hidden)
            };
    projection =
        switch (kind) {
          case PROJECTED_LSTM -> names.other("weight_hr", Use.PROJECTION, outputs, hidden);
          case JORDAN -> names.other("weight_ho", Use.PROJECTION, outputs, hidden);
          default -> null;
        };
    outputBias =
        kind == Kind.JORDAN && biases != Biases.NONE
            ? names.other("bias_ho", Use.BIAS, outputs)
            : null;
    packed = new PackedLayer(kind, weightIh, weightHh, biasIh, biasHh, zeroBias);
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
    Tape tape = pass.tape();
    RecurrentParameters parameters =
        new RecurrentParameters(
            tape.parameter(weightIh),
            tape.parameter(weightHh),
            variable(tape, biasIh),
            zeroBias != null ? tape.constant(zeroBias) : variable(tape, biasHh),
            packed(tape, x));
    if (x instanceof Sequence.Tokens(int[] ids, int steps, int batch, int[] lengths)) {
      switch (kind) {
        case RNN, RNN_RELU -> {
          return rnn(activation(), ids, steps, batch, parameters, h0, lengths);
        }
        case LSTM -> {
          return lstm(ids, steps, batch, parameters, h0, c0, lengths);
        }
        case GRU -> {
          return gru(ids, steps, batch, parameters, h0, lengths);
        }
        case RESET_AFTER_GRU -> {
          return resetAfterGru(ids, steps, batch, parameters, h0, lengths);
        }
        default -> {}
      }
    }
    Variable features = OneHot.features(tape, x, options.inputs());
    int[] lengths = x.lengths();
    return switch (kind) {
      case RNN, RNN_RELU -> rnn(activation(), features, parameters, h0, lengths);
      case LSTM -> lstm(features, parameters, h0, c0, lengths);
      case LSTM_RELU -> lstm(Activation.RELU, features, parameters, h0, c0, lengths);
      case PEEPHOLE_LSTM ->
          peepholeLstm(
              features,
              parameters,
              tape.parameter(peepholes[0]),
              tape.parameter(peepholes[1]),
              tape.parameter(peepholes[2]),
              h0,
              c0,
              lengths);
      case PROJECTED_LSTM ->
          projectedLstm(features, parameters, tape.parameter(projection), h0, c0, lengths);
      case GRU -> gru(features, parameters, h0, lengths);
      case RESET_AFTER_GRU -> resetAfterGru(features, parameters, h0, lengths);
      case SIMPLIFIED_GRU -> simplifiedGru(features, parameters, h0, lengths);
      case JORDAN ->
          jordan(
              features,
              parameters.weightIh(),
              parameters.weightHh(),
              parameters.biasIh(),
              tape.parameter(projection),
              variable(tape, outputBias),
              h0,
              lengths);
    };
  }

  /// For one step the packed weights that all share: a decoder calls it many times, while a sequence
  /// is read once before the weights change and is better laid out in scratch memory. Null where the
  /// cell has no kernel.
  private PackedWeights packed(Tape tape, Sequence x) {
    RecurrentKernel kernel = kind.kernel(tape.kernels());
    return kernel == null || x.steps() != 1 ? null : packed.weights(kernel);
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
            peepholes)
        .of(OneHot.features(tape, x, options.inputs()), h0, c0, y);
  }

  private Activation activation() {
    return kind == Kind.RNN ? Activation.TANH : Activation.RELU;
  }

  private static Variable variable(Tape tape, Parameter parameter) {
    return parameter == null ? null : tape.parameter(parameter);
  }

  @Override
  public CellStep step(KernelSet kernels, SequenceInput input, Tensor h, Tensor c) {
    RecurrentKernel kernel = kind.kernel(kernels);
    return kernel == null
        ? new TapeStep(this, kernels, input, h, c)
        : packed.step(kernel, input, h, c);
  }
}

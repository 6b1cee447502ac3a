package dev.unroll.models.old;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A stack of recurrent layers of one cell, with dropout between them, as `torch.nn.RNN`, `LSTM` and `GRU`
/// (time-major, one direction).
///
/// Parameters of layer `k` of the stack, in the names and layouts of torch.nn:
///
///     weight_ih_lk [G·H, C]     C input features, H above the first layer
///     weight_hh_lk [G·H, H]
///     bias_ih_lk   [G·H]
///     bias_hh_lk   [G·H]        zero and not trained with a single bias
///
/// The state is the caller's: [#forward] reads it and overwrites it with the last one, as numbers
/// through which no gradient flows. Calls with consecutive chunks of a sequence are thus truncated
/// backpropagation through time (Williams and Peng 1990).
public abstract sealed class RecurrentLayer permits Rnn, Lstm, Gru, ResetAfterGru {
  private final Cell cell;
  private final RecurrentOptions options;
  private final List<Weights> stack = new ArrayList<>();

  /// The parameters of one layer of the stack; `biasHh` is not trained with a single bias.
  private record Weights(Parameter ih, Parameter hh, Parameter biasIh, Parameter biasHh) {}

  RecurrentLayer(Cell cell, RecurrentOptions options, Initializer initializer) {
    this.cell = cell;
    this.options = options;
    int hidden = options.hidden();
    int rows = Math.multiplyExact(cell.gates(), hidden);
    for (int k = 0; k < options.layers(); k++) {
      int inputs = k == 0 ? options.inputs() : hidden;
      stack.add(
          new Weights(
              parameter("weight_ih_l" + k, Shape.of(rows, inputs), initializer),
              parameter("weight_hh_l" + k, Shape.of(rows, hidden), initializer),
              parameter("bias_ih_l" + k, Shape.of(rows), initializer),
              parameter("bias_hh_l" + k, Shape.of(rows), initializer)));
      if (options.singleBias()) {
        stack.get(k).biasHh().value().fill(0);
      }
    }
  }

  private Parameter parameter(String name, Shape shape, Initializer initializer) {
    return new Parameter(name, initializer.tensor(name, shape, options.hidden()));
  }

  /// The cell of all layers of the stack.
  public Cell cell() {
    return cell;
  }

  /// The extents.
  public RecurrentOptions options() {
    return options;
  }

  /// The parameters to train.
  public List<Parameter> parameters() {
    List<Parameter> parameters = new ArrayList<>();
    for (Weights weights : stack) {
      parameters.add(weights.ih());
      parameters.add(weights.hh());
      parameters.add(weights.biasIh());
      if (!options.singleBias()) {
        parameters.add(weights.biasHh());
      }
    }
    return parameters;
  }

  /// All parameters by name, also those that are not trained; shared, not copied.
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (Weights weights : stack) {
      for (Parameter parameter :
          List.of(weights.ih(), weights.hh(), weights.biasIh(), weights.biasHh())) {
        tensors.put(parameter.name(), parameter.value());
      }
    }
    return tensors;
  }

  /// The parameters of a layer of the stack, for the kernels.
  RecurrentWeights weights(int k) {
    Weights weights = stack.get(k);
    return new RecurrentWeights(
        weights.ih().value(),
        weights.hh().value(),
        weights.biasIh().value(),
        weights.biasHh().value());
  }

  /// A state of zeros for `batch` rows.
  public RecurrentState newState(int batch) {
    return new RecurrentState(options.layers(), batch, options.hidden(), cell.hasCellState());
  }

  /// The top layer's hidden states `[T,N,H]` over a sequence of feature vectors.
  ///
  /// @param x `[T,N,C]`
  /// @param state of `N` rows: read, then overwritten with the last
  /// @param dropout what dropout draws from; null outside training, where nothing is dropped
  public Variable forward(Tape tape, Variable x, RecurrentState state, RandomStream dropout) {
    return above(tape, 0, x, state, dropout);
  }

  /// The top layer's hidden states `[T,N,H]` over a sequence of tokens.
  ///
  /// @param ids `[T·N]` time-major, each from 0 to C − 1; not to change before backward
  /// @param state of `N` rows: read, then overwritten with the last
  /// @param dropout what dropout draws from; null outside training, where nothing is dropped
  public Variable forward(Tape tape, int[] ids, RecurrentState state, RandomStream dropout) {
    int batch = state.batch();
    RecurrentOutput output =
        sequence(
            ids,
            ids.length / batch,
            batch,
            variables(tape, 0),
            initial(tape, state.h(0)),
            initial(tape, state.c(0)));
    carry(output, state, 0);
    return above(tape, 1, output.y(), state, dropout);
  }

  /// Layers `from` and above, `x` being what the lowest of them reads.
  private Variable above(
      Tape tape, int from, Variable x, RecurrentState state, RandomStream dropout) {
    Variable y = x;
    for (int k = from; k < options.layers(); k++) {
      if (k > 0 && dropout != null) {
        y = Ops.dropout(y, options.dropout(), dropout);
      }
      RecurrentOutput output =
          sequence(y, variables(tape, k), initial(tape, state.h(k)), initial(tape, state.c(k)));
      carry(output, state, k);
      y = output.y();
    }
    return y;
  }

  private RecurrentParameters variables(Tape tape, int k) {
    Weights weights = stack.get(k);
    return new RecurrentParameters(
        tape.parameter(weights.ih()),
        tape.parameter(weights.hh()),
        tape.parameter(weights.biasIh()),
        options.singleBias()
            ? tape.constant(weights.biasHh().value())
            : tape.parameter(weights.biasHh()));
  }

  /// A copy on the tape: the state is overwritten before backward runs.
  private static Variable initial(Tape tape, Tensor state) {
    if (state == null) {
      return null;
    }
    Tensor copy = tape.take(state.shape());
    copy.copyFrom(state);
    return tape.constant(copy);
  }

  private static void carry(RecurrentOutput output, RecurrentState state, int k) {
    state.h(k).copyFrom(output.hn().value());
    if (output.cn() != null) {
      state.c(k).copyFrom(output.cn().value());
    }
  }

  /// One layer over feature vectors; `c0` is null for cells without a cell state.
  abstract RecurrentOutput sequence(
      Variable x, RecurrentParameters parameters, Variable h0, Variable c0);

  /// One layer over tokens; `c0` is null for cells without a cell state.
  abstract RecurrentOutput sequence(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, Variable c0);

  /// This layer as a stream over tokens: each step reads `ids [N]`, which the caller changes in between.
  public RecurrentStream stream(KernelSet kernels, int[] ids) {
    return new RecurrentStream(this, kernels, new SequenceInput.Tokens(ids), ids.length);
  }

  /// This layer as a stream over feature vectors: each step reads `x [1,N,C]`, whose numbers the
  /// caller changes in between.
  public RecurrentStream stream(KernelSet kernels, Tensor x) {
    return new RecurrentStream(
        this, kernels, new SequenceInput.Features(x), x.shape().dimension(1));
  }
}

package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.GruWeights;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.LstmWeights;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.ResetAfterGruWeights;
import dev.unroll.kernels.RnnWeights;
import dev.unroll.kernels.SequenceInput;
import java.util.Locale;

/// One recurrent layer in one direction: weights in torch.nn's layout, and the functions of the gates.
/// With tanh and the logistic sigmoid (for a simple cell, tanh or ReLU) it runs on the fused kernels, with
/// other functions on [PlainCell].
///
/// @param kind the equations
/// @param weights blocks `h`, `i f g o`, or `r z n`; of a fused GRU that resets before the product `r u n`,
///     with u = 1 − z as its kernel wants it
/// @param activation of the new state
/// @param gates of the gates; null for a simple cell
/// @param fused whether a kernel has these functions
record RecurrentCell(
    Kind kind, RecurrentWeights weights, Activation activation, Activation gates, boolean fused) {

  enum Kind {
    SIMPLE(1),
    LSTM(4),
    /// Reset after the recurrent product
    RESET_AFTER_GRU(3),
    /// Reset before the recurrent product
    GRU(3);

    private final int blocks;

    Kind(int blocks) {
      this.blocks = blocks;
    }

    /// The gate blocks of the weights.
    int blocks() {
      return blocks;
    }

    /// Weights of this cell.
    RecurrentWeights weights(Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {
      return switch (this) {
        case SIMPLE -> new RnnWeights(weightIh, weightHh, biasIh, biasHh);
        case LSTM -> new LstmWeights(weightIh, weightHh, biasIh, biasHh);
        case RESET_AFTER_GRU -> new ResetAfterGruWeights(weightIh, weightHh, biasIh, biasHh);
        case GRU -> new GruWeights(weightIh, weightHh, biasIh, biasHh);
      };
    }

    /// Whether a kernel has these functions.
    boolean fuses(Activation activation, Activation gates) {
      boolean tanh = activation.equals(Activation.TANH);
      return this == SIMPLE
          ? tanh || activation.equals(Activation.RELU)
          : tanh && gates.equals(Activation.SIGMOID);
    }
  }

  int inputs() {
    return weights.inputs();
  }

  int hidden() {
    return weights.hidden();
  }

  boolean hasCellState() {
    return kind == Kind.LSTM;
  }

  /// The states of all steps.
  ///
  /// @param h `[T+1,N,H]`, slot 0 the initial state; past a row's length its state is carried on
  /// @param c `[T+1,N,H]`, of an LSTM, else null
  record States(Tensor h, Tensor c) {}

  /// The layer over a sequence.
  ///
  /// @param x `[T,N,C]`
  /// @param lengths the steps of each row
  /// @param h0 `[N,H]`, or null for zeros
  /// @param c0 likewise
  States run(Engine engine, Tensor x, int[] lengths, Tensor h0, Tensor c0) {
    int steps = x.shape().dimension(0);
    int batch = x.shape().dimension(1);
    Tensor h = Tensor.zeros(steps + 1, batch, hidden());
    Tensor c = hasCellState() ? Tensor.zeros(steps + 1, batch, hidden()) : null;
    if (h0 != null) {
      h.at(0).copyFrom(h0);
    }
    if (c0 != null) {
      c.at(0).copyFrom(c0);
    }
    if (fused) {
      RecurrentShape shape = new RecurrentShape(steps, batch, inputs(), hidden());
      RecurrentKernel kernel = kernel(engine.kernels());
      RecurrentSequence sequence =
          new RecurrentSequence(shape, weights, new SequenceInput.Features(x), lengths, h, c, null);
      kernel.forward(sequence, engine.workspace(), engine.workers());
    } else {
      new PlainCell(this, engine).run(x, lengths, h, c);
    }
    return new States(h, c);
  }

  private RecurrentKernel kernel(KernelSet kernels) {
    return switch (kind) {
      case SIMPLE -> activation.equals(Activation.TANH) ? kernels.rnnTanh() : kernels.rnnRelu();
      case LSTM -> kernels.lstm();
      case RESET_AFTER_GRU -> kernels.resetAfterGru();
      case GRU -> kernels.gru();
    };
  }

  /// What it is and what it runs on.
  String describe() {
    String functions =
        gates == null ? activation.toString() : "%s, %s".formatted(activation, gates);
    return "%d -> %d, %s, %s"
        .formatted(
            inputs(),
            hidden(),
            functions,
            fused
                ? "fused kernel " + kind.name().toLowerCase(Locale.ROOT).replace('_', '-')
                : "plain path");
  }

  /// The tensor `[G·H,…]` whose blocks of H rows are those of `source` in another order.
  static Tensor blocks(Tensor source, int... order) {
    Tensor result = Tensor.zeros(source.shape());
    int size = source.elements() / order.length;
    for (int block = 0; block < order.length; block++) {
      System.arraycopy(
          source.data(), source.offset() + order[block] * size, result.data(), block * size, size);
    }
    return result;
  }

  /// The transpose of a matrix.
  static Tensor transpose(Tensor matrix) {
    int rows = matrix.shape().dimension(0);
    int columns = matrix.shape().dimension(1);
    Tensor result = Tensor.zeros(Shape.of(columns, rows));
    for (int row = 0; row < rows; row++) {
      for (int column = 0; column < columns; column++) {
        result.data()[column * rows + row] =
            matrix.data()[matrix.offset() + row * columns + column];
      }
    }
    return result;
  }
}

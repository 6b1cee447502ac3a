package dev.unroll.interop.keras;

import static dev.unroll.interop.keras.RecurrentCell.blocks;
import static dev.unroll.interop.keras.RecurrentCell.transpose;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.kernels.RecurrentWeights;
import java.util.List;

/// Makes recurrent layers from their configurations and weights, which it turns into torch.nn's layout:
///
///     kernel [C,G·H], recurrent_kernel [H,G·H]        transposed
///     blocks    SimpleRNN h,   LSTM i f c o (torch's i f g o),   GRU z r h (torch's r z n)
///     bias      [G·H] goes to bias_ih; of a GRU that resets after the product [2,3H], a row for each bias
///
/// Weights of CuDNN's layers have both biases in a row, [8H] or [6H], and another layout: column block q
/// of the kernel, C × H numbers row-major, *read as* a row-major H × C matrix is block q of weight_ih, and
/// column block q of the recurrent kernel, as it is, block q of weight_hh.
final class RecurrentReader {
  private RecurrentReader() {}

  /// Whether a class of Keras is read here.
  static boolean reads(String kind) {
    return switch (kind) {
      case "SimpleRNN", "LSTM", "GRU", "CuDNNLSTM", "CuDNNGRU" -> true;
      default -> false;
    };
  }

  /// A layer in one direction.
  static RecurrentLayer read(String kind, Config config, Weights weights, boolean keras3)
      throws MalformedFileException {
    return new RecurrentLayer(
        cell(kind, config, weights, keras3),
        config.flag("go_backwards", false),
        config.flag("return_sequences", false),
        config.flag("return_state", false),
        config.flag("zero_output_for_mask", false));
  }

  /// A layer in both directions.
  ///
  /// @param zeroMasked whether this version of Keras has both directions give zeros at masked steps
  static BidirectionalLayer bidirectional(
      Config config, Weights weights, boolean keras3, boolean zeroMasked)
      throws MalformedFileException {
    Object wrapped = config.get("layer");
    Config forward = Config.of(config.file(), config.what(), wrapped);
    String kind = kind(config, wrapped);
    RecurrentLayer there = read(kind, forward, weights.in("forward_layer"), keras3);
    Weights backWeights = weights.in("backward_layer");
    RecurrentLayer back;
    if (config.has("backward_layer")) {
      Object other = config.get("backward_layer");
      Config backward = Config.of(config.file(), config.what(), other);
      back = read(kind(config, other), backward, backWeights, keras3);
    } else {
      RecurrentCell cell = cell(kind, forward, backWeights, keras3);
      back =
          new RecurrentLayer(
              cell, !there.backwards(), there.sequences(), there.states(), there.zeroMasked());
    }
    if (there.sequences() != back.sequences() || there.states() != back.states()) {
      throw config.malformed("expected directions that give the same kind of output");
    }
    return new BidirectionalLayer(
        masked(there, zeroMasked), masked(back, zeroMasked), merge(config));
  }

  private static RecurrentLayer masked(RecurrentLayer layer, boolean zeroMasked) {
    return new RecurrentLayer(
        layer.cell(),
        layer.backwards(),
        layer.sequences(),
        layer.states(),
        zeroMasked ? layer.sequences() : layer.zeroMasked());
  }

  private static String kind(Config config, Object wrapped) throws MalformedFileException {
    String kind =
        new Config(
                config.file(), config.what(), Config.object(config.file(), config.what(), wrapped))
            .text("class_name");
    if (!reads(kind)) {
      throw config.malformed(
          "expected SimpleRNN, LSTM, GRU, CuDNNLSTM or CuDNNGRU in both directions, found "
              + MalformedFileException.quote(kind));
    }
    return kind;
  }

  private static BidirectionalLayer.Merge merge(Config config) throws MalformedFileException {
    if (!config.has("merge_mode")) {
      return BidirectionalLayer.Merge.NONE;
    }
    String mode = config.text("merge_mode");
    return switch (mode) {
      case "concat" -> BidirectionalLayer.Merge.CONCAT;
      case "sum" -> BidirectionalLayer.Merge.SUM;
      case "mul" -> BidirectionalLayer.Merge.MUL;
      case "ave" -> BidirectionalLayer.Merge.AVE;
      default ->
          throw config.malformed(
              "expected a merge of concat, sum, mul, ave or none, found "
                  + MalformedFileException.quote(mode));
    };
  }

  // ---- cells

  private static RecurrentCell cell(String name, Config config, Weights weights, boolean keras3)
      throws MalformedFileException {
    boolean cudnn = name.startsWith("CuDNN");
    RecurrentCell.Kind kind =
        switch (name) {
          case "SimpleRNN" -> RecurrentCell.Kind.SIMPLE;
          case "LSTM", "CuDNNLSTM" -> RecurrentCell.Kind.LSTM;
          default ->
              cudnn || config.flag("reset_after", false)
                  ? RecurrentCell.Kind.RESET_AFTER_GRU
                  : RecurrentCell.Kind.GRU;
        };
    if (config.has("inner_activation")) {
      throw config.malformed("expected a layer of Keras 2 or 3, found one of Keras 1");
    }
    Activation activation = cudnn ? Activation.TANH : Activation.of(config, "activation", keras3);
    Activation gates =
        kind == RecurrentCell.Kind.SIMPLE
            ? null
            : cudnn ? Activation.SIGMOID : Activation.of(config, "recurrent_activation", keras3);
    for (Activation function : gates == null ? List.of(activation) : List.of(activation, gates)) {
      if (function.kind() == Activation.Kind.SOFTMAX
          || function.kind() == Activation.Kind.LOG_SOFTMAX) {
        throw config.malformed("expected functions of single numbers, found " + function);
      }
    }
    boolean bias = cudnn || config.flag("use_bias", true);
    boolean fused = kind.fuses(activation, gates);
    RecurrentWeights read = weights(kind, config.size("units"), bias, weights.in("cell"));
    if (fused && kind == RecurrentCell.Kind.GRU) {
      read = updateGate(read);
    }
    return new RecurrentCell(kind, read, activation, gates, fused);
  }

  /// The weights of an LSTM of so many units, with biases.
  static RecurrentWeights lstm(int hidden, Weights weights) throws MalformedFileException {
    return weights(RecurrentCell.Kind.LSTM, hidden, true, weights);
  }

  private static RecurrentWeights weights(
      RecurrentCell.Kind kind, int hidden, boolean bias, Weights weights)
      throws MalformedFileException {
    long wide = (long) kind.blocks() * hidden;
    int width = (int) Math.min(wide, Integer.MAX_VALUE);
    Tensor kernel = weights.take(0, "kernel", -1, width);
    Tensor recurrent = weights.take(1, "recurrent_kernel", hidden, width);
    int[] order =
        switch (kind) {
          case SIMPLE -> new int[] {0};
          case LSTM -> new int[] {0, 1, 2, 3};
          default -> new int[] {1, 0, 2};
        };
    if (!bias) {
      return kind.weights(
          blocks(transpose(kernel), order), blocks(transpose(recurrent), order), null, null);
    }
    Tensor biases = weights.take(2, "bias");
    int count = biases.elements();
    boolean flat = biases.shape().rank() == 1;
    boolean both = count == 2 * wide && kind != RecurrentCell.Kind.SIMPLE;
    if (both && flat && kind != RecurrentCell.Kind.GRU) {
      Tensor rows = biases.reshape(2, width);
      return kind.weights(
          blocks(reread(kernel, kind.blocks()), order),
          blocks(split(recurrent, kind.blocks()), order),
          blocks(rows.at(0), order),
          blocks(rows.at(1), order));
    }
    boolean two = both && kind == RecurrentCell.Kind.RESET_AFTER_GRU;
    if (two ? biases.shape().rank() != 2 : !flat || count != wide) {
      throw new MalformedFileException(
          weights.file(),
          "%s: expected a bias of %s, found %s"
              .formatted(
                  weights.what(),
                  kind == RecurrentCell.Kind.RESET_AFTER_GRU
                      ? "[2, %d]".formatted(wide)
                      : "[%d]".formatted(wide),
                  biases.shape()));
    }
    if (kind == RecurrentCell.Kind.RESET_AFTER_GRU && !two) {
      throw new MalformedFileException(
          weights.file(),
          "%s: expected a bias of [2, %d] where the reset comes after the product, found [%d]"
              .formatted(weights.what(), wide, count));
    }
    Tensor rows = two ? biases.reshape(2, width) : null;
    return kind.weights(
        blocks(transpose(kernel), order),
        blocks(transpose(recurrent), order),
        blocks(two ? rows.at(0) : biases, order),
        two ? blocks(rows.at(1), order) : Tensor.zeros(width));
  }

  /// Column block after column block, each row-major, read as a matrix with so many rows of the first
  /// extent: what CuDNN's layers have for input weights.
  private static Tensor reread(Tensor kernel, int blocks) {
    Tensor split = split(kernel, blocks);
    int inputs = kernel.shape().dimension(0);
    return split.reshape(kernel.shape().dimension(1), inputs);
  }

  /// The column blocks of a matrix `[R,G·H]` below one another, `[G·R,H]`.
  private static Tensor split(Tensor matrix, int blocks) {
    int rows = matrix.shape().dimension(0);
    int columns = matrix.shape().dimension(1) / blocks;
    Tensor result = Tensor.zeros(Shape.of(blocks * rows, columns));
    for (int block = 0; block < blocks; block++) {
      for (int row = 0; row < rows; row++) {
        System.arraycopy(
            matrix.data(),
            matrix.offset() + (row * blocks + block) * columns,
            result.data(),
            (block * rows + row) * columns,
            columns);
      }
    }
    return result;
  }

  /// Keras's z keeps the old state, the kernel's u takes the new one: `u = 1 − σ(a) = σ(−a)`.
  private static RecurrentWeights updateGate(RecurrentWeights weights) {
    Tensor[] tensors = {weights.weightIh(), weights.weightHh(), weights.biasIh(), weights.biasHh()};
    for (Tensor tensor : tensors) {
      if (tensor != null) {
        int block = tensor.elements() / 3;
        for (int i = block; i < 2 * block; i++) {
          tensor.data()[tensor.offset() + i] = -tensor.data()[tensor.offset() + i];
        }
      }
    }
    return weights;
  }
}

package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
import java.util.List;

/// What a recurrent node's attributes say of one direction.
///
/// @param activations in the node's order: f for RNN, f and g for GRU, f, g and h for LSTM
/// @param clip what activations' inputs are limited to, +∞ for nothing
/// @param inputForget whether the LSTM's forget gate is 1 minus the input gate
/// @param linearBeforeReset whether the GRU's reset gate acts after the product
record RecurrentCell(
    Kind kind,
    List<Activation> activations,
    float clip,
    boolean inputForget,
    boolean linearBeforeReset) {

  /// The three operators.
  enum Kind {
    RNN(1),
    /// Gate blocks z, r, h.
    GRU(3),
    /// Gate blocks i, o, f, c.
    LSTM(4);

    final int gates;

    Kind(int gates) {
      this.gates = gates;
    }
  }

  /// The cells of a node's directions.
  static RecurrentCell[] of(Site site, Kind kind, int directions) throws MalformedFileException {
    List<Activation> activations =
        switch (kind) {
          case RNN -> Activation.of(site, directions, Function.TANH);
          case GRU -> Activation.of(site, directions, Function.SIGMOID, Function.TANH);
          case LSTM ->
              Activation.of(site, directions, Function.SIGMOID, Function.TANH, Function.TANH);
        };
    float clip = site.has("clip") ? site.real("clip", 0) : Float.POSITIVE_INFINITY;
    if (!(clip > 0)) {
      throw site.unsupported("clip", clip, "a number above 0");
    }
    boolean inputForget = kind == Kind.LSTM && site.flag("input_forget", false);
    boolean linearBeforeReset = kind == Kind.GRU && site.flag("linear_before_reset", false);
    RecurrentCell[] cells = new RecurrentCell[directions];
    int each = activations.size() / directions;
    for (int d = 0; d < directions; d++) {
      cells[d] =
          new RecurrentCell(
              kind,
              activations.subList(d * each, (d + 1) * each),
              clip,
              inputForget,
              linearBeforeReset);
    }
    return cells;
  }

  /// Why no fused kernel computes this, or null if one does.
  String notFused() {
    if (clip < Float.POSITIVE_INFINITY) {
      return "clip";
    }
    if (inputForget) {
      return "input_forget";
    }
    boolean usual =
        switch (kind) {
          case RNN -> activations.get(0).is(Function.TANH) || activations.get(0).is(Function.RELU);
          case GRU ->
              activations.get(0).is(Function.SIGMOID) && activations.get(1).is(Function.TANH);
          case LSTM ->
              activations.get(0).is(Function.SIGMOID)
                  && activations.get(1).is(Function.TANH)
                  && activations.get(2).is(Function.TANH);
        };
    return usual
        ? null
        : "activations " + String.join(", ", activations.stream().map(Activation::name).toList());
  }

  /// The kernel that computes this, if [#notFused] has nothing against it.
  RecurrentKernel kernel(KernelSet kernels) {
    return switch (kind) {
      case RNN -> activations.get(0).is(Function.RELU) ? kernels.rnnRelu() : kernels.rnnTanh();
      case GRU -> linearBeforeReset ? kernels.resetAfterGru() : kernels.gru();
      case LSTM -> kernels.lstm();
    };
  }

  /// Which block of the node's weights is each block of the kernel's: r, z, n of z, r, h, and i, f, g, o
  /// of i, o, f, c.
  int block(int gate) {
    return switch (kind) {
      case RNN -> 0;
      case GRU -> gate == 2 ? 2 : 1 - gate;
      case LSTM -> gate == 0 ? 0 : gate == 3 ? 1 : gate + 1;
    };
  }

  /// Whether a kernel's gate is 1 minus the node's: the GRU that resets before the product takes the new
  /// state where its gate is 1. As σ(−a) = 1 − σ(a), the block's weights change their sign.
  boolean isNegated(int gate) {
    return kind == Kind.GRU && !linearBeforeReset && gate == 1;
  }
}

package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.conv2d;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;

/// A convolution over two axes, as `torch.nn.Conv2d`: `weight [O,C,K,L]`, `bias [O]`.
public final class Conv2d {
  private final Window window;
  private final Parameter weight;
  private final Parameter bias;

  /// @param inputs `C`, the channels that it reads
  /// @param outputs `O`, the channels that it gives
  /// @param window over 2 axes
  public Conv2d(Scope scope, int inputs, int outputs, Window window) {
    this.window = window;
    ConvolutionParameters parameters = ConvolutionParameters.of(scope, inputs, outputs, window, 2);
    weight = parameters.weight();
    bias = parameters.bias();
  }

  public Window window() {
    return window;
  }

  /// `[O,C,K,L]`.
  public Parameter weight() {
    return weight;
  }

  /// `[O]`.
  public Parameter bias() {
    return bias;
  }

  /// `y [N,O,…]` from `x [N,C,H,W]`, with the extents of [Window#outputs].
  public Variable forward(Pass pass, Variable x) {
    Tape tape = pass.tape();
    return conv2d(
        x,
        tape.parameter(weight),
        tape.parameter(bias),
        Window.array(window.stride()),
        Window.array(window.padding()));
  }
}

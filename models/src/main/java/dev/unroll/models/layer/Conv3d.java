package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.conv3d;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;

/// A convolution over three axes, as `torch.nn.Conv3d`: `weight [O,C,J,K,L]`, `bias [O]`.
public final class Conv3d {
  private final Window window;
  private final Parameter weight;
  private final Parameter bias;

  /// @param inputs `C`, the channels that it reads
  /// @param outputs `O`, the channels that it gives
  /// @param window over 3 axes
  public Conv3d(Scope scope, int inputs, int outputs, Window window) {
    this.window = window;
    ConvolutionParameters parameters = ConvolutionParameters.of(scope, inputs, outputs, window, 3);
    weight = parameters.weight();
    bias = parameters.bias();
  }

  public Window window() {
    return window;
  }

  /// `[O,C,J,K,L]`.
  public Parameter weight() {
    return weight;
  }

  /// `[O]`.
  public Parameter bias() {
    return bias;
  }

  /// `y [N,O,…]` from `x [N,C,D,H,W]`, with the extents of [Window#outputs].
  public Variable forward(Pass pass, Variable x) {
    Tape tape = pass.tape();
    return conv3d(
        x,
        tape.parameter(weight),
        tape.parameter(bias),
        Window.array(window.stride()),
        Window.array(window.padding()));
  }
}

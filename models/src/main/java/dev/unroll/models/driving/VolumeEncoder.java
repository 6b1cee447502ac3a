package dev.unroll.models.driving;

import static dev.unroll.autograd.op.Ops.permute;
import static dev.unroll.autograd.op.Ops.relu;
import static dev.unroll.autograd.op.Ops.reshape;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Conv3d;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Window;
import java.util.ArrayList;
import java.util.List;

/// Three convolutions over time, height and width, each followed by a ReLU: each window spans four steps, the latest
/// and three before it, so that all of them see ten frames, and none that is still to come.
final class VolumeEncoder implements FrameEncoder {
  private static final int[] CHANNELS = {16, 24, 32};
  private static final int[] SIZES = {5, 5, 3};
  private static final int DEPTH = 4;

  private final List<Conv3d> layers = new ArrayList<>();

  /// `[C,H,W]` of what each layer reads, and of what the last one gives.
  private final List<int[]> extents = new ArrayList<>();

  VolumeEncoder(Scope scope, int height, int width) {
    int[] read = {3, height, width};
    for (int k = 0; k < CHANNELS.length; k++) {
      extents.add(read);
      int size = SIZES[k];
      Window window =
          Window.of(DEPTH, size, size).withStride(1, 2, 2).withPadding(0, size / 2, size / 2);
      Scope own = scope.in(Integer.toString(k)).by(Initializer.he());
      layers.add(new Conv3d(own, read[0], CHANNELS[k], window));
      int[] given = window.outputs(DEPTH, read[1], read[2]);
      read = new int[] {CHANNELS[k], given[1], given[2]};
    }
    extents.add(read);
  }

  @Override
  public int context() {
    return CHANNELS.length * (DEPTH - 1);
  }

  @Override
  public int outputs() {
    int[] last = extents.getLast();
    return last[0] * last[1] * last[2];
  }

  @Override
  public Variable forward(Pass pass, Tensor frames) {
    // [D,N,C,H,W] to [N,C,D,H,W] and back
    Variable x = permute(pass.tape().constant(frames), 1, 2, 0, 3, 4);
    for (Conv3d layer : layers) {
      x = relu(layer.forward(pass, x));
    }
    int steps = frames.shape().dimension(0) - context();
    return reshape(permute(x, 2, 0, 1, 3, 4), steps, frames.shape().dimension(1), outputs());
  }

  @Override
  public Stream stream() {
    return new Buffers();
  }

  /// What each layer has read in its latest steps, the newest last.
  private final class Buffers implements Stream {
    private final List<Tensor> latest = new ArrayList<>();
    private final int[] seen = new int[layers.size()];

    Buffers() {
      for (int k = 0; k < layers.size(); k++) {
        int[] size = extents.get(k);
        latest.add(Tensor.zeros(Shape.of(1, size[0], DEPTH, size[1], size[2])));
      }
    }

    @Override
    public Variable next(Pass pass, Tensor frame) {
      Tensor x = frame;
      Variable y = null;
      for (int k = 0; k < layers.size(); k++) {
        push(latest.get(k), x);
        if (++seen[k] < DEPTH) {
          return null;
        }
        y = relu(layers.get(k).forward(pass, pass.tape().constant(latest.get(k))));
        x = y.value();
      }
      return reshape(y, 1, 1, outputs());
    }

    /// Moves each channel's steps by one and puts the planes of `x` behind them.
    private static void push(Tensor steps, Tensor x) {
      Shape shape = steps.shape();
      int plane = shape.dimension(3) * shape.dimension(4);
      float[] data = steps.data();
      for (int channel = 0; channel < shape.dimension(1); channel++) {
        int at = steps.offset() + channel * DEPTH * plane;
        System.arraycopy(data, at + plane, data, at, (DEPTH - 1) * plane);
        System.arraycopy(
            x.data(), x.offset() + channel * plane, data, at + (DEPTH - 1) * plane, plane);
      }
    }
  }
}

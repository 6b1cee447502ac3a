package dev.unroll.models.driving;

import static dev.unroll.autograd.op.Ops.reshape;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.vision.Convolutions;
import dev.unroll.models.vision.Convolutions.Stage;
import java.util.List;

/// Makes numbers of frames, for a whole sequence at once or frame after frame with the same bits.
interface FrameEncoder {
  /// How many frames before the one it encodes it looks at.
  int context();

  /// How many numbers it makes of a frame.
  int outputs();

  /// `[T,N,outputs]` from frames `[context + T,N,3,H,W]`.
  Variable forward(Pass pass, Tensor frames);

  /// Encodes one frame after the other.
  Stream stream();

  /// Frames as they come. Not thread-safe.
  interface Stream {
    /// `[1,1,outputs]` from the next frame `[1,1,3,H,W]`; null until [FrameEncoder#context] frames came before.
    Variable next(Pass pass, Tensor frame);
  }

  /// Convolutions of each frame by itself.
  record OfPictures(Convolutions convolutions) implements FrameEncoder {
    /// Five, as Bojarski et al. have them, which reach out of small frames.
    static OfPictures five(Scope scope, int height, int width) {
      return new OfPictures(
          new Convolutions(
              scope,
              3,
              height,
              width,
              List.of(
                  Stage.strided(24, 5, 2),
                  Stage.strided(36, 5, 2),
                  Stage.strided(48, 5, 2),
                  Stage.strided(64, 3, 1),
                  Stage.strided(64, 3, 1))));
    }

    static OfPictures three(Scope scope, int height, int width) {
      return new OfPictures(
          new Convolutions(
              scope,
              3,
              height,
              width,
              List.of(Stage.strided(16, 5, 2), Stage.strided(24, 5, 2), Stage.strided(32, 3, 2))));
    }

    @Override
    public int context() {
      return 0;
    }

    @Override
    public int outputs() {
      return convolutions.outputs();
    }

    @Override
    public Variable forward(Pass pass, Tensor frames) {
      Shape shape = frames.shape();
      int steps = shape.dimension(0);
      int rows = shape.dimension(1);
      Tensor pictures =
          frames.reshape(steps * rows, shape.dimension(2), shape.dimension(3), shape.dimension(4));
      Variable y = convolutions.forward(pass, pass.tape().constant(pictures));
      return reshape(y, steps, rows, outputs());
    }

    @Override
    public Stream stream() {
      return this::forward;
    }
  }
}

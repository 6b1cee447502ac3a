package dev.unroll.models.vision;

import static dev.unroll.autograd.op.Ops.relu;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.models.layer.Conv2d;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Pooling;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Window;
import java.util.ArrayList;
import java.util.List;

/// Convolutions on one another over pictures, each followed by a ReLU and, where asked, by max-pooling:
///
///     x[k+1] = pool(relu(conv(x[k])))                 the layers `0`, `1`, …
///
/// Their weights are drawn as ReLUs need them ([Initializer.He]), whatever draws the rest of the model.
public final class Convolutions {
  private final List<Stage> stages;
  private final List<Conv2d> layers = new ArrayList<>();
  private final int[] extents;

  /// One of them.
  ///
  /// @param channels that it gives
  /// @param window over height and width
  /// @param pooling after it; null for none
  public record Stage(int channels, Window window, Window pooling) {
    public Stage {
      Checks.positive("channels", channels);
    }

    /// A window of 3 × 3 that leaves height and width as they are, and tiles of which the greatest number is
    /// kept.
    public static Stage pooled(int channels, int height, int width) {
      return new Stage(channels, Window.of(3, 3).withPadding(1, 1), Window.tiles(height, width));
    }

    /// A window of an odd size that moves by `stride` and reaches out of the picture as far as it needs to see
    /// every pixel.
    public static Stage strided(int channels, int size, int stride) {
      return new Stage(
          channels,
          Window.of(size, size).withStride(stride, stride).withPadding(size / 2, size / 2),
          null);
    }
  }

  /// @param inputs channels of a picture
  /// @throws IllegalArgumentException if nothing is left of such a picture
  public Convolutions(Scope scope, int inputs, int height, int width, List<Stage> stages) {
    this.stages = List.copyOf(stages);
    int read = inputs;
    int[] size = {height, width};
    for (Stage stage : stages) {
      Scope own = scope.in(Integer.toString(layers.size())).by(Initializer.he());
      layers.add(new Conv2d(own, read, stage.channels(), stage.window()));
      size = stage.window().outputs(size);
      size = stage.pooling() == null ? size : stage.pooling().outputs(size);
      read = stage.channels();
    }
    extents = new int[] {read, size[0], size[1]};
  }

  /// Channels, height and width of what they give.
  public int channels() {
    return extents[0];
  }

  public int height() {
    return extents[1];
  }

  public int width() {
    return extents[2];
  }

  /// All numbers that they give of a picture.
  public int outputs() {
    return extents[0] * extents[1] * extents[2];
  }

  /// `[N,channels,height,width]` from `[N,C,H,W]`.
  public Variable forward(Pass pass, Variable x) {
    Variable y = x;
    for (int k = 0; k < layers.size(); k++) {
      y = relu(layers.get(k).forward(pass, y));
      Window pooling = stages.get(k).pooling();
      y = pooling == null ? y : Pooling.max(y, pooling);
    }
    return y;
  }
}

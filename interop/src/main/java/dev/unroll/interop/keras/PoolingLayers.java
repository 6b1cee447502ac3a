package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import java.util.List;

/// The greatest or the mean of windows, or of all positions.
final class PoolingLayers {
  private PoolingLayers() {}

  /// Over windows of `[N,T,C]` or `[N,H,W,C]`; what is padded does not count.
  record Pooling(int axes, Windows windows, boolean maximum) implements Layer {
    static Pooling read(Config config, int axes, boolean maximum) throws MalformedFileException {
      config.requireChannelsLast();
      return new Pooling(axes, Windows.read(config, axes, "pool_size", true), maximum);
    }

    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      Shape shape = Windows.planes("pooling", x.shape(), axes);
      Windows.Range down = windows.range(0, shape.dimension(1));
      Windows.Range across = windows.range(1, shape.dimension(2));
      int batch = shape.dimension(0);
      int channels = shape.dimension(3);
      Tensor y = Tensor.zeros(Windows.outputs(batch, down.count(), across.count(), channels, axes));
      int at = 0;
      for (int n = 0; n < batch; n++) {
        for (int i = 0; i < down.count(); i++) {
          for (int j = 0; j < across.count(); j++) {
            int top = down.begin() + i * windows.stride()[0];
            int left = across.begin() + j * windows.stride()[1];
            pool(x, shape, n, top, left, y.data(), at);
            at += channels;
          }
        }
      }
      return List.of(Value.of(y));
    }

    private void pool(Tensor x, Shape shape, int n, int top, int left, float[] y, int at) {
      int channels = shape.dimension(3);
      int bottom = Math.min(shape.dimension(1), top + windows.size()[0]);
      int right = Math.min(shape.dimension(2), left + windows.size()[1]);
      for (int c = 0; c < channels; c++) {
        float best = Float.NEGATIVE_INFINITY;
        float sum = 0;
        int count = 0;
        for (int i = Math.max(0, top); i < bottom; i++) {
          for (int j = Math.max(0, left); j < right; j++) {
            int from = ((n * shape.dimension(1) + i) * shape.dimension(2) + j) * channels + c;
            float value = x.data()[x.offset() + from];
            best = Math.max(best, value);
            sum += value;
            count++;
          }
        }
        y[at + c] = maximum ? best : sum / count;
      }
    }

    @Override
    public String describe() {
      int[] size = windows.size();
      return "%s of windows of %s"
          .formatted(maximum ? "maximum" : "mean", axes == 1 ? size[1] : size[0] + "x" + size[1]);
    }
  }

  /// Over all positions of `[N,T,C]` or `[N,H,W,C]`, giving `[N,C]`; the mean leaves masked steps out.
  record Global(int axes, boolean maximum, boolean keep) implements Layer {
    static Global read(Config config, int axes, boolean maximum) throws MalformedFileException {
      config.requireChannelsLast();
      return new Global(axes, maximum, config.flag("keepdims", false));
    }

    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      boolean[] mask = maximum || axes == 2 ? null : inputs.getFirst().mask();
      Shape shape = Windows.planes("global pooling", x.shape(), axes);
      int batch = shape.dimension(0);
      int positions = shape.dimension(1) * shape.dimension(2);
      int channels = shape.dimension(3);
      Tensor y =
          Tensor.zeros(
              !keep
                  ? Shape.of(batch, channels)
                  : axes == 1 ? Shape.of(batch, 1, channels) : Shape.of(batch, 1, 1, channels));
      for (int n = 0; n < batch; n++) {
        for (int c = 0; c < channels; c++) {
          float best = Float.NEGATIVE_INFINITY;
          float sum = 0;
          int count = 0;
          for (int p = 0; p < positions; p++) {
            if (mask == null || mask[n * positions + p]) {
              float value = x.data()[x.offset() + (n * positions + p) * channels + c];
              best = Math.max(best, value);
              sum += value;
              count++;
            }
          }
          y.data()[n * channels + c] = maximum ? best : sum / count;
        }
      }
      return List.of(Value.of(y));
    }

    @Override
    public String describe() {
      return (maximum ? "maximum" : "mean") + " of all positions";
    }
  }
}

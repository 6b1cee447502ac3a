package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Convolution (cross-correlation) over `[N,T,C]` or `[N,H,W,C]`: windows laid out as rows, then one product.
///
/// @param axes 1 or 2
/// @param weight `[K·L·C,O]`, the window's elements before the channels
/// @param bias `[O]`, or null
record ConvolutionLayer(
    int axes, Windows windows, Tensor weight, Tensor bias, Activation activation) implements Layer {

  static ConvolutionLayer read(Config config, Weights weights, int axes, boolean keras3)
      throws MalformedFileException {
    config.requireChannelsLast();
    if (config.whole("groups", 1) != 1) {
      throw config.malformed("expected one group of channels, found " + config.get("groups"));
    }
    Windows windows = Windows.read(config, axes, "kernel_size", false);
    int filters = config.size("filters");
    int[] size = windows.size();
    Tensor kernel =
        axes == 1
            ? weights.take(0, "kernel", size[1], -1, filters)
            : weights.take(0, "kernel", size[0], size[1], -1, filters);
    Tensor bias = config.flag("use_bias", true) ? weights.take(1, "bias", filters) : null;
    return new ConvolutionLayer(
        axes,
        windows,
        kernel.reshape(kernel.elements() / filters, filters),
        bias,
        Activation.of(config, "activation", keras3));
  }

  private int channels() {
    return weight.shape().dimension(0) / (windows.size()[0] * windows.size()[1]);
  }

  @Override
  public List<Value> call(Engine engine, List<Value> inputs) {
    Tensor x = inputs.getFirst().tensor();
    Shape shape = Windows.planes("a convolution", x.shape(), axes);
    int batch = shape.dimension(0);
    int channels = channels();
    if (shape.dimension(3) != channels) {
      throw new IllegalArgumentException(
          "a convolution expects %d channels, got %s".formatted(channels, x.shape()));
    }
    Windows.Range down = windows.range(0, shape.dimension(1));
    Windows.Range across = windows.range(1, shape.dimension(2));
    int filters = weight.shape().dimension(1);
    Tensor rows = Tensor.zeros(batch * down.count() * across.count(), weight.shape().dimension(0));
    int row = 0;
    for (int n = 0; n < batch; n++) {
      for (int i = 0; i < down.count(); i++) {
        for (int j = 0; j < across.count(); j++) {
          int top = down.begin() + i * windows.stride()[0];
          int left = across.begin() + j * windows.stride()[1];
          copyWindow(x, shape, n, top, left, rows.data(), row * weight.shape().dimension(0));
          row++;
        }
      }
    }
    Tensor y = Tensor.zeros(Windows.outputs(batch, down.count(), across.count(), filters, axes));
    DenseLayer.multiplyAdd(engine, rows, weight, bias, y);
    return List.of(Value.of(activation.apply(engine, y)));
  }

  private void copyWindow(Tensor x, Shape shape, int n, int top, int left, float[] to, int at) {
    int channels = shape.dimension(3);
    int position = at;
    for (int k = 0; k < windows.size()[0]; k++) {
      int i = top + k * windows.dilation()[0];
      for (int l = 0; l < windows.size()[1]; l++) {
        int j = left + l * windows.dilation()[1];
        if (i >= 0 && i < shape.dimension(1) && j >= 0 && j < shape.dimension(2)) {
          int from = ((n * shape.dimension(1) + i) * shape.dimension(2) + j) * channels;
          System.arraycopy(x.data(), x.offset() + from, to, position, channels);
        }
        position += channels;
      }
    }
  }

  @Override
  public String describe() {
    int[] size = windows.size();
    return "%d -> %d channels, window %s, %s, %s"
        .formatted(
            channels(),
            weight.shape().dimension(1),
            axes == 1 ? size[1] : size[0] + "x" + size[1],
            windows.padding().name().toLowerCase(Locale.ROOT),
            activation);
  }

  /// Torch has `[O,C,K]` and `[O,C,K,L]`.
  @Override
  public void addTo(String name, Map<String, Tensor> tensors) {
    int channels = channels();
    int filters = weight.shape().dimension(1);
    int window = weight.shape().dimension(0) / channels;
    int[] size = windows.size();
    Tensor turned =
        Tensor.zeros(
            axes == 1
                ? Shape.of(filters, channels, size[1])
                : Shape.of(filters, channels, size[0], size[1]));
    for (int o = 0; o < filters; o++) {
      for (int c = 0; c < channels; c++) {
        for (int k = 0; k < window; k++) {
          turned.data()[(o * channels + c) * window + k] =
              weight.data()[weight.offset() + (k * channels + c) * filters + o];
        }
      }
    }
    tensors.put(name + "weight", turned);
    if (bias != null) {
      tensors.put(name + "bias", bias);
    }
  }
}

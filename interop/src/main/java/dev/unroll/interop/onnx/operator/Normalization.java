package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.KernelSet;

/// `y = (x − mean)/√(variance + ε)·scale + bias`: with statistics from the file for each channel (batch), or with
/// those of each row of the innermost axes (layer) or of each channel of each row of the batch (instance).
final class Normalization extends Operator {
  private enum Kind {
    BATCH,
    LAYER,
    INSTANCE
  }

  private final Kind kind;
  private final float epsilon;
  private final long axis;
  private final Value x;
  private final Value scale;
  private final Value bias;
  private final Value mean;
  private final Value variance;
  private final Value y;
  private final float[] one = new float[2];

  private Normalization(Site site, Kind kind) throws MalformedFileException {
    this.kind = kind;
    epsilon = site.real("epsilon", 1e-5f);
    axis = kind == Kind.LAYER ? site.whole("axis", -1) : 1;
    x = site.real(0);
    scale = site.real(1);
    bias = kind == Kind.LAYER ? site.optionalReal(2) : site.real(2);
    mean = kind == Kind.BATCH ? site.real(3) : null;
    variance = kind == Kind.BATCH ? site.real(4) : null;
    y = site.output(0, x.type());
  }

  static Normalization batch(Site site) throws MalformedFileException {
    site.ignore("momentum");
    if (!site.flag("spatial", true)) {
      throw site.unsupported("spatial", 0, "1");
    }
    if (site.flag("training_mode", false) || site.outputCount() > 1) {
      throw site.malformed("it is in training mode; supported is inference alone");
    }
    return new Normalization(site, Kind.BATCH);
  }

  static Normalization layer(Site site) throws MalformedFileException {
    site.ignore("stash_type");
    for (int i = 1; i < site.outputCount(); i++) {
      if (site.optionalOutput(i, site.real(0).type()) != null) {
        throw site.malformed("its mean or deviation is used; supported is the first output alone");
      }
    }
    return new Normalization(site, Kind.LAYER);
  }

  static Normalization instance(Site site) throws MalformedFileException {
    return new Normalization(site, Kind.INSTANCE);
  }

  @Override
  public void run(Context context) {
    y.shapeLike(x);
    if (x.rank() < (kind == Kind.LAYER ? 1 : 2)) {
      throw new IllegalArgumentException("expected more axes, got " + x.shapeText());
    }
    boolean layer = kind == Kind.LAYER;
    int from = layer ? x.axis(axis) : 2;
    int length = x.elements(from, x.rank());
    int channels = layer ? length : x.dim(1);
    require(scale, channels);
    require(bias, channels);
    require(mean, channels);
    require(variance, channels);
    int rows = length == 0 ? 0 : x.elements() / length;
    for (int row = 0; row < rows; row++) {
      row(context.kernels(), row * length, length, layer ? 0 : row % channels);
    }
  }

  private void require(Value value, int count) {
    if (value != null && value.elements() != count) {
      throw new IllegalArgumentException(
          "%s: expected %d numbers, got %s".formatted(value.name(), count, value.shapeText()));
    }
  }

  private void row(KernelSet kernels, int at, int length, int channel) {
    float[] to = y.floats();
    // 1. z = (x − mean)/√(variance + ε)
    one[0] =
        mean != null
            ? mean.floats()[channel]
            : kernels.reduction().sum(length, x.floats(), at) / length;
    kernels.arithmetic().subtract(length, x.floats(), at, 1, one, 0, 0, to, at);
    float spread =
        variance != null
            ? variance.floats()[channel]
            : kernels.reduction().dot(length, to, at, to, at) / length;
    one[1] = (float) (1 / Math.sqrt((double) spread + epsilon));
    kernels.arithmetic().multiply(length, to, at, 1, one, 1, 0, to, at);
    // 2. z ⊙ scale + bias
    int step = kind == Kind.LAYER ? 1 : 0;
    kernels.arithmetic().multiply(length, to, at, 1, scale.floats(), channel, step, to, at);
    if (bias != null) {
      kernels.arithmetic().add(length, to, at, 1, bias.floats(), channel, step, to, at);
    }
  }
}

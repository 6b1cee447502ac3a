package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.KernelSet;

/// `y = (x − mean)/√(variance + ε)·scale + bias`: with statistics from the file for each channel (batch), or with
/// those of each row of the innermost axes (layer) or of each channel of each row of the batch (instance). The
/// mean may be left out (root mean square).
final class Normalization extends Operator {
  private enum Kind {
    BATCH,
    LAYER,
    ROOT_MEAN_SQUARE,
    INSTANCE
  }

  private final Kind kind;

  /// Whether rows are those of the innermost axes, and scale and bias along them.
  private final boolean rows;

  private final float epsilon;
  private final long axis;
  private final Value x;
  private final Value scale;
  private final Value bias;
  private final Value mean;
  private final Value variance;
  private final Value y;

  /// Of layers, for who wants them: the means and 1/√(variance + ε) of the rows.
  private final Value means;

  private final Value deviations;
  private final float[] one = new float[2];

  private Normalization(Site site, Kind kind) throws MalformedFileException {
    this.kind = kind;
    rows = kind == Kind.LAYER || kind == Kind.ROOT_MEAN_SQUARE;
    epsilon = site.real("epsilon", 1e-5f);
    axis = rows ? site.whole("axis", -1) : 1;
    x = site.real(0);
    scale = site.real(1);
    bias = rows ? site.optionalReal(2) : site.real(2);
    mean = kind == Kind.BATCH ? site.real(3) : null;
    variance = kind == Kind.BATCH ? site.real(4) : null;
    y = site.output(0, x.type());
    means = kind == Kind.LAYER ? site.optionalOutput(1, x.type()) : null;
    deviations = kind == Kind.LAYER ? site.optionalOutput(2, x.type()) : null;
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
    return new Normalization(site, Kind.LAYER);
  }

  static Normalization rootMeanSquare(Site site) throws MalformedFileException {
    site.ignore("stash_type");
    return new Normalization(site, Kind.ROOT_MEAN_SQUARE);
  }

  static Normalization instance(Site site) throws MalformedFileException {
    return new Normalization(site, Kind.INSTANCE);
  }

  @Override
  public void run(Context context) {
    y.shapeLike(x);
    if (x.rank() < (rows ? 1 : 2)) {
      throw new IllegalArgumentException("expected more axes, got " + x.shapeText());
    }
    int from = rows ? x.axis(axis) : 2;
    int length = x.elements(from, x.rank());
    int channels = rows ? length : x.dim(1);
    require(scale, channels);
    require(bias, channels);
    require(mean, channels);
    require(variance, channels);
    shape(means, from);
    shape(deviations, from);
    int count = length == 0 ? 0 : x.elements() / length;
    for (int row = 0; row < count; row++) {
      row(context.kernels(), row * length, length, rows ? 0 : row % channels);
      if (means != null) {
        means.floats()[row] = one[0];
      }
      if (deviations != null) {
        deviations.floats()[row] = one[1];
      }
    }
  }

  /// One number for each row.
  private void shape(Value value, int from) {
    if (value != null) {
      int[] dims = value.begin(x.rank());
      for (int axis = 0; axis < x.rank(); axis++) {
        dims[axis] = axis < from ? x.dim(axis) : 1;
      }
      value.end();
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
            : kind == Kind.ROOT_MEAN_SQUARE
                ? 0
                : kernels.reduction().sum(length, x.floats(), at) / length;
    kernels.arithmetic().subtract(length, x.floats(), at, 1, one, 0, 0, to, at);
    float spread =
        variance != null
            ? variance.floats()[channel]
            : kernels.reduction().dot(length, to, at, to, at) / length;
    one[1] = (float) (1 / Math.sqrt((double) spread + epsilon));
    kernels.arithmetic().multiply(length, to, at, 1, one, 1, 0, to, at);
    // 2. z ⊙ scale + bias
    int step = rows ? 1 : 0;
    kernels.arithmetic().multiply(length, to, at, 1, scale.floats(), channel, step, to, at);
    if (bias != null) {
      kernels.arithmetic().add(length, to, at, 1, bias.floats(), channel, step, to, at);
    }
  }
}

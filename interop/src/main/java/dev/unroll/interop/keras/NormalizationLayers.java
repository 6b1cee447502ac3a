package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import java.util.List;
import java.util.Map;

/// Normalization along the last axis.
final class NormalizationLayers {
  private NormalizationLayers() {}

  /// The axis, counted from the last if it is negative.
  private static int axisOf(Config config) throws MalformedFileException {
    Object axis = config.get("axis");
    if (axis instanceof List<?> list && list.size() != 1) {
      throw config.malformed("expected to normalize along one axis, found " + axis);
    }
    return axis == null ? -1 : config.wholes("axis", 1)[0];
  }

  /// Requires the axis to be the last one of `x`, of so many channels; null for any number of them.
  private static void check(Tensor x, int axis, Tensor channels) {
    int rank = x.shape().rank();
    if (axis != -1 && axis != rank - 1) {
      throw new IllegalArgumentException(
          "expected to normalize along the last axis of %s, got axis %d"
              .formatted(x.shape(), axis));
    }
    if (channels != null && x.shape().dimension(-1) != channels.elements()) {
      throw new IllegalArgumentException(
          "expected […,%d], got %s".formatted(channels.elements(), x.shape()));
    }
  }

  private static Tensor filled(int length, float value) {
    Tensor tensor = Tensor.zeros(length);
    tensor.fill(value);
    return tensor;
  }

  /// `y = γ ⊙ (x − mean)/√(variance + ε) + β`, mean and variance of each row.
  record LayerNormalization(Tensor gamma, Tensor beta, int axis, float epsilon) implements Layer {
    static LayerNormalization read(Config config, Weights weights) throws MalformedFileException {
      if (config.flag("rms_scaling", false)) {
        throw config.malformed("expected to subtract the mean, found \"rms_scaling\"");
      }
      boolean scale = config.flag("scale", true);
      Tensor gamma = scale ? weights.take(0, "gamma", -1) : null;
      Tensor beta = config.flag("center", true) ? weights.take(scale ? 1 : 0, "beta", -1) : null;
      int width = gamma != null ? gamma.elements() : beta != null ? beta.elements() : 0;
      if (gamma != null && beta != null && beta.elements() != width) {
        throw config.malformed(
            "expected as many betas as gammas, %d, found %d".formatted(width, beta.elements()));
      }
      return new LayerNormalization(
          gamma == null && beta != null ? filled(width, 1) : gamma,
          beta == null && gamma != null ? filled(width, 0) : beta,
          axisOf(config),
          config.number("epsilon"));
    }

    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      check(x, axis, gamma);
      int width = x.shape().dimension(-1);
      int rows = width == 0 ? 0 : x.elements() / width;
      Tensor matrix = x.reshape(rows, width);
      Tensor y = Tensor.zeros(rows, width);
      Tensor z = Tensor.zeros(rows, width);
      Tensor scales = Tensor.zeros(rows);
      engine.kernels().layerNorm().forward(matrix, gamma, beta, epsilon, y, z, scales);
      return List.of(inputs.getFirst().with(y.reshape(x.shape())));
    }

    @Override
    public String describe() {
      return "last axis, epsilon " + epsilon;
    }

    @Override
    public void addTo(String name, Map<String, Tensor> tensors) {
      if (gamma != null) {
        tensors.put(name + "weight", gamma);
        tensors.put(name + "bias", beta);
      }
    }
  }

  /// `y = γ ⊙ (x − mean)/√(variance + ε) + β`, mean and variance as they were in training.
  record BatchNormalization(
      Tensor gamma, Tensor beta, Tensor mean, Tensor variance, int axis, float epsilon)
      implements Layer {
    static BatchNormalization read(Config config, Weights weights) throws MalformedFileException {
      int index = 0;
      Tensor gamma = config.flag("scale", true) ? weights.take(index++, "gamma", -1) : null;
      Tensor beta = config.flag("center", true) ? weights.take(index++, "beta", -1) : null;
      Tensor mean = weights.take(index++, "moving_mean", -1);
      int width = mean.elements();
      Tensor variance = weights.take(index, "moving_variance", width);
      for (Tensor tensor : new Tensor[] {gamma, beta}) {
        if (tensor != null && tensor.elements() != width) {
          throw config.malformed(
              "expected as many gammas and betas as means, %d, found %d"
                  .formatted(width, tensor.elements()));
        }
      }
      return new BatchNormalization(
          gamma == null ? filled(width, 1) : gamma,
          beta == null ? filled(width, 0) : beta,
          mean,
          variance,
          axisOf(config),
          config.number("epsilon"));
    }

    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      check(x, axis, mean);
      int width = mean.elements();
      Tensor y = Tensor.zeros(x.shape());
      for (int i = 0; i < y.elements(); i++) {
        int channel = i % width;
        float scale = gamma.data()[channel] / (float) Math.sqrt(variance.data()[channel] + epsilon);
        y.data()[i] =
            Math.fma(x.data()[x.offset() + i] - mean.data()[channel], scale, beta.data()[channel]);
      }
      return List.of(inputs.getFirst().with(y));
    }

    @Override
    public String describe() {
      return "%d channels, epsilon %s".formatted(mean.elements(), epsilon);
    }

    @Override
    public void addTo(String name, Map<String, Tensor> tensors) {
      tensors.put(name + "weight", gamma);
      tensors.put(name + "bias", beta);
      tensors.put(name + "running_mean", mean);
      tensors.put(name + "running_var", variance);
    }
  }
}

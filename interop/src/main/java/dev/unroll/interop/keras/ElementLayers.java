package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;
import java.util.List;

/// Layers without weights that look at single numbers or steps.
final class ElementLayers {
  private ElementLayers() {}

  /// What does nothing outside of training, and what says where the model begins.
  record Same(String what) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      return List.of(inputs.getFirst());
    }

    @Override
    public String describe() {
      return what;
    }
  }

  /// `y = φ(x)`.
  record Function(Activation activation) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Value input = inputs.getFirst();
      return List.of(input.with(activation.apply(engine, input.tensor())));
    }

    @Override
    public String describe() {
      return activation.toString();
    }
  }

  /// `y = x` for x above the threshold, at most the maximum, else the slope times (x − threshold).
  record Rectifier(float slope, float threshold, float maximum) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Value input = inputs.getFirst();
      Tensor x = input.tensor();
      Tensor y = Tensor.zeros(x.shape());
      for (int i = 0; i < y.elements(); i++) {
        float value = x.data()[x.offset() + i];
        y.data()[i] = value >= threshold ? Math.min(value, maximum) : slope * (value - threshold);
      }
      return List.of(input.with(y));
    }

    @Override
    public String describe() {
      return "relu of slope %s, threshold %s, maximum %s".formatted(slope, threshold, maximum);
    }
  }

  /// Steps whose numbers are all equal to a value are not there: they are masked, and 0.
  record Masking(float value) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      if (x.shape().rank() < 2) {
        throw new IllegalArgumentException("masking expects [N,T,C], got " + x.shape());
      }
      int width = x.shape().dimension(-1);
      int steps = width == 0 ? 0 : x.elements() / width;
      boolean[] mask = new boolean[steps];
      Tensor y = Tensor.zeros(x.shape());
      for (int step = 0; step < steps; step++) {
        int at = x.offset() + step * width;
        for (int i = 0; i < width; i++) {
          mask[step] |= x.data()[at + i] != value;
        }
        if (mask[step]) {
          System.arraycopy(x.data(), at, y.data(), step * width, width);
        }
      }
      return List.of(new Value(y, mask));
    }

    @Override
    public String describe() {
      return "masks steps of " + value;
    }
  }
}

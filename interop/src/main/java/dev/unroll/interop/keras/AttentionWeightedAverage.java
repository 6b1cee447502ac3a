package dev.unroll.interop.keras;

import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// The mean of the steps of `[N,T,C]`, weighted by attention, `[N,C]`; masked steps have no weight:
///
///     w = softmax over time of x·W        y = Σ_t w[t] x[t]
///
/// A custom layer of textgenrnn (Woolf 2017), from DeepMoji (Felbo et al. 2017).
///
/// @param weight `W [C,1]`
/// @param attention whether the weights `[N,T]` are a second output
record AttentionWeightedAverage(Tensor weight, boolean attention) implements Layer {
  static AttentionWeightedAverage read(Config config, Weights weights)
      throws MalformedFileException {
    String name = config.text("name") + "_W";
    return new AttentionWeightedAverage(
        weights.take(0, name, -1, 1), config.flag("return_attention", false));
  }

  @Override
  public List<Value> call(Engine engine, List<Value> inputs) {
    Tensor x = inputs.getFirst().tensor();
    boolean[] mask = inputs.getFirst().mask();
    int width = weight.shape().dimension(0);
    int batch = x.shape().rank() == 3 ? x.shape().dimension(0) : 0;
    int steps = x.shape().rank() == 3 ? x.shape().dimension(1) : 0;
    Checks.shape("attention-weighted average [N,T,C]", x, batch, steps, width);
    Tensor scores = Tensor.zeros(batch * steps, 1);
    DenseLayer.multiplyAdd(engine, x, weight, null, scores);
    for (int i = 0; mask != null && i < mask.length; i++) {
      if (!mask[i]) {
        scores.data()[i] = Float.NEGATIVE_INFINITY;
      }
    }
    Tensor weights = Tensor.zeros(batch, steps);
    Tensor rows = scores.reshape(batch, steps);
    engine.kernels().softmax().softmax(rows, weights, engine.workspace(), engine.workers());
    Tensor y = Tensor.zeros(Shape.of(batch, width));
    for (int row = 0; row < batch; row++) {
      for (int t = 0; t < steps; t++) {
        int step = row * steps + t;
        engine
            .kernels()
            .arithmetic()
            .addScaled(
                width,
                weights.data()[step],
                x.data(),
                x.offset() + step * width,
                y.data(),
                row * width);
      }
    }
    List<Value> outputs = new ArrayList<>();
    outputs.add(Value.of(y));
    if (attention) {
      outputs.add(Value.of(weights));
    }
    return outputs;
  }

  @Override
  public String describe() {
    return weight.shape().dimension(0) + " channels, over time";
  }

  @Override
  public void addTo(String name, Map<String, Tensor> tensors) {
    tensors.put(name + "weight", RecurrentCell.transpose(weight));
  }
}

package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// A row of `weight [V,E]` for each id; with `maskZero`, id 0 is a step that is not there.
record EmbeddingLayer(Tensor weight, boolean maskZero) implements Layer {
  static EmbeddingLayer read(Config config, Weights weights) throws MalformedFileException {
    Tensor table =
        weights.take(0, "embeddings", config.size("input_dim"), config.size("output_dim"));
    return new EmbeddingLayer(table, config.flag("mask_zero", false));
  }

  @Override
  public List<Value> call(Engine engine, List<Value> inputs) {
    Tensor ids = inputs.getFirst().tensor();
    int words = weight.shape().dimension(0);
    int width = weight.shape().dimension(1);
    int[] extents = Arrays.copyOf(ids.shape().dimensions(), ids.shape().rank() + 1);
    extents[extents.length - 1] = width;
    Tensor y = Tensor.zeros(Shape.of(extents));
    boolean[] mask = maskZero ? new boolean[ids.elements()] : null;
    for (int i = 0; i < ids.elements(); i++) {
      float id = ids.data()[ids.offset() + i];
      if (!(id >= 0 && id < words) || id != (int) id) {
        throw new IllegalArgumentException(
            "an embedding expects ids from 0 to %d, got %s".formatted(words - 1, id));
      }
      System.arraycopy(
          weight.data(), weight.offset() + (int) id * width, y.data(), i * width, width);
      if (maskZero) {
        mask[i] = id != 0;
      }
    }
    return List.of(new Value(y, mask));
  }

  @Override
  public String describe() {
    return "%d ids -> %d%s"
        .formatted(
            weight.shape().dimension(0),
            weight.shape().dimension(1),
            maskZero ? ", id 0 masked" : "");
  }

  @Override
  public void addTo(String name, Map<String, Tensor> tensors) {
    tensors.put(name + "weight", weight);
  }
}

package dev.unroll.interop;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.keras.KerasFile;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Weights of Keras without an architecture.
record KerasWeightsImport(KerasFile file, Map<String, NdArray> weights) implements ImportedModel {
  KerasWeightsImport(KerasFile file) throws MalformedFileException {
    this(file, file.weights());
  }

  @Override
  public List<String> description() {
    List<String> lines = new ArrayList<>();
    lines.add("format     Keras %s, weights alone".formatted(file.version()));
    weights.forEach((name, array) -> lines.add("weights    %s %s".formatted(name, array)));
    return lines;
  }

  @Override
  public String obstacle() {
    return "the file has weights and no architecture: give the model's .keras, .h5 or config.json file, too";
  }

  @Override
  public List<String> inputs() {
    return List.of();
  }

  @Override
  public Map<String, NdArray> run(Map<String, NdArray> inputs) {
    throw new IllegalArgumentException(obstacle());
  }

  @Override
  public Map<String, NdArray> tensors() {
    return weights;
  }
}

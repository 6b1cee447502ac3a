package dev.unroll.interop;

import dev.unroll.core.Tensor;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.keras.KerasFile;
import dev.unroll.interop.keras.KerasModel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A model of Keras.
///
/// @param architecture the file that the architecture is from; null where it is the same
record KerasImport(KerasFile file, KerasModel model, Path architecture) implements ImportedModel {
  @Override
  public List<String> description() {
    List<String> lines = new ArrayList<>();
    lines.add("format     Keras " + (model.version().isEmpty() ? "2" : model.version()));
    if (architecture != null) {
      lines.add("layers of  " + architecture);
    }
    for (KerasModel.LayerInfo layer : model.layers()) {
      lines.add("layer      %s %s: %s".formatted(layer.name(), layer.kind(), layer.description()));
    }
    lines.add("inputs     " + String.join(", ", model.inputs()));
    lines.add("outputs    " + String.join(", ", model.outputs()));
    return lines;
  }

  @Override
  public String obstacle() {
    return null;
  }

  @Override
  public List<String> inputs() {
    return model.inputs();
  }

  @Override
  public Map<String, NdArray> run(Map<String, NdArray> inputs) {
    List<Tensor> results = model.run(NamedArrays.ordered(model.inputs(), inputs));
    Map<String, NdArray> outputs = new LinkedHashMap<>();
    for (int i = 0; i < results.size(); i++) {
      outputs.put(model.outputs().get(i), NdArray.of(results.get(i)));
    }
    return outputs;
  }

  @Override
  public Map<String, NdArray> tensors() {
    return NamedArrays.of(model.tensors());
  }
}

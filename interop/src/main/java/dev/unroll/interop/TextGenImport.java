package dev.unroll.interop;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.keras.KerasFile;
import dev.unroll.interop.keras.KerasModel;
import dev.unroll.interop.keras.TextGenRnn;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Weights of textgenrnn. Inputs are contexts `[N,T]`; or sequences `[T]` called `ids…`, for which the outputs
/// `logprob…` and `last_logprobs…` are what the model says of each next id, and of all ids behind the last but one.
record TextGenImport(KerasFile file, KerasModel model) implements ImportedModel {
  private static final String IDS = "ids";

  @Override
  public List<String> description() {
    List<String> lines = new ArrayList<>(new KerasImport(file, model, null).description());
    lines.set(0, "format     Keras %s, weights of textgenrnn".formatted(file.version()));
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
    Map<String, NdArray> outputs = new LinkedHashMap<>();
    for (Map.Entry<String, NdArray> input : inputs.entrySet()) {
      if (input.getKey().startsWith(IDS) && input.getValue().shape().rank() == 1) {
        score(input.getKey().substring(IDS.length()), input.getValue().ints(), outputs);
      } else {
        outputs.putAll(new KerasImport(file, model, null).run(Map.of("input", input.getValue())));
      }
    }
    return outputs;
  }

  private void score(String suffix, int[] ids, Map<String, NdArray> outputs) {
    int count = Math.max(0, ids.length - 1);
    Tensor p = model.run(TextGenRnn.contexts(ids, count));
    int words = p.shape().dimension(1);
    double[] next = new double[count];
    double[] last = new double[words];
    for (int i = 0; i < count; i++) {
      next[i] = StrictMath.log(p.get(i, ids[i + 1]));
    }
    for (int id = 0; count > 0 && id < words; id++) {
      last[id] = StrictMath.log(p.get(count - 1, id));
    }
    outputs.put("logprob" + suffix, NdArray.of(Shape.of(count), next));
    outputs.put("last_logprobs" + suffix, NdArray.of(Shape.of(words), last));
  }

  @Override
  public Map<String, NdArray> tensors() {
    return NamedArrays.of(model.tensors());
  }
}

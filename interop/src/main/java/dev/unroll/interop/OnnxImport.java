package dev.unroll.interop;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.OnnxModel;
import dev.unroll.interop.onnx.OnnxSession;
import dev.unroll.interop.onnx.OnnxTensor;
import dev.unroll.interop.onnx.OnnxValue;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// An ONNX model.
///
/// @param obstacle why it cannot be run; null if it can
record OnnxImport(OnnxModel model, String obstacle) implements ImportedModel {
  private static final int CONTEXT = 64;

  static OnnxImport of(OnnxModel model) {
    try {
      model.session();
      return new OnnxImport(model, null);
    } catch (MalformedFileException e) {
      return new OnnxImport(model, e.getMessage());
    }
  }

  @Override
  public List<String> description() {
    return model.describe().lines().toList();
  }

  @Override
  public List<String> inputs() {
    return model.inputs().stream()
        .filter(input -> !input.isOptional())
        .map(OnnxValue::name)
        .toList();
  }

  @Override
  public Map<String, NdArray> run(Map<String, NdArray> inputs) throws IOException {
    OnnxSession session = model.session();
    if (inputs.size() == 1 && inputs.containsKey("signal") && takesSound()) {
      return sound(session, inputs.get("signal"));
    }
    Map<String, OnnxTensor> given = new LinkedHashMap<>();
    List<String> required = inputs();
    for (OnnxValue input : model.inputs()) {
      NdArray value =
          required.size() == 1 && inputs.size() == 1 && required.contains(input.name())
              ? inputs.values().iterator().next()
              : inputs.get(input.name());
      if (value != null) {
        given.put(input.name(), tensor(input.type(), value));
      }
    }
    return arrays(session.run(given));
  }

  /// Whether it is Silero VAD: a chunk of sound and a state go in, a probability and a state come out.
  private boolean takesSound() {
    return inputs().equals(List.of("input", "state")) && model.outputs().size() == 2;
  }

  private Map<String, NdArray> sound(OnnxSession session, NdArray signal) {
    List<String> outputs = model.outputs().stream().map(OnnxValue::name).toList();
    float[] input = new float[CONTEXT + 512];
    return SileroRecipe.run(
        signal,
        (chunk, state) -> {
          System.arraycopy(input, input.length - CONTEXT, input, 0, CONTEXT);
          System.arraycopy(chunk, 0, input, CONTEXT, chunk.length);
          Map<String, OnnxTensor> results =
              session.run(
                  Map.of(
                      "input",
                      OnnxTensor.of(Tensor.wrap(input, 0, Shape.of(1, input.length))),
                      "state",
                      OnnxTensor.of(Tensor.wrap(state, 0, Shape.of(2, 1, SileroRecipe.HIDDEN)))));
          float[] next = results.get(outputs.get(1)).tensor().toArray();
          System.arraycopy(next, 0, state, 0, state.length);
          return results.get(outputs.get(0)).tensor().toArray()[0];
        });
  }

  private static OnnxTensor tensor(ElementType type, NdArray value) {
    if (type == null) {
      return value.isFloat()
          ? OnnxTensor.of(value.tensor())
          : OnnxTensor.of(value.shape(), value.longs());
    }
    return type.isReal()
        ? OnnxTensor.of(value.tensor())
        : OnnxTensor.of(type, value.shape(), value.longs());
  }

  private static Map<String, NdArray> arrays(Map<String, OnnxTensor> tensors) {
    Map<String, NdArray> arrays = new LinkedHashMap<>();
    tensors.forEach(
        (name, tensor) ->
            arrays.put(
                name,
                tensor.isReal()
                    ? NdArray.of(tensor.tensor())
                    : NdArray.of(tensor.shape(), tensor.longs())));
    return arrays;
  }

  @Override
  public Map<String, NdArray> tensors() throws IOException {
    return arrays(model.initializers());
  }
}

package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.DType;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A Keras model that runs: a `.keras` archive, a legacy `.h5` or `.hdf5` file, or weights beside an
/// architecture.
///
///     KerasModel model = KerasModel.read(Path.of("sentiment.keras"));
///     Tensor y = model.run(NdArray.of(Shape.of(1, 4), 12, 7, 3, 0));
///
/// Sequential and functional models of recurrent layers (both kinds of GRU, any activations, CuDNN's weights,
/// either direction or both), Embedding, Dense, Conv1D, Conv2D, pooling, normalization, merging, masking and
/// reshaping layers, models within models; others are refused by name when the file is read. Dropout does
/// nothing, and a stateful layer begins anew with each run. Arrays are batch-first, `[N,T,C]`, as in Keras.
///
/// A model is immutable, and any number of threads may run it; each run takes fresh memory.
public final class KerasModel {
  /// Larger whole numbers are no floats.
  private static final long MAX_ID = 1 << 24;

  private final Graph graph;
  private final KerasVersion version;
  private final List<String> inputs;
  private final List<String> outputs;

  KerasModel(Graph graph, KerasVersion version) {
    this.graph = graph;
    this.version = version;
    List<String> ins = new ArrayList<>();
    for (int input : graph.inputs()) {
      ins.add(graph.steps().get(input).name());
    }
    List<String> outs = new ArrayList<>();
    for (Graph.Reference output : graph.outputs()) {
      String name = graph.steps().get(output.step()).name();
      outs.add(output.output() == 0 && !outs.contains(name) ? name : name + "." + output.output());
    }
    this.inputs = Collections.unmodifiableList(ins);
    this.outputs = Collections.unmodifiableList(outs);
  }

  /// A layer as a model uses it.
  ///
  /// @param name its name
  /// @param kind its class in Keras
  /// @param description extents, functions, and what it runs on
  public record LayerInfo(String name, String kind, String description) {}

  /// Reads a model with its weights: a `.keras` archive or a legacy `.h5` file.
  ///
  /// @throws MalformedFileException for whatever is wrong with the file or not known here
  /// @throws IOException if the reading fails
  public static KerasModel read(Path path) throws IOException {
    return KerasFile.read(path).model();
  }

  /// Reads the weights of a model whose architecture is in another file: a `config.json`, a `.keras` archive
  /// or a legacy `.h5` file.
  ///
  /// @throws MalformedFileException for whatever is wrong with either file or not known here
  /// @throws IOException if the reading fails
  public static KerasModel read(Path weights, Path architecture) throws IOException {
    return KerasFile.read(weights).model(KerasFile.read(architecture));
  }

  /// The names of the inputs, in order: those of the input layers.
  public List<String> inputs() {
    return inputs;
  }

  /// The names of the outputs, in order: those of the layers that give them.
  public List<String> outputs() {
    return outputs;
  }

  /// Which Keras wrote the model; empty if the file does not say.
  public String version() {
    return version.text();
  }

  /// The layers in the order in which they run.
  public List<LayerInfo> layers() {
    List<LayerInfo> infos = new ArrayList<>();
    for (Graph.Step step : graph.steps()) {
      if (step.first()) {
        infos.add(new LayerInfo(step.name(), step.kind(), step.layer().describe()));
      }
    }
    return infos;
  }

  /// The weights by the names and in the layouts of `torch.nn`, a layer's name before each:
  /// `lstm.weight_ih_l0`. A GRU that resets before the product, which `torch.nn` does not know, has the names
  /// of this library's [dev.unroll.models.layer.Cell#GRU], `gru.gru_weight_ih_l0`, and its blocks r, u, n.
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    graph.addTo("", tensors);
    return tensors;
  }

  /// Runs a model of one input and one output.
  ///
  /// @param input ids or numbers, batch first
  /// @throws IllegalArgumentException if it does not fit the model
  public Tensor run(NdArray input) {
    return run(List.of(input)).getFirst();
  }

  /// Runs the model.
  ///
  /// @param values in the order of [#inputs]
  /// @return in the order of [#outputs]
  /// @throws IllegalArgumentException if they do not fit the model
  public List<Tensor> run(List<NdArray> values) {
    List<Value> given = new ArrayList<>();
    for (NdArray value : values) {
      given.add(Value.of(tensor(value)));
    }
    List<Tensor> results = new ArrayList<>();
    for (Value result : graph.call(Engine.create(), given)) {
      results.add(result.tensor());
    }
    return results;
  }

  private static Tensor tensor(NdArray value) {
    if (value.shape().rank() == 0) {
      throw new IllegalArgumentException("expected an input with a batch axis, got a scalar");
    }
    if (!value.isFloat() && value.dtype() != DType.BOOL) {
      for (long number : value.longs()) {
        if (Math.abs(number) > MAX_ID) {
          throw new IllegalArgumentException(
              "expected whole numbers of at most 2^24, got " + number);
        }
      }
    }
    return value.tensor();
  }
}

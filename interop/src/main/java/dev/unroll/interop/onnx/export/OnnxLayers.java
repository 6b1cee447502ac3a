package dev.unroll.interop.onnx.export;

import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.export.OnnxGraph.Wire;
import dev.unroll.models.layer.RecurrentOptions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Writes layers into a graph. Everything is time-major, as the layers are: `[T,N,…]`.
public final class OnnxLayers {
  private OnnxLayers() {}

  /// The vectors of ids: an `Embedding`, parameter `weight`.
  public static Wire embedding(OnnxGraph graph, Parameters parameters, Wire ids) {
    return graph.node("Gather", weights(graph, parameters, "weight"), ids);
  }

  /// `y = W x + b`: a `Linear`, parameters `weight` and perhaps `bias`.
  public static Wire linear(OnnxGraph graph, Parameters parameters, Wire x) {
    return linear(graph, parameters, "weight", "bias", x);
  }

  static Wire linear(
      OnnxGraph graph, Parameters parameters, String weightName, String biasName, Wire x) {
    Tensor weight = parameters.get(weightName);
    int outputs = weight.shape().dimension(0);
    int inputs = weight.shape().dimension(1);
    Tensor transposed = Tensor.zeros(inputs, outputs);
    for (int i = 0; i < inputs; i++) {
      for (int o = 0; o < outputs; o++) {
        transposed.set(weight.get(o, i), i, o);
      }
    }
    Wire y =
        graph.node(
            "MatMul", x, graph.weights(parameters.name(weightName + "_transposed"), transposed));
    return parameters.has(biasName)
        ? graph.node("Add", y, weights(graph, parameters, biasName))
        : y;
  }

  /// `y = W x + b` where W is an embedding's table and only the bias is the layer's own.
  static Wire tied(OnnxGraph graph, Parameters embedding, Parameters own, Wire x) {
    Wire table = weights(graph, embedding, "weight");
    Wire transposed = graph.node("Transpose", List.of(table), Map.of("perm", new long[] {1, 0}));
    return graph.node("Add", graph.node("MatMul", x, transposed), weights(graph, own, "bias"));
  }

  /// A `LayerNorm`, parameters `weight` and `bias` with what a recurrent stack puts around their names.
  static Wire layerNorm(
      OnnxGraph graph, Parameters parameters, String prefix, String suffix, float epsilon, Wire x) {
    return graph.node(
        "LayerNormalization",
        List.of(
            x,
            weights(graph, parameters, prefix + "weight" + suffix),
            weights(graph, parameters, prefix + "bias" + suffix)),
        Map.of("axis", -1, "epsilon", epsilon));
  }

  /// A parameter as it is.
  static Wire weights(OnnxGraph graph, Parameters parameters, String name) {
    return graph.weights(parameters.name(name), parameters.get(name));
  }

  /// What recurrent layers give.
  ///
  /// @param y `[T,N,outputs]`, zero past a row's length
  /// @param h each layer's last hidden states `[D,N,P]`
  /// @param c each layer's last cell states `[D,N,H]`; empty for cells that have none
  public record Recurrence(Wire y, List<Wire> h, List<Wire> c) {}

  /// The layers of a `Recurrent`.
  ///
  /// @param x `[T,N,C]`, or ids `[T,N]` of int64 where the lowest layer reads tokens
  /// @param tokens whether `x` are ids
  /// @param lengths the rows' steps `[N]` of int32; null where all rows are as long as x
  /// @param h each layer's first hidden states `[D,N,P]`; null for zeros or the learned ones
  /// @param c each layer's first cell states `[D,N,H]`; null as `h`, and for cells that have none
  /// @throws IllegalArgumentException for a cell that is not one of the library's
  public static Recurrence recurrent(
      OnnxGraph graph,
      Parameters parameters,
      RecurrentOptions options,
      Wire x,
      boolean tokens,
      Wire lengths,
      List<Wire> h,
      List<Wire> c) {
    return new RecurrentWriter(graph, parameters, options, lengths).write(x, tokens, h, c);
  }

  /// The last states of the top layer, both directions side by side: `[N,D·P]`.
  public static Wire lastState(OnnxGraph graph, RecurrentOptions options, Recurrence of) {
    Wire top = of.h().getLast();
    Wire byRow = graph.node("Transpose", List.of(top), Map.of("perm", new long[] {1, 0, 2}));
    return graph.node("Reshape", byRow, graph.wholes(0, -1));
  }

  /// 1 at the steps of a row, 0 past its length: `[T,N,1]`.
  ///
  /// @param x of which the outermost axis is T
  static Wire mask(OnnxGraph graph, Wire x, Wire lengths) {
    Wire steps =
        graph.node(
            "Squeeze",
            graph.node("Shape", List.of(x), Map.of("start", 0, "end", 1)),
            graph.wholes(0));
    Wire time = graph.node("Range", graph.whole(0), steps, graph.whole(1));
    Wire column = graph.node("Unsqueeze", time, graph.wholes(1));
    Wire wide = graph.node("Cast", List.of(lengths), Map.of("to", 7));
    Wire inside = graph.node("Less", column, wide);
    Wire numbers = graph.node("Cast", List.of(inside), Map.of("to", 1));
    return graph.node("Unsqueeze", numbers, graph.wholes(2));
  }

  /// Joined along the innermost axis.
  static Wire join(OnnxGraph graph, List<Wire> parts) {
    return parts.size() == 1
        ? parts.getFirst()
        : graph.node("Concat", new ArrayList<>(parts), Map.of("axis", -1));
  }
}

package dev.unroll.interop.onnx.export;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.format.Attribute;
import dev.unroll.interop.onnx.format.Graph;
import dev.unroll.interop.onnx.format.Model;
import dev.unroll.interop.onnx.format.ModelWriter;
import dev.unroll.interop.onnx.format.Node;
import dev.unroll.interop.onnx.format.TensorData;
import dev.unroll.interop.onnx.format.ValueInfo;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts an ONNX model together, node by node:
///
///     OnnxGraph graph = new OnnxGraph("classifier");
///     Wire x = graph.input("x", ElementType.FLOAT, "batch", 3);
///     Wire y = graph.node("Softmax", List.of(OnnxLayers.linear(graph, linear, x)), Map.of("axis", -1));
///     graph.output("y", y, ElementType.FLOAT, "batch", 5);
///     byte[] file = graph.toByteArray();
///
/// Values get names of their operators and a number; constants are shared where they are equal. Whether operators
/// fit together is for whoever reads the file to check. Opset 17 and IR 8, which ONNX Runtime reads from 1.13 on.
public final class OnnxGraph {
  /// The version of the operators.
  public static final int OPSET = 17;

  private static final int IR_VERSION = 8;

  private final String name;

  /// The graph around this one, which holds the constants of both; null of the outermost.
  private final OnnxGraph around;

  private final List<Node> nodes = new ArrayList<>();
  private final List<ValueInfo> inputs = new ArrayList<>();
  private final List<ValueInfo> outputs = new ArrayList<>();
  private final Map<String, TensorData> constants = new LinkedHashMap<>();
  private final Map<String, String> metadata = new LinkedHashMap<>();
  private int count;

  /// A value of the graph.
  public record Wire(String name) {
    /// An input that is absent.
    static final Wire NONE = new Wire("");
  }

  /// A graph without nodes.
  public OnnxGraph(String name) {
    this(name, null);
  }

  private OnnxGraph(String name, OnnxGraph around) {
    this.name = name;
    this.around = around;
  }

  /// A graph for an attribute of one of this graph's nodes; it sees this graph's values.
  OnnxGraph inner(String innerName) {
    return new OnnxGraph(innerName, this);
  }

  /// Says something about the model.
  public void metadata(String key, String value) {
    metadata.put(key, value);
  }

  /// An input.
  ///
  /// @param dimensions an extent for each axis: a number, or the name of one that is open
  public Wire input(String input, ElementType type, Object... dimensions) {
    inputs.add(info(input, type, dimensions));
    return new Wire(input);
  }

  /// Makes a value an output.
  ///
  /// @param dimensions as for [#input]
  public void output(String output, Wire value, ElementType type, Object... dimensions) {
    outputs.add(info(output, type, dimensions));
    nodes.add(new Node(output, "Identity", "", List.of(value.name()), List.of(output), Map.of()));
  }

  private static ValueInfo info(String name, ElementType type, Object... dimensions) {
    List<ValueInfo.Dimension> extents = new ArrayList<>();
    for (Object dimension : dimensions) {
      extents.add(
          dimension instanceof Integer extent
              ? new ValueInfo.Dimension(extent, "")
              : new ValueInfo.Dimension(-1, dimension.toString()));
    }
    return new ValueInfo(name, type.code(), true, extents);
  }

  /// Real numbers, say weights, under a name that tells them apart.
  ///
  /// @throws IllegalArgumentException if others have this name
  public Wire weights(String weights, Tensor tensor) {
    return constant(
        weights,
        new TensorData(weights, ElementType.FLOAT, tensor.shape(), tensor.toArray(), null));
  }

  /// A single real number.
  public Wire number(float value) {
    String label = Float.toString(value).replace('.', '_').replace('-', 'm');
    return constant(
        "number_" + label,
        new TensorData(
            "number_" + label, ElementType.FLOAT, Shape.SCALAR, new float[] {value}, null));
  }

  /// A row of whole numbers.
  public Wire wholes(long... values) {
    StringBuilder label = new StringBuilder("wholes");
    for (long value : values) {
      label.append('_').append(Long.toString(value).replace('-', 'm'));
    }
    return constant(
        label.toString(),
        new TensorData(
            label.toString(), ElementType.INT64, Shape.of(values.length), null, values.clone()));
  }

  /// A single whole number.
  public Wire whole(long value) {
    String label = "whole_" + Long.toString(value).replace('-', 'm');
    return constant(
        label, new TensorData(label, ElementType.INT64, Shape.SCALAR, null, new long[] {value}));
  }

  private Wire constant(String label, TensorData data) {
    if (around != null) {
      return around.constant(label, data);
    }
    TensorData before = constants.putIfAbsent(label, data);
    if (before != null
        && !(before.shape().equals(data.shape())
            && Arrays.equals(before.floats(), data.floats())
            && Arrays.equals(before.longs(), data.longs()))) {
      throw new IllegalArgumentException("two different constants are called " + label);
    }
    return new Wire(label);
  }

  /// A node of one output without attributes.
  public Wire node(String operator, Wire... in) {
    return node(operator, List.of(in), Map.of());
  }

  /// A node of one output.
  ///
  /// @param attributes values of type `Integer`, `Float`, `String`, `long[]` or `List<String>`
  public Wire node(String operator, List<Wire> in, Map<String, ?> attributes) {
    return node(operator, in, attributes, 1).getFirst();
  }

  /// A node.
  ///
  /// @param attributes as for [#node(String, List, Map)]
  /// @param outputCount how many outputs it has
  public List<Wire> node(
      String operator, List<Wire> in, Map<String, ?> attributes, int outputCount) {
    String label = fresh(operator);
    List<Wire> out = new ArrayList<>();
    for (int i = 0; i < outputCount; i++) {
      out.add(new Wire(outputCount == 1 ? label : label + "_" + i));
    }
    Map<String, Attribute> converted = new LinkedHashMap<>();
    attributes.keySet().stream()
        .sorted()
        .forEach(key -> converted.put(key, attribute(attributes.get(key))));
    nodes.add(
        new Node(
            label,
            operator,
            "",
            in.stream().map(Wire::name).toList(),
            out.stream().map(Wire::name).toList(),
            converted));
    return out;
  }

  /// Names are those of the outermost graph: an inner one must not hide them.
  private String fresh(String operator) {
    return around != null ? around.fresh(operator) : operator.toLowerCase() + "_" + count++;
  }

  @SuppressWarnings("unchecked")
  private static Attribute attribute(Object value) {
    return switch (value) {
      case Integer whole -> new Attribute.Whole(whole);
      case Float real -> new Attribute.Real(real);
      case String text -> new Attribute.Text(text);
      case long[] wholes -> new Attribute.Wholes(wholes);
      case OnnxGraph graph -> new Attribute.OfGraph(graph.graph());
      case List<?> texts -> new Attribute.Texts((List<String>) texts);
      default ->
          throw new IllegalArgumentException(
              "expected an Integer, Float, String, long[] or List<String>, got "
                  + value.getClass().getSimpleName());
    };
  }

  private Graph graph() {
    return new Graph(name, nodes, List.copyOf(constants.values()), inputs, outputs);
  }

  /// The file's bytes.
  public byte[] toByteArray() {
    return ModelWriter.write(
        new Model(IR_VERSION, "unroll", graph(), Map.of("", (long) OPSET), metadata));
  }
}

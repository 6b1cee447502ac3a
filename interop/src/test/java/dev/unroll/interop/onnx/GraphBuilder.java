package dev.unroll.interop.onnx;

import dev.unroll.core.Shape;
import dev.unroll.interop.onnx.format.Attribute;
import dev.unroll.interop.onnx.format.Graph;
import dev.unroll.interop.onnx.format.Model;
import dev.unroll.interop.onnx.format.ModelWriter;
import dev.unroll.interop.onnx.format.Node;
import dev.unroll.interop.onnx.format.TensorData;
import dev.unroll.interop.onnx.format.ValueInfo;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Puts models together for tests, right or wrong.
final class GraphBuilder {
  private final List<Node> nodes = new ArrayList<>();
  private final List<TensorData> initializers = new ArrayList<>();
  private final List<ValueInfo> inputs = new ArrayList<>();
  private final List<ValueInfo> outputs = new ArrayList<>();
  private long irVersion = 8;
  private long opset = 17;

  GraphBuilder opset(long version) {
    opset = version;
    return this;
  }

  GraphBuilder irVersion(long version) {
    irVersion = version;
    return this;
  }

  /// @param dims −1 for an open extent
  GraphBuilder input(String name, ElementType type, long... dims) {
    List<ValueInfo.Dimension> dimensions = new ArrayList<>();
    for (long dim : dims) {
      dimensions.add(new ValueInfo.Dimension(dim, ""));
    }
    inputs.add(new ValueInfo(name, type.code(), true, dimensions));
    return this;
  }

  GraphBuilder output(String name) {
    outputs.add(new ValueInfo(name, ElementType.FLOAT.code(), true, null));
    return this;
  }

  GraphBuilder floats(String name, Shape shape, float... values) {
    initializers.add(new TensorData(name, ElementType.FLOAT, shape, values, null));
    return this;
  }

  GraphBuilder longs(String name, Shape shape, long... values) {
    return wholes(name, ElementType.INT64, shape, values);
  }

  GraphBuilder wholes(String name, ElementType type, Shape shape, long... values) {
    initializers.add(new TensorData(name, type, shape, null, values));
    return this;
  }

  /// @param wires inputs and outputs, as in `"x w -> y"`; `_` for an absent input
  /// @param attributes names and values by turns
  GraphBuilder node(String operator, String wires, Object... attributes) {
    String[] sides = wires.split("->", -1);
    return node(operator, names(sides[0]), names(sides[1]), attributes);
  }

  private static List<String> names(String side) {
    List<String> names = new ArrayList<>();
    for (String name : side.strip().split(" +")) {
      if (!name.isEmpty()) {
        names.add(name.equals("_") ? "" : name);
      }
    }
    return names;
  }

  private GraphBuilder node(
      String operator, List<String> in, List<String> out, Object... attributes) {
    Map<String, Attribute> map = new LinkedHashMap<>();
    for (int i = 0; i < attributes.length; i += 2) {
      map.put((String) attributes[i], attribute(attributes[i + 1]));
    }
    int domain = operator.lastIndexOf('.');
    nodes.add(
        new Node(
            "",
            operator.substring(domain + 1),
            operator.substring(0, Math.max(0, domain)),
            in,
            out,
            map));
    return this;
  }

  private static Attribute attribute(Object value) {
    return switch (value) {
      case Integer i -> new Attribute.Whole(i);
      case Float f -> new Attribute.Real(f);
      case String s -> new Attribute.Text(s);
      case long[] longs -> new Attribute.Wholes(longs);
      case float[] floats -> new Attribute.Reals(floats);
      case String[] texts -> new Attribute.Texts(List.of(texts));
      case GraphBuilder graph -> new Attribute.OfGraph(graph.graph());
      case TensorData tensor -> new Attribute.OfTensor(tensor);
      default -> throw new IllegalArgumentException(value.toString());
    };
  }

  Graph graph() {
    return new Graph("graph", nodes, initializers, inputs, outputs);
  }

  byte[] bytes() {
    Model model = new Model(irVersion, "", graph(), Map.of("", opset), Map.of());
    return ModelWriter.write(model);
  }
}

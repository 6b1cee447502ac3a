package dev.unroll.interop.onnx.format;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.protobuf.ProtobufReader;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Reads the messages of an ONNX file. Fields that nothing here needs (documentation, declared shapes
/// between nodes, quantization, training, devices) are passed over.
public final class ModelReader {
  private ModelReader() {}

  /// The model that these bytes are.
  ///
  /// @param file what to call them in messages
  public static Model read(String file, byte[] bytes) throws MalformedFileException {
    ProtobufReader in = ProtobufReader.of(file, bytes);
    long irVersion = 0;
    String name = "";
    String version = "";
    Graph graph = null;
    Map<String, Long> opsets = new LinkedHashMap<>();
    Map<String, String> metadata = new LinkedHashMap<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> irVersion = in.varint();
        case 2 -> name = in.string();
        case 3 -> version = in.string();
        case 7 -> graph = graph(in.message());
        case 8 -> opset(in.message(), opsets);
        case 14 -> entry(in.message(), metadata);
        case 25 -> throw function(in.message());
        default -> {}
      }
    }
    if (graph == null || irVersion < 1) {
      throw in.malformed("expected an ONNX model, found no graph or no version of the format");
    }
    return new Model(
        irVersion, version.isEmpty() ? name : name + " " + version, graph, opsets, metadata);
  }

  private static void opset(ProtobufReader in, Map<String, Long> opsets)
      throws MalformedFileException {
    String domain = "";
    long version = 0;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> domain = domain(in.string());
        case 2 -> version = in.varint();
        default -> {}
      }
    }
    opsets.put(domain, version);
  }

  /// The standard operators' domain has two names.
  private static String domain(String name) {
    return name.equals("ai.onnx") ? "" : name;
  }

  static void entry(ProtobufReader in, Map<String, String> entries) throws MalformedFileException {
    String key = "";
    String value = "";
    while (in.next()) {
      switch (in.field()) {
        case 1 -> key = in.string();
        case 2 -> value = in.string();
        default -> {}
      }
    }
    entries.put(key, value);
  }

  private static MalformedFileException function(ProtobufReader in) throws MalformedFileException {
    String name = "";
    while (in.next()) {
      if (in.field() == 1) {
        name = in.string();
      }
    }
    return in.malformed(
        "the model defines the function %s; functions are not read: inline them"
                .formatted(MalformedFileException.quote(name))
            + " (onnx.inliner.inline_local_functions) and save the model again");
  }

  private static Graph graph(ProtobufReader in) throws MalformedFileException {
    String name = "";
    List<Node> nodes = new ArrayList<>();
    List<TensorData> initializers = new ArrayList<>();
    List<ValueInfo> inputs = new ArrayList<>();
    List<ValueInfo> outputs = new ArrayList<>();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> nodes.add(node(in.message()));
        case 2 -> name = in.string();
        case 5 -> initializers.add(TensorReader.read(in.message()));
        case 11 -> inputs.add(valueInfo(in.message()));
        case 12 -> outputs.add(valueInfo(in.message()));
        case 15 -> throw in.malformed("the model has sparse initializers, which are not read");
        default -> {}
      }
    }
    return new Graph(name, nodes, initializers, inputs, outputs);
  }

  private static Node node(ProtobufReader in) throws MalformedFileException {
    List<String> inputs = new ArrayList<>(2);
    List<String> outputs = new ArrayList<>(1);
    String name = "";
    String operator = "";
    String domain = "";
    Map<String, Attribute> attributes = Map.of();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> inputs.add(in.string());
        case 2 -> outputs.add(in.string());
        case 3 -> name = in.string();
        case 4 -> operator = in.string();
        case 5 -> {
          if (attributes.isEmpty()) {
            attributes = new LinkedHashMap<>(4);
          }
          attribute(in.message(), attributes);
        }
        case 7 -> domain = domain(in.string());
        default -> {}
      }
    }
    if (operator.isEmpty()) {
      throw in.malformed(
          "node %s: expected an operator, found none"
              .formatted(MalformedFileException.quote(name)));
    }
    return new Node(name, operator, domain, inputs, outputs, attributes);
  }

  private static void attribute(ProtobufReader in, Map<String, Attribute> attributes)
      throws MalformedFileException {
    String name = "";
    AttributeReader value = new AttributeReader();
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.string();
        case 6 -> value.graph = graph(in.message());
        case 21 ->
            throw in.malformed(
                "an attribute refers to %s of a function; functions are not read: inline them"
                    .formatted(MalformedFileException.quote(in.string())));
        default -> value.read(in);
      }
    }
    if (attributes.put(name, value.value()) != null) {
      throw in.malformed(
          "attribute %s: expected it once in its node, found it twice"
              .formatted(MalformedFileException.quote(name)));
    }
  }

  private static ValueInfo valueInfo(ProtobufReader in) throws MalformedFileException {
    String name = "";
    ValueInfo type = new ValueInfo("", 0, true, null);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> name = in.string();
        case 2 -> type = type(in.message());
        default -> {}
      }
    }
    return new ValueInfo(name, type.elementType(), type.isTensor(), type.dimensions());
  }

  private static ValueInfo type(ProtobufReader in) throws MalformedFileException {
    ValueInfo type = new ValueInfo("", 0, true, null);
    while (in.next()) {
      switch (in.field()) {
        case 1 -> type = tensorType(in.message());
        case 4, 5, 8, 9 -> type = new ValueInfo("", 0, false, null);
        default -> {}
      }
    }
    return type;
  }

  private static ValueInfo tensorType(ProtobufReader in) throws MalformedFileException {
    long elementType = 0;
    List<ValueInfo.Dimension> dimensions = null;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> elementType = in.varint();
        case 2 -> {
          dimensions = new ArrayList<>(4);
          ProtobufReader shape = in.message();
          while (shape.next()) {
            if (shape.field() == 1) {
              dimensions.add(dimension(shape.message()));
            }
          }
        }
        default -> {}
      }
    }
    return new ValueInfo("", elementType, true, dimensions);
  }

  private static ValueInfo.Dimension dimension(ProtobufReader in) throws MalformedFileException {
    ValueInfo.Dimension dimension = ValueInfo.Dimension.UNKNOWN;
    while (in.next()) {
      switch (in.field()) {
        case 1 -> dimension = new ValueInfo.Dimension(Math.max(-1, in.varint()), "");
        case 2 -> dimension = new ValueInfo.Dimension(-1, in.string());
        default -> {}
      }
    }
    return dimension;
  }
}

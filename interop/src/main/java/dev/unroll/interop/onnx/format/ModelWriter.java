package dev.unroll.interop.onnx.format;

import dev.unroll.interop.protobuf.ProtobufWriter;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;

/// Writes the messages of an ONNX file. Tensors' elements go into `raw_data`; real numbers of 16 and 64 bits are
/// not written, as nothing here holds them.
public final class ModelWriter {
  private ModelWriter() {}

  /// The bytes of a file.
  public static byte[] write(Model model) {
    ProtobufWriter out = new ProtobufWriter().varint(1, model.irVersion());
    if (!model.producer().isEmpty()) {
      out.string(2, model.producer());
    }
    out.message(7, graph(model.graph()));
    for (Map.Entry<String, Long> opset : model.opsets().entrySet()) {
      out.message(8, new ProtobufWriter().string(1, opset.getKey()).varint(2, opset.getValue()));
    }
    for (Map.Entry<String, String> entry : model.metadata().entrySet()) {
      out.message(14, new ProtobufWriter().string(1, entry.getKey()).string(2, entry.getValue()));
    }
    return out.toByteArray();
  }

  private static ProtobufWriter graph(Graph graph) {
    ProtobufWriter out = new ProtobufWriter();
    graph.nodes().forEach(node -> out.message(1, node(node)));
    out.string(2, graph.name());
    graph.initializers().forEach(initializer -> out.message(5, tensor(initializer)));
    graph.inputs().forEach(input -> out.message(11, valueInfo(input)));
    graph.outputs().forEach(output -> out.message(12, valueInfo(output)));
    return out;
  }

  private static ProtobufWriter node(Node node) {
    ProtobufWriter out = new ProtobufWriter();
    node.inputs().forEach(input -> out.string(1, input));
    node.outputs().forEach(output -> out.string(2, output));
    out.string(3, node.name()).string(4, node.operator());
    node.attributes().forEach((name, value) -> out.message(5, attribute(name, value)));
    if (!node.domain().isEmpty()) {
      out.string(7, node.domain());
    }
    return out;
  }

  private static ProtobufWriter attribute(String name, Attribute value) {
    ProtobufWriter out = new ProtobufWriter().string(1, name);
    return switch (value) {
      case Attribute.Real(float real) -> out.float32(2, real).varint(20, 1);
      case Attribute.Whole(long whole) -> out.varint(3, whole).varint(20, 2);
      case Attribute.Text(String text) -> out.string(4, text).varint(20, 3);
      case Attribute.OfTensor(TensorData tensor) -> out.message(5, tensor(tensor)).varint(20, 4);
      case Attribute.OfGraph(Graph graph) -> out.message(6, graph(graph)).varint(20, 5);
      case Attribute.Reals(float[] reals) -> out.floats(7, reals).varint(20, 6);
      case Attribute.Wholes(long[] wholes) -> out.varints(8, wholes).varint(20, 7);
      case Attribute.Texts(List<String> texts) -> {
        texts.forEach(text -> out.string(9, text));
        yield out.varint(20, 8);
      }
      case Attribute.Other(long type) -> out.varint(20, type);
    };
  }

  private static ProtobufWriter tensor(TensorData tensor) {
    ProtobufWriter out = new ProtobufWriter();
    long[] dims = new long[tensor.shape().rank()];
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = tensor.shape().dimension(axis);
    }
    out.varints(1, dims).varint(2, tensor.type().code());
    if (!tensor.name().isEmpty()) {
      out.string(8, tensor.name());
    }
    return out.bytes(9, raw(tensor));
  }

  private static byte[] raw(TensorData tensor) {
    int count = tensor.shape().elements();
    int bytes = tensor.type().bytes();
    ByteBuffer out =
        ByteBuffer.allocate(Math.multiplyExact(count, bytes)).order(ByteOrder.LITTLE_ENDIAN);
    if (tensor.floats() != null) {
      switch (tensor.type()) {
        case FLOAT -> out.asFloatBuffer().put(tensor.floats(), 0, count);
        default -> throw new IllegalArgumentException("expected float, got " + tensor.type());
      }
      return out.array();
    }
    for (int i = 0; i < count; i++) {
      long whole = tensor.longs()[i];
      switch (bytes) {
        case 1 -> out.put((byte) whole);
        case 2 -> out.putShort((short) whole);
        case 4 -> out.putInt((int) whole);
        default -> out.putLong(whole);
      }
    }
    return out.array();
  }

  private static ProtobufWriter valueInfo(ValueInfo info) {
    ProtobufWriter tensorType = new ProtobufWriter();
    if (info.elementType() != 0) {
      tensorType.varint(1, info.elementType());
    }
    if (info.dimensions() != null) {
      ProtobufWriter shape = new ProtobufWriter();
      for (ValueInfo.Dimension dimension : info.dimensions()) {
        ProtobufWriter extent = new ProtobufWriter();
        if (dimension.value() >= 0) {
          extent.varint(1, dimension.value());
        } else if (!dimension.parameter().isEmpty()) {
          extent.string(2, dimension.parameter());
        }
        shape.message(1, extent);
      }
      tensorType.message(2, shape);
    }
    return new ProtobufWriter()
        .string(1, info.name())
        .message(2, new ProtobufWriter().message(1, tensorType));
  }
}

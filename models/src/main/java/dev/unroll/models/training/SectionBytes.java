package dev.unroll.models.training;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Section;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.function.ObjIntConsumer;

/// Sections of shards as bytes, between processes of one run.
final class SectionBytes {
  private SectionBytes() {}

  /// Collects sections.
  static final class Writer {
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final DataOutputStream to = new DataOutputStream(bytes);

    void add(int shard, Section section) {
      try {
        to.writeInt(shard);
        to.writeUTF(section.name());
        to.writeInt(section.strings().size());
        for (Map.Entry<String, String> entry : section.strings().entrySet()) {
          to.writeUTF(entry.getKey());
          to.writeUTF(entry.getValue());
        }
        to.writeInt(section.tensors().size());
        for (Map.Entry<String, Tensor> entry : section.tensors().entrySet()) {
          to.writeUTF(entry.getKey());
          Tensor tensor = entry.getValue();
          to.writeInt(tensor.shape().rank());
          for (int i = 0; i < tensor.shape().rank(); i++) {
            to.writeInt(tensor.shape().dimension(i));
          }
          for (float value : tensor.toArray()) {
            to.writeFloat(value);
          }
        }
      } catch (IOException e) {
        throw new UncheckedIOException("a section cannot be sent", e);
      }
    }

    ByteBuffer bytes() {
      return ByteBuffer.wrap(bytes.toByteArray());
    }
  }

  /// Passes on the sections that [Writer] collected, each with its shard.
  static void read(ByteBuffer buffer, ObjIntConsumer<Section> to) {
    byte[] bytes = new byte[buffer.remaining()];
    buffer.get(bytes);
    try (DataInputStream from = new DataInputStream(new ByteArrayInputStream(bytes))) {
      while (from.available() > 0) {
        int shard = from.readInt();
        Section section = new Section(from.readUTF());
        for (int left = from.readInt(); left > 0; left--) {
          section.put(from.readUTF(), from.readUTF());
        }
        for (int left = from.readInt(); left > 0; left--) {
          String name = from.readUTF();
          int[] dimensions = new int[from.readInt()];
          for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = from.readInt();
          }
          Tensor tensor = Tensor.zeros(Shape.of(dimensions));
          for (int i = 0; i < tensor.elements(); i++) {
            tensor.data()[i] = from.readFloat();
          }
          section.put(name, tensor);
        }
        to.accept(section, shard);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("a section that a peer sent cannot be read", e);
    }
  }
}

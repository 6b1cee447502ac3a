package dev.unroll.interop.hdf5;

import dev.unroll.core.Shape;
import dev.unroll.core.io.MalformedFileException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// A group or a data set: messages, among them attributes.
public abstract sealed class Hdf5Object permits Hdf5Group, Hdf5Dataset {
  final Hdf5File file;
  final Hdf5Bytes bytes;
  final String path;
  final List<Message> messages;
  private Map<String, Attribute> attributes;

  Hdf5Object(Hdf5File file, String path, List<Message> messages) {
    this.file = file;
    this.bytes = file.bytes();
    this.path = path;
    this.messages = messages;
  }

  /// The names from the root on, beginning with `/`.
  public String path() {
    return path;
  }

  /// Whether there is an attribute of this name.
  public boolean hasAttribute(String name) throws MalformedFileException {
    return attributes().containsKey(name);
  }

  /// The elements of an attribute of strings; none where there is no such attribute, or one without
  /// elements.
  public List<String> strings(String name) throws MalformedFileException {
    Attribute attribute = attributes().get(name);
    if (attribute == null || attribute.shape().elements() == 0) {
      return List.of();
    }
    return attribute.strings(bytes, file.heaps());
  }

  /// An attribute of one string, or null where there is none of this name.
  public String string(String name) throws MalformedFileException {
    List<String> strings = strings(name);
    return strings.isEmpty() ? null : strings.getFirst();
  }

  /// The one message of a type, or null.
  Message message(int type) throws MalformedFileException {
    for (Message message : messages) {
      if (message.type() == type) {
        if (message.shared()) {
          throw bytes.malformed(
              "%s: expected its own type and shape, found ones that are shared (committed)"
                  .formatted(path));
        }
        return message;
      }
    }
    return null;
  }

  private Map<String, Attribute> attributes() throws MalformedFileException {
    if (attributes == null) {
      Map<String, Attribute> found = new LinkedHashMap<>();
      for (Message message : messages) {
        if (message.type() == Message.ATTRIBUTE) {
          readAttribute(message, found);
        } else if (message.type() == Message.ATTRIBUTE_INFO) {
          checkNotDense(message);
        }
      }
      attributes = found;
    }
    return attributes;
  }

  private void checkNotDense(Message message) throws MalformedFileException {
    boolean ordered = message.length() >= 2 && (bytes.u8(message.begin() + 1) & 1) != 0;
    int heap = message.begin() + (ordered ? 4 : 2);
    if (heap + 8 > message.end() || bytes.u64(heap) != Hdf5Bytes.NONE) {
      throw bytes.malformed(
          path
              + ": expected attributes in the object's header, found them in dense storage; write the"
              + " file with libver='earliest'");
    }
  }

  private void readAttribute(Message message, Map<String, Attribute> found)
      throws MalformedFileException {
    int at = message.begin();
    int version = message.length() >= 8 ? bytes.u8(at) : 0;
    if (version < 1 || version > 3 || version > 1 && bytes.u8(at + 1) != 0) {
      throw bytes.malformed(
          "%s: expected attributes of version 1 to 3 with types of their own, found version %d"
              .formatted(path, version));
    }
    int padding = version == 1 ? 7 : 0;
    int nameSize = bytes.u16(at + 2);
    int typeSize = bytes.u16(at + 4);
    int spaceSize = bytes.u16(at + 6);
    int name = at + (version == 3 ? 9 : 8);
    int type = name + (nameSize + padding & ~padding);
    int space = type + (typeSize + padding & ~padding);
    int data = space + (spaceSize + padding & ~padding);
    if (data > message.end()) {
      throw bytes.malformed(
          "%s: expected an attribute of at most %d bytes, found more"
              .formatted(path, message.length()));
    }
    String text = bytes.text(name, nameSize);
    String what = "attribute %s of %s".formatted(MalformedFileException.quote(text), path);
    Hdf5Type elements = Hdf5Type.read(bytes, what, type, type + typeSize);
    Shape shape = Hdf5Space.read(bytes, what, space, space + spaceSize);
    long length = (long) shape.elements() * elements.size();
    if (length > message.end() - data) {
      throw bytes.malformed(
          "%s: expected %d bytes for %s, found %d"
              .formatted(what, length, shape, message.end() - data));
    }
    found.put(text, new Attribute(what, elements, shape, data));
  }

  /// The names of the objects that make a path.
  static List<String> parts(String path) {
    List<String> parts = new ArrayList<>();
    for (String part : path.split("/")) {
      if (!part.isEmpty()) {
        parts.add(part);
      }
    }
    return parts;
  }
}

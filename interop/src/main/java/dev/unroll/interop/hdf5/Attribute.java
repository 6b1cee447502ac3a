package dev.unroll.interop.hdf5;

import dev.unroll.core.Shape;
import dev.unroll.core.io.MalformedFileException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// An attribute of a group or a data set.
///
/// @param what its name for messages
/// @param data where its elements begin
record Attribute(String what, Hdf5Type type, Shape shape, int data) {
  /// The elements of an attribute of strings, of fixed or variable length.
  List<String> strings(Hdf5Bytes bytes, GlobalHeaps heaps) throws MalformedFileException {
    List<String> strings = new ArrayList<>();
    for (int i = 0; i < shape.elements(); i++) {
      int at = data + i * type.size();
      strings.add(
          switch (type.kind()) {
            case FIXED_STRING -> fixed(bytes, at);
            case VARIABLE_STRING -> variable(bytes, heaps, at);
            default -> throw bytes.malformed(what + ": expected strings, found " + type.name());
          });
    }
    return strings;
  }

  private String fixed(Hdf5Bytes bytes, int at) throws MalformedFileException {
    bytes.spend(type.size());
    return bytes.text(at, type.size());
  }

  private String variable(Hdf5Bytes bytes, GlobalHeaps heaps, int at)
      throws MalformedFileException {
    long length = bytes.u32(at);
    if (length == 0) {
      return "";
    }
    ByteBuffer object = heaps.object(what, bytes.u64(at + 4), (int) bytes.u32(at + 12));
    if (length > object.remaining()) {
      throw bytes.malformed(
          "%s: expected text of at most %d bytes, found %d"
              .formatted(what, object.remaining(), length));
    }
    bytes.spend(length);
    String text = StandardCharsets.UTF_8.decode(object.slice(0, (int) length)).toString();
    int end = text.indexOf('\0');
    return end < 0 ? text : text.substring(0, end);
  }
}

package dev.unroll.interop.hdf5;

import dev.unroll.core.Shape;
import dev.unroll.core.io.DType;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import java.nio.ByteBuffer;
import java.util.List;

/// An array in a file. It is read when it is asked for; until then nothing of it needs to be readable.
public final class Hdf5Dataset extends Hdf5Object {
  private static final int CONTIGUOUS = 1;

  private NdArray array;

  Hdf5Dataset(Hdf5File file, String path, List<Message> messages) {
    super(file, path, messages);
  }

  /// The array.
  ///
  /// @throws MalformedFileException if it does not lie in one piece in the file, or is not of numbers
  public NdArray array() throws MalformedFileException {
    if (array == null) {
      array = read();
    }
    return array;
  }

  private NdArray read() throws MalformedFileException {
    Hdf5Type type = type();
    Message space = require(Message.DATASPACE, "a shape");
    Shape shape = Hdf5Space.read(bytes, path, space.begin(), space.end());
    long length = (long) shape.elements() * type.size();
    if (length > bytes.length()) {
      throw bytes.malformed(
          "%s: expected data within the file of %d bytes, found %s elements of %d bytes"
              .formatted(path, bytes.length(), shape, type.size()));
    }
    bytes.spend(length);
    ByteBuffer data = data((int) length);
    if (type.bigEndian() && type.size() > 1) {
      data = turned(data, type.size());
    }
    return NdArray.of(type.dtype(), shape, data);
  }

  private Message require(int type, String what) throws MalformedFileException {
    Message message = message(type);
    if (message == null) {
      throw bytes.malformed("%s: expected a data set with %s".formatted(path, what));
    }
    return message;
  }

  private Hdf5Type type() throws MalformedFileException {
    Message message = require(Message.DATATYPE, "a type");
    Hdf5Type type = Hdf5Type.read(bytes, path, message.begin(), message.end());
    if (type.kind() == Hdf5Type.Kind.OPAQUE
        && type.size() == 2
        && "bfloat16".equals(string("dtype"))) {
      return new Hdf5Type(Hdf5Type.Kind.NUMBER, 2, DType.BF16, false, "floats");
    }
    if (type.kind() != Hdf5Type.Kind.NUMBER) {
      throw bytes.malformed("%s: expected numbers, found %s".formatted(path, type.name()));
    }
    return type;
  }

  private ByteBuffer data(int length) throws MalformedFileException {
    Message layout = require(Message.LAYOUT, "a layout");
    Message filters = message(Message.FILTERS);
    if (filters != null) {
      throw refused("compressed or otherwise filtered data (%s)".formatted(filter(filters)));
    }
    if (message(Message.EXTERNAL_FILES) != null) {
      throw refused("data in another file");
    }
    int at = layout.begin();
    int version = layout.length() >= 4 ? bytes.u8(at) : 0;
    if (version != 3 && version != 4) {
      throw bytes.malformed(
          "%s: expected a layout of version 3 or 4, found %d".formatted(path, version));
    }
    switch (bytes.u8(at + 1)) {
      case 0 -> {
        int size = bytes.u16(at + 2);
        if (size < length || size > layout.end() - at - 4) {
          throw bytes.malformed(
              "%s: expected %d bytes in its header, found %d".formatted(path, length, size));
        }
        return bytes.slice(at + 4, length);
      }
      case CONTIGUOUS -> {
        return contiguous(layout, length);
      }
      case 2 -> throw refused("chunked data");
      case 3 -> throw refused("a virtual data set");
      default ->
          throw bytes.malformed(
              "%s: expected a layout of class 0 to 3, found %d".formatted(path, bytes.u8(at + 1)));
    }
  }

  private ByteBuffer contiguous(Message layout, int length) throws MalformedFileException {
    if (layout.length() < 18) {
      throw bytes.malformed(path + ": expected a layout of 18 bytes, found fewer");
    }
    if (length == 0) {
      return ByteBuffer.allocate(0);
    }
    long address = bytes.u64(layout.begin() + 2);
    long size = bytes.u64(layout.begin() + 10);
    if (address == Hdf5Bytes.NONE) {
      throw bytes.malformed(path + ": expected data, found that none was ever written");
    }
    if (size != length) {
      throw bytes.malformed(
          "%s: expected %d bytes of data, found %s"
              .formatted(path, length, Long.toUnsignedString(size)));
    }
    return bytes.slice(bytes.check(path, address, size), length);
  }

  private MalformedFileException refused(String what) {
    return bytes.malformed(
        "%s: expected data in one piece, found %s; write it without chunks and compression"
            .formatted(path, what));
  }

  private String filter(Message filters) {
    int version = filters.length() >= 10 ? bytes.u8(filters.begin()) : 0;
    int at = filters.begin() + (version == 1 ? 8 : 2);
    return switch (version == 0 ? 0 : bytes.u16(at)) {
      case 1 -> "gzip";
      case 2 -> "shuffle";
      case 3 -> "fletcher32";
      case 4 -> "szip";
      case 5 -> "nbit";
      case 6 -> "scaleoffset";
      default -> "an unknown filter";
    };
  }

  private static ByteBuffer turned(ByteBuffer data, int size) {
    byte[] out = new byte[data.remaining()];
    for (int at = 0; at < out.length; at += size) {
      for (int b = 0; b < size; b++) {
        out[at + b] = data.get(at + size - 1 - b);
      }
    }
    return ByteBuffer.wrap(out);
  }
}

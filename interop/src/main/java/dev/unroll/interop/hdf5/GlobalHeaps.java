package dev.unroll.interop.hdf5;

import dev.unroll.core.io.MalformedFileException;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;

/// The collections in which text of variable length lies, each looked through once.
final class GlobalHeaps {
  private static final int HEADER = 16;

  private final Hdf5Bytes bytes;
  private final Map<Long, Map<Integer, ByteBuffer>> collections = new HashMap<>();

  GlobalHeaps(Hdf5Bytes bytes) {
    this.bytes = bytes;
  }

  /// The object of an index in the collection at an address.
  ByteBuffer object(String what, long address, int index) throws MalformedFileException {
    Map<Integer, ByteBuffer> objects = collections.get(address);
    if (objects == null) {
      objects = read(what, address);
      collections.put(address, objects);
    }
    ByteBuffer object = objects.get(index);
    if (object == null) {
      throw bytes.malformed(
          "%s: expected an object %d in the global heap at byte %d, found %d others"
              .formatted(what, index, address, objects.size()));
    }
    return object;
  }

  private Map<Integer, ByteBuffer> read(String what, long address) throws MalformedFileException {
    int at = bytes.check(what, address, HEADER);
    bytes.checkSignature(what, at, "GCOL");
    long size = bytes.u64(at + 8);
    bytes.check(what, address, size);
    bytes.spend(size);
    int end = at + (int) size;
    Map<Integer, ByteBuffer> objects = new HashMap<>();
    for (int next = at + HEADER; next + HEADER <= end; ) {
      int index = bytes.u16(next);
      long length = bytes.u64(next + 8);
      if (index == 0) {
        break;
      }
      if (length < 0 || length > end - next - HEADER) {
        throw bytes.malformed(
            "%s: expected at most %d bytes in a global heap, found %s"
                .formatted(what, end - next - HEADER, Long.toUnsignedString(length)));
      }
      objects.put(index, bytes.slice(next + HEADER, (int) length));
      next += HEADER + (int) (length + 7 & -8);
    }
    return objects;
  }
}

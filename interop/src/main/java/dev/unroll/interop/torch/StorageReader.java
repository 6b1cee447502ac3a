package dev.unroll.interop.torch;

import dev.unroll.core.Shape;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.file.ZipArchive;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/// Follows views into the storages of an archive, its entries `data/0`, `data/1`, …
final class StorageReader {
  private final String file;
  private final ZipArchive archive;
  private final String folder;
  private final boolean bigEndian;
  private final Map<String, ByteBuffer> swapped = new HashMap<>();

  StorageReader(String file, ZipArchive archive, String folder) throws MalformedFileException {
    this.file = file;
    this.archive = archive;
    this.folder = folder;
    String entry = folder + "byteorder";
    String order =
        archive.contains(entry)
            ? StandardCharsets.ISO_8859_1.decode(archive.bytes(entry)).toString().strip()
            : "little";
    if (!order.equals("little") && !order.equals("big")) {
      throw new MalformedFileException(
          file,
          "expected the byte order little or big, found " + MalformedFileException.quote(order));
    }
    bigEndian = order.equals("big");
  }

  /// Checks that a view's storage is there and as long as it says, and that the view lies within it.
  ///
  /// @return how many bytes the view's elements take when they are laid out one behind the other
  long check(String name, PickleValue.View view) throws MalformedFileException {
    PickleValue.Storage storage = view.storage();
    String entry = folder + "data/" + storage.key();
    if (!archive.contains(entry)) {
      throw malformed(
          name,
          "expected its storage in the entry %s, found none"
              .formatted(MalformedFileException.quote(entry)));
    }
    int size = storage.dtype().bits() / 8;
    int length = archive.bytes(entry).remaining();
    if (storage.elements() < 0 || storage.elements() != length / size || length % size != 0) {
      throw malformed(
          name,
          "expected %d elements of %s, of %d bytes each, in the entry %s, found %d bytes"
              .formatted(
                  storage.elements(),
                  storage.dtype(),
                  size,
                  MalformedFileException.quote(entry),
                  length));
    }
    Shape shape;
    try {
      shape = Shape.of(view.shape());
    } catch (IllegalArgumentException e) {
      throw malformed(name, e.getMessage());
    }
    if (shape.elements() > 0 && !inside(view)) {
      throw malformed(
          name,
          "expected a view within its storage of %d elements, found a shape of %s from element %d on"
              .formatted(storage.elements(), shape, view.offset()));
    }
    return (long) shape.elements() * size;
  }

  private static boolean inside(PickleValue.View view) {
    long last = view.offset();
    long elements = view.storage().elements();
    for (int axis = 0; axis < view.shape().length; axis++) {
      long steps = view.shape()[axis] - 1;
      long stride = view.strides()[axis];
      // Checked before it is multiplied, so that nothing overflows.
      if (last < 0 || last >= elements || steps > 0 && stride > elements / steps) {
        return false;
      }
      last += steps * stride;
    }
    return last >= 0 && last < elements;
  }

  private MalformedFileException malformed(String name, String problem) {
    return new MalformedFileException(
        file, "tensor %s: %s".formatted(MalformedFileException.quote(name), problem));
  }

  /// The elements of a view that was checked, one behind the other: a window on the storage where they lie
  /// so.
  NdArray read(PickleValue.View view) throws MalformedFileException {
    Shape shape = Shape.of(view.shape());
    ByteBuffer storage = storage(view.storage());
    int size = view.storage().dtype().bits() / 8;
    int length = shape.elements() * size;
    ByteBuffer elements =
        shape.elements() == 0
            ? ByteBuffer.allocate(0)
            : isContiguous(view)
                ? storage.slice((int) view.offset() * size, length)
                : gather(view, storage, size, length);
    return NdArray.of(view.storage().dtype(), shape, elements);
  }

  private static boolean isContiguous(PickleValue.View view) {
    long stride = 1;
    for (int axis = view.shape().length - 1; axis >= 0; axis--) {
      if (view.shape()[axis] > 1 && view.strides()[axis] != stride) {
        return false;
      }
      stride *= view.shape()[axis];
    }
    return true;
  }

  private static ByteBuffer gather(
      PickleValue.View view, ByteBuffer storage, int size, int length) {
    ByteBuffer elements = ByteBuffer.allocate(length);
    int[] index = new int[view.shape().length];
    long from = view.offset();
    while (elements.hasRemaining()) {
      for (int b = 0; b < size; b++) {
        elements.put(storage.get((int) from * size + b));
      }
      for (int axis = index.length - 1; axis >= 0; axis--) {
        from += view.strides()[axis];
        if (++index[axis] < view.shape()[axis]) {
          break;
        }
        from -= view.strides()[axis] * index[axis];
        index[axis] = 0;
      }
    }
    return elements.flip();
  }

  private ByteBuffer storage(PickleValue.Storage storage) throws MalformedFileException {
    ByteBuffer bytes = archive.bytes(folder + "data/" + storage.key());
    int size = storage.dtype().bits() / 8;
    if (!bigEndian || size == 1) {
      return bytes;
    }
    ByteBuffer known = swapped.get(storage.key());
    if (known == null) {
      known = ByteBuffer.allocate(bytes.remaining()).order(ByteOrder.LITTLE_ENDIAN);
      for (int at = 0; at < bytes.remaining(); at += size) {
        for (int b = 0; b < size; b++) {
          known.put(at + b, bytes.get(bytes.position() + at + size - 1 - b));
        }
      }
      swapped.put(storage.key(), known);
    }
    return known;
  }
}

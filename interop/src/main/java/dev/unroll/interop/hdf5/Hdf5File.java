package dev.unroll.interop.hdf5;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.file.FileBytes;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// An HDF5 file in memory: superblocks of version 0 to 3, with addresses and sizes of 8 bytes.
public final class Hdf5File {
  private static final byte[] SIGNATURE = {(byte) 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n'};

  /// How long a path of names may be: one that leads in circles does not end by itself.
  private static final int MAX_PATH = 4096;

  private final Hdf5Bytes bytes;
  private final GlobalHeaps heaps;
  private final Map<Long, List<Message>> headers = new HashMap<>();
  private final Map<String, Hdf5Object> objects = new HashMap<>();
  private final Hdf5Group root;

  private Hdf5File(String file, byte[] content) throws MalformedFileException {
    bytes = new Hdf5Bytes(file, content);
    heaps = new GlobalHeaps(bytes);
    if (!isHdf5(content) || content.length < 96) {
      throw bytes.malformed("expected an HDF5 file, found another beginning");
    }
    int version = bytes.u8(8);
    long end;
    long address;
    int sizes;
    switch (version) {
      case 0, 1 -> {
        int base = version == 0 ? 24 : 28;
        sizes = bytes.u16(13);
        end = bytes.u64(base + 16);
        address = bytes.u64(base + 40);
      }
      case 2, 3 -> {
        sizes = bytes.u16(9);
        end = bytes.u64(28);
        address = bytes.u64(36);
      }
      default ->
          throw bytes.malformed("expected an HDF5 superblock of version 0 to 3, found " + version);
    }
    if (sizes != 0x0808) {
      throw bytes.malformed("expected addresses and sizes of 8 bytes, found others");
    }
    if (end < 0 || end > content.length) {
      throw bytes.malformed(
          "expected a file of %s bytes, found %d: it is cut off"
              .formatted(Long.toUnsignedString(end), content.length));
    }
    if (!(object("", "", address) instanceof Hdf5Group group)) {
      throw bytes.malformed("expected a group at the root, found a data set");
    }
    root = group;
  }

  /// Whether bytes begin as such a file does.
  public static boolean isHdf5(byte[] beginning) {
    return FileBytes.startsWith(beginning, SIGNATURE);
  }

  /// Reads a file in memory.
  ///
  /// @param file what to call the bytes in messages
  /// @param bytes the whole file; not copied, so the caller must not change it
  /// @throws MalformedFileException if it is none, or cut off
  public static Hdf5File of(String file, byte[] bytes) throws MalformedFileException {
    return new Hdf5File(file, bytes);
  }

  /// The group that all paths begin with.
  public Hdf5Group root() {
    return root;
  }

  Hdf5Bytes bytes() {
    return bytes;
  }

  GlobalHeaps heaps() {
    return heaps;
  }

  /// The object whose header is at an address.
  Hdf5Object object(String parent, String name, long address) throws MalformedFileException {
    String path = parent.equals("/") ? "/" + name : parent + "/" + name;
    if (path.length() > MAX_PATH) {
      throw bytes.malformed(
          "expected paths of at most %d characters, found groups that lead on and on"
              .formatted(MAX_PATH));
    }
    Hdf5Object object = objects.get(path);
    if (object == null) {
      List<Message> messages = headers.get(address);
      if (messages == null) {
        messages = ObjectHeader.read(bytes, path, address);
        headers.put(address, messages);
      }
      bytes.spend(path.length());
      boolean data =
          messages.stream()
              .anyMatch(m -> m.type() == Message.LAYOUT || m.type() == Message.DATASPACE);
      object = data ? new Hdf5Dataset(this, path, messages) : new Hdf5Group(this, path, messages);
      objects.put(path, object);
    }
    return object;
  }
}

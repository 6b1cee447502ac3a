package dev.unroll.interop.hdf5;

import dev.unroll.core.io.MalformedFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/// The bytes of a file, each access within bounds, all of them together within a budget.
final class Hdf5Bytes {
  /// The address that stands for none.
  static final long NONE = -1;

  private final String file;
  private final ByteBuffer bytes;
  private long budget;

  Hdf5Bytes(String file, byte[] bytes) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    // Every byte is read once; names are looked for in heaps that groups may share.
    this.budget = 4L * bytes.length + (1 << 16);
  }

  MalformedFileException malformed(String problem) {
    return new MalformedFileException(file, problem);
  }

  int length() {
    return bytes.capacity();
  }

  /// Notes that so many bytes of the file are used.
  void spend(long count) throws MalformedFileException {
    budget -= count;
    if (budget < 0) {
      throw malformed(
          "expected parts that are used once, found some used more often than a file of %d bytes can"
                  .formatted(length())
              + " want");
    }
  }

  /// Requires `count` bytes from an address on to lie within the file.
  ///
  /// @return the address as an index
  int check(String what, long address, long count) throws MalformedFileException {
    if (address < 0 || count < 0 || address > length() || count > length() - address) {
      throw malformed(
          "%s: expected %s bytes within the file of %d, found them from byte %s on"
              .formatted(
                  what, Long.toUnsignedString(count), length(), Long.toUnsignedString(address)));
    }
    return (int) address;
  }

  /// Requires a signature of four characters.
  void checkSignature(String what, int at, String signature) throws MalformedFileException {
    check(what, at, signature.length());
    for (int i = 0; i < signature.length(); i++) {
      if (bytes.get(at + i) != signature.charAt(i)) {
        throw malformed("%s: expected %s at byte %d".formatted(what, signature, at));
      }
    }
  }

  boolean hasSignature(long address, String signature) {
    if (address < 0 || address > length() - signature.length()) {
      return false;
    }
    for (int i = 0; i < signature.length(); i++) {
      if (bytes.get((int) address + i) != signature.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  int u8(int at) {
    return bytes.get(at) & 0xFF;
  }

  int u16(int at) {
    return bytes.getShort(at) & 0xFFFF;
  }

  long u32(int at) {
    return bytes.getInt(at) & 0xFFFFFFFFL;
  }

  /// An address or a size; more than 2⁶³ shows as negative.
  long u64(int at) {
    return bytes.getLong(at);
  }

  /// A number of 1, 2, 4 or 8 bytes.
  long unsigned(int at, int size) {
    return switch (size) {
      case 1 -> u8(at);
      case 2 -> u16(at);
      case 4 -> u32(at);
      default -> u64(at);
    };
  }

  ByteBuffer slice(int at, int count) {
    return bytes.slice(at, count).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Text of at most `limit` bytes, up to the first 0.
  String text(int at, int limit) {
    int end = at;
    while (end < at + limit && bytes.get(end) != 0) {
      end++;
    }
    return new String(bytes.array(), at, end - at, StandardCharsets.UTF_8);
  }
}

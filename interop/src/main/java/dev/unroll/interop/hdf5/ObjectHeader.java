package dev.unroll.interop.hdf5;

import dev.unroll.core.io.MalformedFileException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads the messages of an object header, of version 1 or 2, through its continuation blocks.
final class ObjectHeader {
  private static final int PREFIX1 = 16;

  private final Hdf5Bytes bytes;
  private final String name;
  private final List<Message> messages = new ArrayList<>();
  private final List<Message> continuations = new ArrayList<>();

  private ObjectHeader(Hdf5Bytes bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  /// The messages of the header at an address.
  ///
  /// @param name the object's name for messages
  static List<Message> read(Hdf5Bytes bytes, String name, long address)
      throws MalformedFileException {
    ObjectHeader header = new ObjectHeader(bytes, name);
    if (bytes.hasSignature(address, "OHDR")) {
      header.readVersion2((int) address);
    } else {
      header.readVersion1(address);
    }
    return header.messages;
  }

  private MalformedFileException malformed(String problem) {
    return bytes.malformed(name + ": " + problem);
  }

  private void readVersion1(long address) throws MalformedFileException {
    int at = bytes.check(name, address, PREFIX1);
    if (bytes.u8(at) != 1) {
      throw malformed(
          "expected an object header of version 1 or 2 at byte %d, found %d"
              .formatted(at, bytes.u8(at)));
    }
    long size = bytes.u32(at + 8);
    readBlocks1(at + PREFIX1, size);
  }

  private void readBlocks1(long first, long size) throws MalformedFileException {
    Set<Long> seen = new HashSet<>();
    readBlock1(first, size);
    for (int next = 0; next < continuations.size(); next++) {
      long address = bytes.u64(continuations.get(next).begin());
      checkNew(seen, address);
      readBlock1(address, bytes.u64(continuations.get(next).begin() + 8));
    }
  }

  private void checkNew(Set<Long> seen, long address) throws MalformedFileException {
    if (!seen.add(address)) {
      throw malformed("expected each continuation block once, found a second use of one");
    }
  }

  private void readBlock1(long address, long size) throws MalformedFileException {
    int at = bytes.check(name, address, size);
    int end = at + (int) size;
    while (at + 8 <= end) {
      int length = bytes.u16(at + 2);
      add(bytes.u16(at), bytes.u8(at + 4), at + 8, length, end);
      at += 8 + length;
    }
  }

  private void readVersion2(int address) throws MalformedFileException {
    bytes.check(name, address, 6);
    int flags = bytes.u8(address + 5);
    if (bytes.u8(address + 4) != 2) {
      throw malformed("expected an object header of version 2, found " + bytes.u8(address + 4));
    }
    int at = address + 6 + ((flags & 0x20) != 0 ? 16 : 0) + ((flags & 0x10) != 0 ? 4 : 0);
    int sizeBytes = 1 << (flags & 3);
    bytes.check(name, at, sizeBytes);
    boolean ordered = (flags & 4) != 0;
    readBlock2(at + sizeBytes, bytes.unsigned(at, sizeBytes), ordered);
    Set<Long> seen = new HashSet<>();
    for (int next = 0; next < continuations.size(); next++) {
      long block = bytes.u64(continuations.get(next).begin());
      long size = bytes.u64(continuations.get(next).begin() + 8);
      checkNew(seen, block);
      int begin = bytes.check(name, block, size);
      bytes.checkSignature(name, begin, "OCHK");
      // Behind the messages stands a checksum.
      readBlock2(begin + 4, size - 8, ordered);
    }
  }

  private void readBlock2(long address, long size, boolean ordered) throws MalformedFileException {
    int at = bytes.check(name, address, size);
    int end = at + (int) size;
    int prefix = ordered ? 6 : 4;
    while (at + prefix <= end) {
      int length = bytes.u16(at + 1);
      add(bytes.u8(at), bytes.u8(at + 3), at + prefix, length, end);
      at += prefix + length;
    }
  }

  private void add(int type, int flags, int begin, int length, int end)
      throws MalformedFileException {
    bytes.spend(8L + length);
    if (length > end - begin) {
      throw malformed(
          "expected a message of at most %d bytes at byte %d, found %d"
              .formatted(end - begin, begin, length));
    }
    Message message = new Message(type, (flags & 2) != 0, begin, begin + length);
    if (type == Message.CONTINUATION) {
      require(message, 16);
      continuations.add(message);
    } else if (type != 0) {
      messages.add(message);
    }
  }

  private void require(Message message, int length) throws MalformedFileException {
    if (message.length() < length) {
      throw malformed(
          "expected %d bytes in message %d, found %d"
              .formatted(length, message.type(), message.length()));
    }
  }
}

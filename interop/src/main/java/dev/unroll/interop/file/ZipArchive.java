package dev.unroll.interop.file;

import dev.unroll.core.io.MalformedFileException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/// A zip archive in memory, read by its central directory: PyTorch's archives have data descriptors
/// behind stored entries, which streaming readers cannot follow.
///
/// Entries are stored or deflated; ZIP64 records are understood, encryption and archives in several
/// parts are refused. The entries' sizes are checked when the archive is opened: each lies within the
/// file, all together are no longer than it, and what they unpack to is at most [#MAX_RATIO] times the
/// file. Names are only ever compared.
///
/// Format: PKWARE's *.ZIP File Format Specification*, 6.3.
public final class ZipArchive {
  /// How much longer than the archive its contents may be, besides one free megabyte. Trained weights
  /// hardly shrink; text by a factor of ten or so.
  public static final int MAX_RATIO = 32;

  private static final int END_BYTES = 22;
  private static final int END_SIGNATURE = 0x06054b50;
  private static final int END64_SIGNATURE = 0x06064b50;
  private static final int LOCATOR64_SIGNATURE = 0x07064b50;
  private static final int LOCATOR64_BYTES = 20;
  private static final int CENTRAL_SIGNATURE = 0x02014b50;
  private static final int CENTRAL_BYTES = 46;
  private static final int LOCAL_SIGNATURE = 0x04034b50;
  private static final int LOCAL_BYTES = 30;
  private static final int MAX_COMMENT = 0xFFFF;
  private static final long ABSENT32 = 0xFFFFFFFFL;

  private final String file;
  private final ByteBuffer bytes;
  private final Map<String, Entry> entries = new LinkedHashMap<>();

  /// Where an entry lies; `data` is null until it was read and found to be whole.
  private static final class Entry {
    private final int method;
    private final int crc;
    private final int begin;
    private final int stored;
    private final int length;
    private ByteBuffer data;

    Entry(int method, int crc, int begin, int stored, int length) {
      this.method = method;
      this.crc = crc;
      this.begin = begin;
      this.stored = stored;
      this.length = length;
    }
  }

  private ZipArchive(String file, byte[] bytes) {
    this.file = file;
    this.bytes = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
  }

  /// Whether bytes begin as a zip archive does.
  public static boolean isZip(byte[] bytes) {
    return FileBytes.startsWith(bytes, (byte) 'P', (byte) 'K', (byte) 3, (byte) 4);
  }

  /// Reads the archive's directory.
  ///
  /// @param file what to call the bytes in messages
  /// @param bytes not copied, so the caller must not change them
  /// @throws MalformedFileException for whatever is wrong with it
  public static ZipArchive of(String file, byte[] bytes) throws MalformedFileException {
    ZipArchive archive = new ZipArchive(file, bytes);
    archive.readDirectory();
    return archive;
  }

  /// The entries' names, in the order of the directory.
  public Set<String> names() {
    return Collections.unmodifiableSet(entries.keySet());
  }

  /// Whether there is an entry of this name.
  public boolean contains(String name) {
    return entries.containsKey(name);
  }

  /// The contents of an entry, little-endian, on an array: a window on the archive's for a stored entry.
  ///
  /// @throws MalformedFileException if there is none of this name, or if it is damaged
  public ByteBuffer bytes(String name) throws MalformedFileException {
    Entry entry = entries.get(name);
    if (entry == null) {
      throw malformed("expected an entry " + MalformedFileException.quote(name) + ", found none");
    }
    if (entry.data == null) {
      entry.data = unpack(name, entry);
    }
    return entry.data.duplicate().order(ByteOrder.LITTLE_ENDIAN);
  }

  /// The contents of an entry in an array of their own.
  public byte[] copy(String name) throws MalformedFileException {
    ByteBuffer data = bytes(name);
    byte[] copy = new byte[data.remaining()];
    data.get(copy);
    return copy;
  }

  private MalformedFileException malformed(String problem) {
    return new MalformedFileException(file, problem);
  }

  private ByteBuffer unpack(String name, Entry entry) throws MalformedFileException {
    ByteBuffer stored = bytes.slice(entry.begin, entry.stored);
    ByteBuffer data = entry.method == 0 ? stored : inflate(name, entry, stored);
    // PyTorch writes 0 where it was told not to compute the sum.
    if (entry.crc != 0) {
      CRC32 crc = new CRC32();
      crc.update(data.duplicate());
      if ((int) crc.getValue() != entry.crc) {
        throw malformed(
            "entry %s is damaged: expected the checksum %08x, found %08x"
                .formatted(MalformedFileException.quote(name), entry.crc, crc.getValue()));
      }
    }
    return data;
  }

  private ByteBuffer inflate(String name, Entry entry, ByteBuffer stored)
      throws MalformedFileException {
    byte[] out = new byte[entry.length];
    int count;
    boolean ended;
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(stored);
      count = inflater.inflate(out);
      // The stream may end with a block that holds nothing more.
      ended = inflater.finished() || inflater.inflate(new byte[1]) == 0 && inflater.finished();
    } catch (DataFormatException e) {
      throw malformed(
          "entry %s is damaged: %s".formatted(MalformedFileException.quote(name), e.getMessage()));
    } finally {
      inflater.end();
    }
    if (count != entry.length || !ended) {
      throw malformed(
          "entry %s: expected to unpack to %d bytes, found %s"
              .formatted(
                  MalformedFileException.quote(name), entry.length, ended ? count : "others"));
    }
    return ByteBuffer.wrap(out);
  }

  // ---- the directory

  private void readDirectory() throws MalformedFileException {
    int end = findEnd();
    long count = bytes.getShort(end + 10) & 0xFFFF;
    long size = bytes.getInt(end + 12) & ABSENT32;
    long offset = bytes.getInt(end + 16) & ABSENT32;
    if (count == 0xFFFF || size == ABSENT32 || offset == ABSENT32) {
      int end64 = findEnd64(end);
      count = bytes.getLong(end64 + 32);
      size = bytes.getLong(end64 + 40);
      offset = bytes.getLong(end64 + 48);
    } else if (bytes.getShort(end + 4) != 0 || bytes.getShort(end + 6) != 0) {
      throw malformed("expected a zip archive in one part");
    }
    if (offset < 0 || size < 0 || offset > end || size > end - offset) {
      throw malformed(
          "expected a zip directory before byte %d, found one of %s bytes at %s"
              .formatted(end, Long.toUnsignedString(size), Long.toUnsignedString(offset)));
    }
    if (count < 0 || count > size / CENTRAL_BYTES) {
      throw malformed(
          "expected at most %d entries in a zip directory of %d bytes, found %s"
              .formatted(size / CENTRAL_BYTES, size, Long.toUnsignedString(count)));
    }
    long allStored = 0;
    long all = 0;
    int position = (int) offset;
    for (long i = 0; i < count; i++) {
      position = readEntry(position, (int) (offset + size));
    }
    for (Entry entry : entries.values()) {
      allStored += entry.stored;
      all += entry.length;
    }
    long limit = (long) MAX_RATIO * bytes.capacity() + (1 << 20);
    if (allStored > bytes.capacity() || all > limit) {
      throw malformed(
          "expected contents of at most %d bytes in a zip archive of %d, found entries of %d"
              .formatted(limit, bytes.capacity(), Math.max(all, allStored)));
    }
  }

  private int findEnd() throws MalformedFileException {
    int last = bytes.capacity() - END_BYTES;
    for (int at = last; at >= Math.max(0, last - MAX_COMMENT); at--) {
      if (bytes.getInt(at) == END_SIGNATURE
          && at + END_BYTES + (bytes.getShort(at + 20) & 0xFFFF) == bytes.capacity()) {
        return at;
      }
    }
    throw malformed(
        "expected a zip archive, found no directory at its end: the file is cut off or no archive");
  }

  private int findEnd64(int end) throws MalformedFileException {
    int locator = end - LOCATOR64_BYTES;
    if (locator < 0 || bytes.getInt(locator) != LOCATOR64_SIGNATURE) {
      throw malformed("expected a ZIP64 locator before the end of the zip directory");
    }
    long at = bytes.getLong(locator + 8);
    if (at < 0 || at > locator - 56 || bytes.getInt((int) at) != END64_SIGNATURE) {
      throw malformed(
          "expected a ZIP64 end of the directory, found none at byte " + Long.toUnsignedString(at));
    }
    return (int) at;
  }

  /// Reads the directory's entry at `at`.
  ///
  /// @return where the next one begins
  private int readEntry(int at, int end) throws MalformedFileException {
    if (at > end - CENTRAL_BYTES || bytes.getInt(at) != CENTRAL_SIGNATURE) {
      throw malformed("expected an entry of the zip directory at byte " + at);
    }
    int flags = bytes.getShort(at + 8);
    int method = bytes.getShort(at + 10) & 0xFFFF;
    int crc = bytes.getInt(at + 16);
    int nameLength = bytes.getShort(at + 28) & 0xFFFF;
    int extraLength = bytes.getShort(at + 30) & 0xFFFF;
    int commentLength = bytes.getShort(at + 32) & 0xFFFF;
    long next = (long) at + CENTRAL_BYTES + nameLength + extraLength + commentLength;
    if (next > end) {
      throw malformed("expected the end of a zip directory's entry before byte " + end);
    }
    byte[] name = new byte[nameLength];
    bytes.get(at + CENTRAL_BYTES, name);
    // A name that is not UTF-8 compares equal to none that anyone asks for.
    String text = new String(name, StandardCharsets.UTF_8);
    String quoted = MalformedFileException.quote(text);
    long[] sizes = {
      bytes.getInt(at + 24) & ABSENT32,
      bytes.getInt(at + 20) & ABSENT32,
      bytes.getInt(at + 42) & ABSENT32
    };
    readExtra(quoted, sizes, at + CENTRAL_BYTES + nameLength, extraLength);
    long length = sizes[0];
    long stored = sizes[1];
    if ((flags & 1) != 0) {
      throw malformed("entry " + quoted + ": expected one that is not encrypted");
    }
    if (method != 0 && method != 8) {
      throw malformed(
          "entry %s: expected to be stored or deflated, found method %d".formatted(quoted, method));
    }
    int begin = dataBegin(quoted, sizes[2]);
    if (stored < 0 || stored > bytes.capacity() - begin || length < 0) {
      throw malformed(
          "entry %s: expected at most %d bytes, found %s"
              .formatted(quoted, bytes.capacity() - begin, Long.toUnsignedString(stored)));
    }
    if (method == 0 && length != stored) {
      throw malformed(
          "entry %s: expected as many bytes as are stored, %d, found %s"
              .formatted(quoted, stored, Long.toUnsignedString(length)));
    }
    if (length > (long) MAX_RATIO * bytes.capacity() + (1 << 20)
        || length > Integer.MAX_VALUE - 64) {
      throw malformed(
          "entry %s: expected to unpack to at most %d times the archive, found %s bytes"
              .formatted(quoted, MAX_RATIO, Long.toUnsignedString(length)));
    }
    Entry entry = new Entry(method, crc, begin, (int) stored, (int) length);
    if (entries.put(text, entry) != null) {
      throw malformed("expected each zip entry once, found a second " + quoted);
    }
    return (int) next;
  }

  /// Replaces those of length, stored length and offset that stand in the ZIP64 field.
  private void readExtra(String name, long[] sizes, int at, int length)
      throws MalformedFileException {
    int end = at + length;
    for (int field = at; field + 4 <= end; ) {
      int id = bytes.getShort(field) & 0xFFFF;
      int fieldEnd = field + 4 + (bytes.getShort(field + 2) & 0xFFFF);
      if (fieldEnd > end) {
        break;
      }
      int value = field + 4;
      for (int i = 0; id == 1 && i < sizes.length; i++) {
        if (sizes[i] == ABSENT32 && value + Long.BYTES <= fieldEnd) {
          sizes[i] = bytes.getLong(value);
          value += Long.BYTES;
        }
      }
      field = fieldEnd;
    }
    for (long size : sizes) {
      if (size < 0) {
        throw malformed(
            "entry %s: expected sizes below 2^63, found %s"
                .formatted(name, Long.toUnsignedString(size)));
      }
    }
  }

  /// Where an entry's data begin: behind its local header, whose extra field may be longer than the
  /// directory's.
  private int dataBegin(String name, long header) throws MalformedFileException {
    if (header > bytes.capacity() - LOCAL_BYTES || bytes.getInt((int) header) != LOCAL_SIGNATURE) {
      throw malformed("entry %s: expected its header at byte %d".formatted(name, header));
    }
    int at = (int) header;
    long begin =
        (long) at
            + LOCAL_BYTES
            + (bytes.getShort(at + 26) & 0xFFFF)
            + (bytes.getShort(at + 28) & 0xFFFF);
    if (begin > bytes.capacity()) {
      throw malformed(
          "entry %s: expected data before the end of the file, at byte %d"
              .formatted(name, bytes.capacity()));
    }
    return (int) begin;
  }
}

package dev.unroll.interop.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.io.MalformedFileException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;

final class ZipArchiveTest {
  private static final byte[] TEXT = "the time machine, the time traveller".getBytes();

  /// Two entries: `a`, stored or deflated, and an empty `b/../c`.
  private static byte[] archive(boolean deflated) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(out)) {
      ZipEntry entry = new ZipEntry("a");
      if (!deflated) {
        CRC32 crc = new CRC32();
        crc.update(TEXT);
        entry.setMethod(ZipEntry.STORED);
        entry.setSize(TEXT.length);
        entry.setCrc(crc.getValue());
      }
      entry.setExtra(new byte[] {9, 9, 1, 0, 5});
      zip.putNextEntry(entry);
      zip.write(TEXT);
      zip.putNextEntry(new ZipEntry("b/../c"));
      zip.setComment("a comment behind the directory");
    }
    return out.toByteArray();
  }

  private static int find(byte[] bytes, int signature) {
    ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; ; at++) {
      if (in.getInt(at) == signature) {
        return at;
      }
    }
  }

  @Test
  void storedAndDeflated() throws IOException {
    for (boolean deflated : new boolean[] {false, true}) {
      ZipArchive zip = ZipArchive.of("file", archive(deflated));
      assertEquals(List.of("a", "b/../c"), List.copyOf(zip.names()));
      assertTrue(zip.contains("a"));
      assertArrayEquals(TEXT, zip.copy("a"));
      assertArrayEquals(TEXT, zip.copy("a"));
      assertEquals(0, zip.bytes("b/../c").remaining());
      assertEquals(ByteOrder.LITTLE_ENDIAN, zip.bytes("a").order());
    }
  }

  private static void refused(String message, boolean deflated, Consumer<ByteBuffer> change)
      throws IOException {
    byte[] bytes = archive(deflated);
    change.accept(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
    MalformedFileException e =
        assertThrows(
            MalformedFileException.class,
            () -> {
              ZipArchive zip = ZipArchive.of("file", bytes);
              for (String name : zip.names()) {
                zip.bytes(name);
              }
            });
    assertTrue(
        e.getMessage().startsWith("file: ") && e.getMessage().contains(message), e.getMessage());
  }

  @Test
  void damageIsFound() throws IOException {
    byte[] stored = archive(false);
    byte[] deflated = archive(true);
    int central = find(stored, 0x02014b50);
    int centralDeflated = find(deflated, 0x02014b50);
    int end = find(stored, 0x06054b50);
    refused("entry \"a\" is damaged: expected the checksum", false, in -> in.put(40, (byte) 7));
    refused("entry \"a\"", true, in -> in.putLong(40, -1));
    refused("expected to unpack to 35 bytes", true, in -> in.putInt(centralDeflated + 24, 35));
    refused("expected to unpack to 37 bytes", true, in -> in.putInt(centralDeflated + 24, 37));
    refused(
        "expected to unpack to at most 32 times the archive, found 2147483647 bytes",
        true,
        in -> in.putInt(centralDeflated + 24, Integer.MAX_VALUE));
    refused("found 4294967295", false, in -> in.putInt(central + 20, -1));
    refused("expected as many bytes as are stored", false, in -> in.putInt(central + 24, 3));
    refused("found method 12", false, in -> in.putShort(central + 10, (short) 12));
    refused("not encrypted", false, in -> in.putShort(central + 8, (short) 1));
    refused("expected its header at byte 1", false, in -> in.putInt(central + 42, 1));
    refused("expected its header at byte", false, in -> in.putInt(central + 42, 1 << 30));
    refused("expected an entry of the zip directory", false, in -> in.putInt(central, 0));
    refused(
        "expected the end of a zip directory's entry",
        false,
        in -> in.putShort(central + 32, (short) -1));
    refused("expected at most 2 entries", false, in -> in.putShort(end + 10, (short) 9));
    refused("expected a zip directory before byte", false, in -> in.putInt(end + 16, end));
    refused("in one part", false, in -> in.putShort(end + 4, (short) 1));
    refused("expected a ZIP64 locator", false, in -> in.putInt(end + 16, -1));
    refused(
        "found a second \"a\"",
        false,
        in -> {
          int second = central + 46 + in.getShort(central + 28) + in.getShort(central + 30);
          in.putShort(second + 28, (short) 1);
          in.put(second + 46, (byte) 'a');
          in.putShort(second + 32, (short) 5);
        });
    for (int length = 0; length < stored.length; length++) {
      byte[] cut = Arrays.copyOf(stored, length);
      assertThrows(MalformedFileException.class, () -> ZipArchive.of("file", cut));
    }
  }

  /// Entries that share their data unpack to more than any archive of that length holds.
  @Test
  void overlappingEntriesAreBounded() throws IOException {
    int count = 40;
    byte[] data = new byte[1 << 16];
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteBuffer local = ByteBuffer.allocate(30 + data.length).order(ByteOrder.LITTLE_ENDIAN);
    local.putInt(0, 0x04034b50);
    out.writeBytes(local.array());
    for (int i = 0; i < count; i++) {
      ByteBuffer entry = ByteBuffer.allocate(47).order(ByteOrder.LITTLE_ENDIAN);
      entry.putInt(0, 0x02014b50).putInt(20, data.length).putInt(24, data.length);
      entry.putShort(28, (short) 1).put(46, (byte) ('0' + i));
      out.writeBytes(entry.array());
    }
    ByteBuffer end = ByteBuffer.allocate(22).order(ByteOrder.LITTLE_ENDIAN);
    end.putInt(0, 0x06054b50).putShort(10, (short) count);
    end.putInt(12, 47 * count).putInt(16, local.capacity());
    out.writeBytes(end.array());
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> ZipArchive.of("file", out.toByteArray()));
    assertTrue(e.getMessage().contains("found entries of " + count * data.length), e.getMessage());
  }
}

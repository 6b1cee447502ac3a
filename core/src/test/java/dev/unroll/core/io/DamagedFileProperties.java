package dev.unroll.core.io;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Allocations;
import dev.unroll.core.testing.Golden;
import java.io.IOException;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Whatever happens to the bytes of a file, it either reads in full or is refused as malformed: no
/// other exception, no memory beyond what its length justifies.
final class DamagedFileProperties {
  /// Characters that mean something in a header.
  private static final String TELLING = "{}[]:,\"\\u012489dDF- ";

  /// Entries, names and messages take a multiple of their text; exceptions and buffers come on top.
  private static long allowance(int fileLength) {
    return 64L * fileLength + (1 << 18);
  }

  private static byte[] small() {
    try {
      return RoundTripProperties.bytes(
          new SafetensorsWriter()
              .metadata("step", "12")
              .metadata("é😀\n", "\\\"")
              .add("weight", Tensor.of(Shape.of(2, 3), 1, 2, 3, 4, 5, 6))
              .add("moment", Shape.of(3), new double[] {1, 2, 3})
              .add("ids", Shape.of(1, 2), new long[] {1, -1})
              .add("n", Shape.SCALAR, new int[] {7}));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /// Whether the file is accepted.
  private static boolean reads(byte[] bytes) {
    boolean[] accepted = new boolean[1];
    long allocated =
        Allocations.fewestBytes(
            1,
            () -> {
              try {
                MalformedFiles.readInFull(bytes);
                accepted[0] = true;
              } catch (MalformedFileException e) {
                assertTrue(e.getMessage().startsWith("file: "));
                assertTrue(e.getMessage().length() < 1000, e.getMessage());
              }
            });
    assertTrue(allocated <= allowance(bytes.length), bytes.length + " took " + allocated);
    return accepted[0];
  }

  @Example
  void everyBitAndEveryTellingCharacterInEveryByte() {
    byte[] original = small();
    assertTrue(reads(original));
    int data = original.length - (4 * 6 + 8 * 3 + 8 * 2 + 4);
    for (int i = 0; i < original.length; i++) {
      byte[] damaged = original.clone();
      for (int change = 0; change < 8 + TELLING.length(); change++) {
        damaged[i] = (byte) (change < 8 ? original[i] ^ 1 << change : TELLING.charAt(change - 8));
        if (damaged[i] == original[i]) {
          continue;
        }
        boolean accepted = reads(damaged);
        assertTrue(accepted || i < data, "a change of data alone cannot be noticed");
        assertTrue(!accepted || i >= 8, "a wrong length of the header was accepted");
      }
    }
  }

  @Example
  void everyTruncationIsRefused() throws IOException {
    for (byte[] original : new byte[][] {small(), Golden.bytes("lstm.safetensors")}) {
      for (int length = 0; length < original.length + 20; length++) {
        byte[] cut = Arrays.copyOf(original, length);
        if (length != original.length) {
          assertThrows(MalformedFileException.class, () -> MalformedFiles.readInFull(cut));
        }
      }
    }
  }

  @Example
  void everyByteLostOrDoubledIsNoticed() {
    byte[] original = small();
    for (int i = 0; i < original.length; i++) {
      byte[] lost = new byte[original.length - 1];
      System.arraycopy(original, 0, lost, 0, i);
      System.arraycopy(original, i + 1, lost, i, lost.length - i);
      assertFalse(reads(lost), "lost byte " + i);
      byte[] doubled = new byte[original.length + 1];
      System.arraycopy(original, 0, doubled, 0, i + 1);
      System.arraycopy(original, i, doubled, i + 1, original.length - i);
      assertFalse(reads(doubled), "doubled byte " + i);
    }
  }

  @Property(tries = 1000)
  void manyBytesAtOnce(@ForAll long seed) {
    RandomStream random = new RandomStream(seed);
    byte[] bytes = small();
    int begin = random.nextInt(bytes.length);
    for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
      int at = Math.min(bytes.length - 1, begin + random.nextInt(16));
      bytes[at] =
          (byte)
              (random.nextInt(2) == 0
                  ? random.nextInt(256)
                  : TELLING.charAt(random.nextInt(TELLING.length())));
    }
    reads(bytes);
  }

  /// Headers of the right words in a random order get past the first checks.
  @Property(tries = 1000)
  void headersOfRandomWords(@ForAll long seed) {
    RandomStream random = new RandomStream(seed);
    String[] words = {
      "{",
      "}",
      "[",
      "]",
      ":",
      ",",
      "\"x\"",
      "\"y\"",
      "\"__metadata__\"",
      "\"dtype\"",
      "\"F32\"",
      "\"shape\"",
      "\"data_offsets\"",
      "0",
      "4",
      "2147483647",
      "99999999999999999999",
      "null",
      " ",
      "\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]",
      "\"x\":{",
      "[0,4]",
      "[1]",
      "},"
    };
    StringBuilder header = new StringBuilder("{");
    for (int n = random.nextInt(25); n > 0; n--) {
      header.append(words[random.nextInt(words.length)]);
    }
    reads(MalformedFiles.file(header.toString(), 4 * random.nextInt(3)));
  }

  @Property(tries = 1000)
  void arbitraryBytes(@ForAll byte[] bytes) {
    reads(bytes);
    reads(MalformedFiles.file(bytes, 3));
  }
}

package dev.unroll.interop;

import dev.unroll.interop.testing.ModelFiles;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Files that are damaged anywhere are read or refused with one line that names them: no other exception, no
/// endless loop, no allocation beyond a multiple of the file. `-Dmutations=10000` makes a campaign of it.
final class MutationTest {
  /// Mutations of each file.
  private static final int COUNT = Integer.getInteger("mutations", 12);

  private static void campaign(String name, byte[] seed, Damage.Reader reader) {
    Random random = new Random(name.hashCode());
    for (int i = 0; i < COUNT; i++) {
      long before = random.nextLong();
      byte[] mutated = mutated(seed, new Random(before));
      Damage.check(name + ", mutation " + before, mutated, reader, i % 8 == 0);
    }
  }

  private static byte[] mutated(byte[] seed, Random random) {
    byte[] bytes = seed.clone();
    int mutations = 1 + random.nextInt(4);
    for (int i = 0; i < mutations; i++) {
      int at = random.nextInt(bytes.length);
      switch (random.nextInt(8)) {
        case 0 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 1 -> bytes[at] = (byte) random.nextInt();
        case 2 -> bytes[at] = (byte) (random.nextBoolean() ? 0xFF : 0);
        case 3 -> fill(bytes, at, 1 + random.nextInt(8), (byte) (random.nextBoolean() ? -1 : 0));
        case 4 -> {
          int from = random.nextInt(bytes.length);
          int length = Math.min(random.nextInt(64), bytes.length - Math.max(at, from));
          System.arraycopy(bytes, from, bytes, at, length);
        }
        case 5 -> {
          // A size or an address made another
          ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
          int aligned = at & -4;
          if (aligned + 4 <= bytes.length) {
            in.putInt(aligned, in.getInt(aligned) + random.nextInt(33) - 16);
          }
        }
        case 6 -> {
          byte text = (byte) "(){}[].0123456789\"tRcQq".charAt(random.nextInt(23));
          bytes[at] = text;
        }
        default -> {
          if (random.nextInt(4) == 0) {
            bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
          }
        }
      }
    }
    return bytes;
  }

  private static void fill(byte[] bytes, int at, int length, byte value) {
    Arrays.fill(bytes, at, Math.min(bytes.length, at + length), value);
  }

  /// An archive without checksums, as PyTorch can write it, so that damage is found by what it means.
  private static byte[] withoutChecksums(byte[] archive) {
    ByteBuffer in = ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN);
    for (int at = 0; at + 46 < archive.length; at++) {
      if (in.getInt(at) == 0x02014b50) {
        in.putInt(at + 16, 0);
      }
    }
    return archive;
  }

  @Test
  void filesOfPyTorch() {
    for (String name :
        List.of("pt_lstm.pt", "pt_checkpoint_adam.pt", "pt_mixed_dtypes.pt", "pt_views.pt")) {
      campaign(name, ModelFiles.bytes(name), Damage::readTorch);
      campaign(name, withoutChecksums(ModelFiles.bytes(name)), Damage::readTorch);
    }
  }

  @Test
  void filesOfKeras() {
    for (String name :
        List.of(
            "keras_lstm.keras",
            "keras_stacked.h5",
            "keras_bidirectional_lstm.weights.h5",
            "keras_compiled_adam.keras")) {
      byte[] seed = ModelFiles.bytes(name);
      campaign(name, name.endsWith(".keras") ? withoutChecksums(seed) : seed, Damage::readKeras);
    }
  }

  /// The pickle alone, which is a few of a file's bytes.
  @Test
  void pickles() {
    byte[] archive = withoutChecksums(ModelFiles.bytes("pt_views.pt"));
    Random random = new Random(7);
    int begin = new String(archive, StandardCharsets.ISO_8859_1).indexOf("\u0080\u0002}");
    for (int i = 0; i < 8 * COUNT; i++) {
      byte[] bytes = archive.clone();
      for (int j = random.nextInt(3); j >= 0; j--) {
        bytes[begin + random.nextInt(900)] =
            (byte)
                (random.nextBoolean()
                    ? random.nextInt()
                    : "(.)}]Nstu\u0085\u0086\u0087KMJhrjqQRbcX\u0088\u0089a"
                        .charAt(random.nextInt(26)));
      }
      Damage.check("pickle " + i, bytes, Damage::readTorch, i % 8 == 0);
    }
  }

  @Test
  void structuresOfHdf5() {
    byte[] seed = ModelFiles.bytes("keras_simplernn.weights.h5");
    List<Integer> interesting = new ArrayList<>();
    for (int at = 0; at + 8 < seed.length; at += 8) {
      boolean zero = true;
      for (int b = 0; b < 8; b++) {
        zero &= seed[at + b] == 0;
      }
      if (!zero) {
        interesting.add(at);
      }
    }
    Random random = new Random(11);
    for (int i = 0; i < 8 * COUNT; i++) {
      byte[] bytes = seed.clone();
      ByteBuffer in = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      for (int j = random.nextInt(3); j >= 0; j--) {
        int at = interesting.get(random.nextInt(interesting.size()));
        switch (random.nextInt(4)) {
          case 0 -> in.putLong(at, in.getLong(interesting.get(random.nextInt(interesting.size()))));
          case 1 -> in.putLong(at, random.nextInt(seed.length));
          case 2 -> in.putLong(at, random.nextBoolean() ? Long.MAX_VALUE : -1);
          default -> bytes[at + random.nextInt(8)] = (byte) random.nextInt();
        }
      }
      Damage.check("structure " + i, bytes, Damage::readKeras, i % 8 == 0);
    }
  }
}

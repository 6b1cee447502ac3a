package dev.unroll.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.testing.Allocations;
import dev.unroll.kernels.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Whatever happens to the bytes of a model, it runs or is refused: as malformed when it is read or compiled, for
/// values that do not fit when it runs. No other exception, no run without end, no memory beyond what the file's
/// length justifies.
final class DamagedModelsTest {
  /// How often each file is damaged; `-Dunroll.damaged=10000` for a campaign.
  private static final int EACH = Integer.getInteger("unroll.damaged", 6);

  /// What a run may take.
  private static final long MEMORY = 1 << 24;

  /// Reading and compiling take a multiple of the file: each node of some ten bytes becomes an operator.
  private static long allowance(int fileLength) {
    return 300L * fileLength + (1 << 20);
  }

  @Test
  void runOrAreRefused() throws IOException {
    RandomStream random = new RandomStream(Long.getLong("unroll.seed", 7));
    Map<String, Integer> outcomes = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    List<String> names = new ArrayList<>(OnnxFiles.names());
    for (String name : names) {
      byte[] original = OnnxFiles.bytes(name);
      Map<String, OnnxTensor> inputs = OnnxFiles.tensors(OnnxFiles.expected(name), "in.");
      for (int i = 0; i < EACH && failures.size() < 10; i++) {
        byte[] damaged = damage(original, random);
        long begin = System.nanoTime();
        String outcome = outcome(damaged, inputs);
        outcomes.merge(outcome, 1, Integer::sum);
        long millis = (System.nanoTime() - begin) / 1_000_000;
        if (!outcome.startsWith("ok") || millis > 10_000) {
          failures.add("%s, try %d, %d ms: %s".formatted(name, i, millis, outcome));
        }
      }
    }
    assertEquals(List.of(), failures);
    assertEquals(Set.of("ok refused", "ok refused in the run", "ok ran"), outcomes.keySet());
    if (EACH > 100) {
      System.out.println(outcomes);
    }
  }

  private static String outcome(byte[] bytes, Map<String, OnnxTensor> inputs) {
    OnnxSession[] session = new OnnxSession[1];
    String[] problem = new String[1];
    long allocated =
        Allocations.fewestBytes(
            1,
            () -> {
              try {
                session[0] = OnnxModel.of("file", bytes).session(Workers.CALLER, MEMORY);
              } catch (MalformedFileException e) {
                problem[0] = e.getMessage().startsWith("file: ") ? "ok refused" : e.getMessage();
              } catch (RuntimeException | StackOverflowError e) {
                problem[0] = trace(e);
              }
            });
    if (allocated > allowance(bytes.length)) {
      return "%d bytes took %d".formatted(bytes.length, allocated);
    }
    if (problem[0] != null) {
      return problem[0];
    }
    try {
      session[0].run(inputs);
      return "ok ran";
    } catch (IllegalArgumentException e) {
      return "ok refused in the run";
    } catch (RuntimeException | StackOverflowError e) {
      return trace(e);
    }
  }

  private static String trace(Throwable e) {
    return e + Arrays.toString(Arrays.copyOf(e.getStackTrace(), 6));
  }

  /// One to eight changes: bits, bytes, numbers that mean much, pieces lost, doubled or cut off.
  private static byte[] damage(byte[] original, RandomStream random) {
    byte[] bytes = original.clone();
    for (int changes = 1 + random.nextInt(random.nextInt(8) + 1); changes > 0; changes--) {
      int at = random.nextInt(bytes.length);
      int length = 1 + random.nextInt(Math.min(16, bytes.length - at));
      switch (random.nextInt(8)) {
        case 0, 1 -> bytes[at] ^= (byte) (1 << random.nextInt(8));
        case 2 -> bytes[at] = (byte) random.nextInt(256);
        case 3 -> bytes[at] = (byte) new int[] {0, 1, 2, 0x7F, 0x80, 0xFF}[random.nextInt(6)];
        case 4 -> Arrays.fill(bytes, at, at + length, (byte) (random.nextInt(2) == 0 ? 0 : 0xFF));
        case 5 -> bytes = splice(bytes, at, at + length);
        case 6 -> bytes = splice(bytes, at + length, at);
        default -> bytes = random.nextInt(4) == 0 ? Arrays.copyOf(bytes, at + 1) : bytes;
      }
    }
    return bytes;
  }

  /// The bytes before `end`, then those from `next` on.
  private static byte[] splice(byte[] bytes, int end, int next) {
    byte[] result = Arrays.copyOf(bytes, end + bytes.length - next);
    System.arraycopy(bytes, next, result, end, bytes.length - next);
    return result.length == 0 ? bytes : result;
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    byte[] original = OnnxFiles.bytes("node_lstm_op7_floatdata.onnx");
    int accepted = 0;
    for (int length = 0; length < original.length; length++) {
      byte[] cut = Arrays.copyOf(original, length);
      String outcome = outcome(cut, Map.of());
      assertTrue(outcome.startsWith("ok"), outcome);
      accepted += outcome.equals("ok refused") ? 0 : 1;
    }
    // a message may end after any of its fields
    assertTrue(accepted <= 2, accepted + " were read");
  }
}

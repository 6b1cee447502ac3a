package dev.unroll.bench.machine;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.bench.KernelSets;
import dev.unroll.bench.LayerShape;
import dev.unroll.bench.LayerWork;
import dev.unroll.bench.MeasuredCell;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Workers;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Whoever calls the library may have loops of their own on the Vector API. C2 takes the classes of vectors
/// from profiles in the JDK's methods, which all callers share: had the library's kernels shown those more
/// than one class, such a loop would box every vector, at a hundredth of its rate.
class CallersLoopTest {
  /// Boxes would be some 16 bytes for each of the loop's 50,000 multiply-adds.
  private static final long MOST_BYTES = 4096;

  @Test
  void aCallersLoopIsNotBoxedAfterTheKernelsHaveRun() throws IOException, InterruptedException {
    String paths =
        String.join(
            System.getProperty("path.separator"),
            Stream.of(
                    "target/test-classes",
                    System.getProperty("java.class.path"),
                    System.getProperty("jdk.module.path"))
                .filter(path -> path != null && !path.isEmpty())
                .toList());
    Process process =
        new ProcessBuilder(
                List.of(
                    Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                    "-XX:+UseSerialGC",
                    "--add-modules",
                    "jdk.incubator.vector",
                    "-cp",
                    paths,
                    Child.class.getName()))
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertTrue(process.waitFor(1, TimeUnit.MINUTES));
    assertEquals(0, process.exitValue(), output);
    assertTrue(Long.parseLong(output.strip()) <= MOST_BYTES, () -> "bytes a call: " + output);
  }

  /// Runs kernels until they are compiled, then the loop, and prints the bytes that a call of it allocates.
  static final class Child {
    private Child() {}

    public static void main(String[] args) {
      KernelSet set = KernelSets.named("vector");
      LayerShape shape = LayerShape.parse("5x6x16x32");
      List<LayerWork> layers =
          Stream.of(MeasuredCell.LSTM, MeasuredCell.GRU, MeasuredCell.RNN)
              .map(cell -> new LayerWork(set, cell, shape, Workers.CALLER))
              .toList();
      float[] x = new float[512];
      long end = System.nanoTime() + 1_500_000_000L;
      while (System.nanoTime() < end) {
        layers.forEach(LayerWork::training);
        set.activation().exp(512, x, 0, x, 0);
        set.activation().tanh(512, x, 0, x, 0);
      }
      long least = Long.MAX_VALUE;
      float[] operands = Peak.fmaOperands();
      end += 3_000_000_000L;
      while (System.nanoTime() < end && least > 0) {
        long before = allocated();
        for (int i = 0; i < 16; i++) {
          Peak.fma(operands);
        }
        least = Math.min(least, (allocated() - before) / 16);
      }
      System.out.println(least);
    }

    private static long allocated() {
      return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
          .getCurrentThreadAllocatedBytes();
    }
  }
}

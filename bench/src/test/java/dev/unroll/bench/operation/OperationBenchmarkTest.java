package dev.unroll.bench.operation;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.bench.Numbers;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Kernels;
import java.io.File;
import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Param;

/// Every public operation has a benchmark and a row in the table: none can be added without, and the
/// failure names it.
final class OperationBenchmarkTest {
  private static final Path AUTOGRAD =
      Path.of(System.getProperty("basedir", "."))
          .toAbsolutePath()
          .normalize()
          .resolveSibling("autograd");

  static List<OperationWork> works() {
    return OperationList.ALL;
  }

  private static Set<String> operations() throws IOException {
    Path classes = AUTOGRAD.resolve("target/classes");
    try (Stream<Path> files = Files.walk(classes.resolve("dev/unroll/autograd/op"))) {
      return files
          .map(file -> classes.relativize(file).toString())
          .filter(name -> name.endsWith("Op.class"))
          .map(name -> name.replace(".class", "").replace(File.separatorChar, '.'))
          .filter(OperationBenchmarkTest::isPublic)
          .map(name -> name.substring(name.lastIndexOf('.') + 1))
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  private static boolean isPublic(String name) {
    try {
      return Modifier.isPublic(Class.forName(name).getModifiers());
    } catch (ClassNotFoundException failure) {
      throw new AssertionError(failure);
    }
  }

  @Test
  void everyOperationHasABenchmark() throws IOException {
    Set<String> without = operations();
    OperationList.ALL.forEach(work -> without.remove(work.operation()));
    assertEquals(Set.of(), without, "operations without a benchmark in OperationList");
  }

  @Test
  void everyBenchmarkIsAParameterOfJmh() throws NoSuchFieldException {
    Param names = OperationBenchmark.class.getDeclaredField("operation").getAnnotation(Param.class);
    List<String> wanted = OperationList.ALL.stream().map(OperationWork::name).toList();
    assertEquals(wanted, List.of(names.value()), "names in OperationBenchmark");
  }

  @Test
  void everyBenchmarkHasARowInTheTable() throws IOException {
    String table = Files.readString(AUTOGRAD.resolve("OPERATIONS.md"));
    List<String> without =
        OperationList.ALL.stream()
            .map(OperationWork::name)
            .filter(name -> !table.contains("\n| " + name + " |"))
            .toList();
    assertEquals(List.of(), without, "operations without a row in autograd/OPERATIONS.md");
  }

  @Test
  void theReadmeShowsTheTable() throws IOException {
    String readme = Files.readString(AUTOGRAD.resolveSibling("README.md"));
    List<String> without =
        Files.readAllLines(AUTOGRAD.resolve("OPERATIONS.md")).stream()
            .filter(line -> line.startsWith("| ") && !readme.contains("\n" + line + "\n"))
            .toList();
    assertEquals(List.of(), without, "rows of autograd/OPERATIONS.md that README.md has not");
  }

  @ParameterizedTest
  @MethodSource("works")
  void aBenchmarkRunsAgainAndAgainWithTheSameBits(OperationWork work) {
    Tensor[] wanted = new OperationRun(work, Kernels.scalar()).results();
    OperationRun run = new OperationRun(work, Kernels.active());
    float first = run.run();
    assertEquals(first, run.run());
    Tensor[] got = run.results();
    assertEquals(work.inputs().size() + 1, got.length);
    for (int i = 0; i < got.length; i++) {
      Numbers.requireSameBits(work.name() + " " + i, wanted[i].data(), got[i].data());
      for (float each : got[i].data()) {
        assertTrue(Float.isFinite(each), () -> work.name() + ": not finite");
      }
    }
  }

  @Test
  void theMlpOfScalarsHasGradientsToAllParameters() {
    MicrogradMlp graph = new MicrogradMlp(3, Kernels.active());
    float loss = graph.run();
    assertTrue(loss > 0);
    assertEquals(loss, graph.run());
    for (float each : graph.gradients()) {
      assertTrue(Float.isFinite(each) && each != 0);
    }
    assertEquals(3 * (16 * 5 + 16 * 33 + 32 + 4) + 2 * 337 + 1, graph.operations());
  }
}

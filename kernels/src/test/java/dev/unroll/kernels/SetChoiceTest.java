package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Which set a virtual machine gets by its options and modules, and what it says of it.
final class SetChoiceTest {
  @TempDir Path directory;

  /// Prints the name of the active set, and the bits of a product that is rounded.
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Tensor a = Tensor.zeros(3, 5);
      a.fill(0.1f);
      Tensor c = Tensor.zeros(3, 3);
      Matrix left = Matrix.of(a);
      Kernels.active()
          .gemm()
          .multiply(left, left.transpose(), Matrix.of(c), new Workspace(), Workers.CALLER);
      System.out.println(Kernels.active().name() + " " + Float.floatToIntBits(c.get(2, 1)));
    }
  }

  private static String java() {
    return Path.of(System.getProperty("java.home"), "bin", "java").toString();
  }

  private static String locationOf(Class<?> type) throws Exception {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }

  private static List<String> lines(List<String> command) throws IOException, InterruptedException {
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> lines;
    try (var output = process.getInputStream()) {
      lines = new String(output.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
    assertEquals(0, process.waitFor(), lines::toString);
    return lines;
  }

  static Stream<Arguments> options() {
    String vector = "--add-modules=jdk.incubator.vector";
    return Stream.of(
        Arguments.of(List.of(vector), "vector", null),
        Arguments.of(List.of(), "scalar", "start java with --add-modules jdk.incubator.vector"),
        Arguments.of(
            List.of("--limit-modules=java.logging"),
            "scalar",
            "this runtime has no module jdk.incubator.vector"),
        Arguments.of(
            List.of(vector, "-XX:TieredStopAtLevel=1"), "scalar", "start java without -Xint"),
        Arguments.of(List.of(vector, "-Xint"), "scalar", "start java without -Xint"),
        Arguments.of(List.of(vector, "-XX:-UseFMA"), "scalar", "no fused multiply-add"),
        Arguments.of(List.of(vector, "-Dunroll.kernels=scalar"), "scalar", null),
        Arguments.of(
            List.of(vector, "-XX:TieredStopAtLevel=1", "-Dunroll.kernels=vector"), "vector", null));
  }

  @ParameterizedTest
  @MethodSource("options")
  void onTheClassPath(List<String> options, String set, String reason) throws Exception {
    List<String> command = new ArrayList<>(List.of(java()));
    command.addAll(options);
    command.add("-cp");
    command.add(
        String.join(
            System.getProperty("path.separator"),
            locationOf(Kernels.class),
            locationOf(Tensor.class),
            locationOf(SetChoiceTest.class)));
    command.add(Program.class.getName());
    check(lines(command), set, reason);
  }

  private static void check(List<String> lines, String set, String reason) {
    int bits = Float.floatToIntBits(chain());
    assertTrue(lines.contains(set + " " + bits), lines::toString);
    List<String> said = lines.stream().filter(line -> line.contains("the scalar kernels")).toList();
    assertEquals(reason == null ? 0 : 1, said.size(), lines::toString);
    assertTrue(reason == null || said.getFirst().contains(reason), lines::toString);
  }

  private static float chain() {
    float chain = 0;
    for (int k = 0; k < 5; k++) {
      chain = Math.fma(0.1f, 0.1f, chain);
    }
    return chain;
  }

  /// A later JDK sees the descriptor of version 28, which can do without the Vector API's module: on a runtime that has not
  /// got it the module path works all the same, and one that has it needs no flag but the one that the message names.
  @Test
  void onTheModulePathOfALaterJdk() throws Exception {
    Path core = Path.of(locationOf(Tensor.class));
    Path classes = Path.of(locationOf(Kernels.class));
    Path later = directory.resolve("later");
    copy(classes, later);
    Path source =
        Path.of(System.getProperty("basedir", "."), "src", "main", "java28", "module-info.java");
    int compiled =
        ToolProvider.getSystemJavaCompiler()
            .run(
                null,
                null,
                null,
                "-Xlint:-incubating",
                "-p",
                core.toString(),
                "--patch-module",
                "dev.unroll.kernels=" + later,
                "-d",
                later.toString(),
                source.toString());
    assertEquals(0, compiled);
    String path = core + System.getProperty("path.separator") + later;
    String tests = locationOf(SetChoiceTest.class);
    for (String limit : new String[] {"dev.unroll.kernels,java.logging", null}) {
      List<String> command = new ArrayList<>(List.of(java()));
      if (limit != null) {
        command.add("--limit-modules=" + limit);
      }
      command.addAll(List.of("-p", path, "--add-modules=dev.unroll.kernels", "-cp", tests));
      command.add(Program.class.getName());
      check(
          lines(command),
          "scalar",
          limit != null
              ? "this runtime has no module jdk.incubator.vector"
              : "start java with --add-modules jdk.incubator.vector");
    }
  }

  /// The vector set needs no flag on the module path of today's JDKs.
  @Test
  void onTheModulePath() throws Exception {
    String path =
        locationOf(Tensor.class)
            + System.getProperty("path.separator")
            + locationOf(Kernels.class);
    List<String> command =
        List.of(
            java(),
            "-p",
            path,
            "--add-modules=dev.unroll.kernels",
            "-cp",
            locationOf(SetChoiceTest.class),
            Program.class.getName());
    check(lines(command), "vector", null);
  }

  private static void copy(Path from, Path to) throws IOException {
    try (Stream<Path> files = Files.walk(from)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = to.resolve(from.relativize(file).toString());
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          Files.copy(file, target);
        }
      }
    }
  }
}

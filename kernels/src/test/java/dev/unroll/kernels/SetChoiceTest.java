package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.testing.ActiveSet;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.spi.ToolProvider;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Which set a virtual machine gets by its options and modules, and what it says of it.
final class SetChoiceTest {
  private static final String MAIN = ActiveSet.class.getName();
  private static final Path MODULE =
      Path.of(System.getProperty("basedir", ".")).toAbsolutePath().normalize();

  // not where classes say they are from: those of tests are patched into the module
  private static final String CLASSES = MODULE.resolve("target").resolve("classes").toString();
  private static final String TESTS = MODULE.resolve("target").resolve("test-classes").toString();
  private static final String ADD = "--add-modules=dev.unroll.kernels";

  @TempDir Path directory;

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
            "start java with --add-modules jdk.incubator.vector"),
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
    command.addAll(List.of("-cp", classPath(), MAIN));
    check(lines(command), set, reason);
  }

  private static String classPath() throws Exception {
    return String.join(
        System.getProperty("path.separator"), CLASSES, locationOf(Tensor.class), TESTS);
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

  /// A later JDK sees the descriptor of version 28, which can do without the Vector API's module: where it is not there the
  /// module path works all the same, and where it is no flag is needed but the one that the message names.
  @Test
  void onTheModulePathOfALaterJdk() throws Exception {
    Path core = Path.of(locationOf(Tensor.class));
    Path classes = Path.of(CLASSES);
    Path later = directory.resolve("later");
    copy(classes, later);
    Path source =
        MODULE.resolve("src").resolve("main").resolve("java28").resolve("module-info.java");
    run(
        "javac",
        "-Xlint:-incubating",
        "-p",
        core.toString(),
        "--patch-module",
        "dev.unroll.kernels=" + later,
        "-d",
        later.toString(),
        source.toString());
    String path = core + System.getProperty("path.separator") + later;
    String tests = TESTS;
    for (String limit : new String[] {"--limit-modules=dev.unroll.kernels,java.logging", "-Da=b"}) {
      List<String> command = List.of(java(), limit, "-p", path, ADD, "-cp", tests, MAIN);
      check(lines(command), "scalar", "start java with --add-modules jdk.incubator.vector");
    }
    List<String> command =
        List.of(java(), "--add-modules=jdk.incubator.vector", "-p", path, ADD, "-cp", tests, MAIN);
    check(lines(command), "vector", null);
  }

  /// A runtime that has no such module at all.
  @Test
  void onARuntimeWithoutTheModule() throws Exception {
    Path runtime = directory.resolve("runtime");
    // in a process of its own: the one of tests is patched
    String jlink = Path.of(System.getProperty("java.home"), "bin", "jlink").toString();
    lines(List.of(jlink, "--add-modules=java.logging", "--strip-debug", "--output=" + runtime));
    List<String> command =
        List.of(runtime.resolve("bin").resolve("java").toString(), "-cp", classPath(), MAIN);
    check(lines(command), "scalar", "this runtime has no module jdk.incubator.vector");
  }

  /// The vector set needs no flag on the module path of today's JDKs.
  @Test
  void onTheModulePath() throws Exception {
    String path = locationOf(Tensor.class) + System.getProperty("path.separator") + CLASSES;
    List<String> command = List.of(java(), "-p", path, ADD, "-cp", TESTS, MAIN);
    check(lines(command), "vector", null);
  }

  private static void run(String tool, String... arguments) {
    StringWriter said = new StringWriter();
    PrintWriter output = new PrintWriter(said);
    int status = ToolProvider.findFirst(tool).orElseThrow().run(output, output, arguments);
    assertEquals(0, status, said::toString);
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

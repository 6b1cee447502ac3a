package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// The launcher script in a checkout with one source a module, with a `mvn` that only writes a log, and
/// with a Java that prints its arguments.
class LauncherTest {
  private static final Path SHELL = Path.of("/bin/bash");
  private static final List<String> MODULES = List.of("core", "cli");
  private static final Instant NOW = Instant.now();

  /// What the script calls, but for `flock` and `mvn`.
  private static final List<String> TOOLS =
      List.of(
          "cat cksum dirname env find grep head locale mkdir mv readlink rm rmdir sed sleep sort touch"
              .split(" "));

  @TempDir private Path directory;
  private Path checkout;
  private Path tools;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(Files.isExecutable(SHELL), "no shell here");
    checkout = Files.createDirectory(directory.resolve("checkout"));
    Files.copy(Path.of("..", "unroll"), checkout.resolve("unroll"));
    Files.writeString(checkout.resolve("pom.xml"), "root");
    for (String module : MODULES) {
      Path sources = Files.createDirectories(checkout.resolve(module).resolve("src/main"));
      Files.writeString(checkout.resolve(module).resolve("pom.xml"), module);
      Files.writeString(sources.resolve("Source.java"), "class Source {}");
    }
    tools = Files.createDirectory(directory.resolve("tools"));
    script(
        tools.resolve("mvn"),
        "cd '" + checkout + "'",
        "echo begin >> log",
        "sleep 0.2",
        "mkdir -p cli/target/lib && >cli/target/lib/unroll-cli-1.jar",
        "echo end >> log");
    environment.put("UNROLL_JAVA_HOME", jdk("jdk", 25).toString());
    environment.put("PATH", tools + ":" + System.getenv("PATH"));
    environment.put("HOME", directory.toString());
  }

  /// Links out of a temporary directory have to go before it.
  @AfterEach
  void deleteLinks() throws IOException {
    for (String tool : TOOLS) {
      Files.deleteIfExists(tools.resolve(tool));
    }
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + String.join("\n", lines) + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  /// A JDK that prints its name and its arguments, a line each.
  private Path jdk(String name, int version) throws IOException {
    Path home = Files.createDirectories(directory.resolve(name));
    Path java = Files.createDirectory(home.resolve("bin")).resolve("java");
    script(java, "echo " + name, "printf '%s\\n' \"$@\"");
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"%d.0.1\"\n".formatted(version));
    return home;
  }

  /// A PATH with the tools the script calls, and nothing else.
  private String toolsOnly() throws IOException {
    for (String tool : TOOLS) {
      for (String at : System.getenv("PATH").split(":")) {
        if (Files.isExecutable(Path.of(at, tool))) {
          Files.createSymbolicLink(tools.resolve(tool), Path.of(at, tool));
          break;
        }
      }
    }
    return tools.toString();
  }

  private Process start(Path script) throws IOException {
    return start(script, "--version");
  }

  private Process start(Path script, String command) throws IOException {
    ProcessBuilder builder = new ProcessBuilder(SHELL.toString(), script.toString(), command);
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.directory(directory.toFile()).redirectErrorStream(true).start();
  }

  private static String outputOf(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return output;
  }

  /// Requires that the program is started, and returns what was printed.
  private List<String> launch() throws IOException, InterruptedException {
    Process process = start(checkout.resolve("unroll"));
    List<String> lines = outputOf(process).lines().toList();
    assertEquals(0, process.exitValue(), lines::toString);
    assertTrue(lines.contains("dev.unroll.cli/dev.unroll.cli.Main"), lines::toString);
    return lines;
  }

  /// Requires exit status 2 and one line.
  private String refusal() throws IOException, InterruptedException {
    Process process = start(checkout.resolve("unroll"));
    String said = outputOf(process);
    assertEquals(2, process.exitValue(), said);
    assertEquals(1, said.lines().count(), said);
    return said.strip();
  }

  private List<String> log() throws IOException {
    Path log = checkout.resolve("log");
    return Files.exists(log) ? Files.readAllLines(log) : List.of();
  }

  private static void age(Path path, int seconds) throws IOException {
    try (var files = Files.walk(path)) {
      for (Path file : files.toList()) {
        Files.setLastModifiedTime(file, FileTime.from(NOW.minusSeconds(seconds)));
      }
    }
  }

  /// A checkout that was built a minute ago from sources that are an hour old.
  private void buildOfOldSources() throws IOException, InterruptedException {
    age(checkout, 3600);
    launch();
    age(checkout.resolve("cli/target"), 60);
    Files.delete(checkout.resolve("log"));
  }

  // --- the build

  private void buildOnce() throws IOException, InterruptedException {
    List<Process> launched = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      launched.add(start(checkout.resolve("unroll")));
    }
    int waiting = 0;
    for (Process process : launched) {
      waiting += outputOf(process).contains("waiting for another build") ? 1 : 0;
    }
    assertEquals(List.of("begin", "end"), log());
    assertEquals(2, waiting);
  }

  @Test
  void firstBuildsAtTheSameTimeAreOneBuild() throws IOException, InterruptedException {
    buildOnce();
  }

  @Test
  void soTheyAreWhereThereIsNoFlock() throws IOException, InterruptedException {
    environment.put("PATH", toolsOnly());
    buildOnce();
  }

  @Test
  void nothingIsBuiltAgainUntilASourceChanges() throws IOException, InterruptedException {
    buildOfOldSources();
    launch();
    assertEquals(List.of(), log());
    Files.writeString(checkout.resolve("core/src/main/Source.java"), "class Source { int x; }");
    assertTrue(launch().getFirst().startsWith("unroll: building"));
    Files.delete(checkout.resolve("core/src/main/Source.java"));
    assertTrue(launch().getFirst().startsWith("unroll: building"));
  }

  @Test
  void aCopiedCheckoutIsBuilt() throws IOException, InterruptedException {
    buildOfOldSources();
    age(checkout, 0);
    age(checkout.resolve("cli/target"), 5);
    launch();
    launch();
    assertEquals(List.of(), log());
  }

  @Test
  void whatMavenAloneBuiltIsBuilt() throws IOException, InterruptedException {
    Path lib = Files.createDirectories(checkout.resolve("cli/target/lib"));
    Path jar = Files.createFile(lib.resolve("unroll-core-1.jar"));
    Files.createFile(lib.resolve("unroll-cli-1.jar"));
    for (String module : MODULES) {
      Path classes = Files.createDirectories(checkout.resolve(module).resolve("target/classes"));
      Files.createFile(classes.resolve("module-info.class"));
    }
    age(checkout, 3600);
    for (String module : MODULES) {
      age(checkout.resolve(module).resolve("target"), 60);
    }
    launch();
    launch();
    assertEquals(List.of(), log());

    // Compiled, but not packaged.
    Files.delete(checkout.resolve("cli/target/launcher.stamp"));
    age(jar, 90);
    launch();
    assertEquals(List.of("begin", "end"), log());
  }

  @Test
  void withoutMavenItSaysWhatIsMissing() throws IOException, InterruptedException {
    environment.put("PATH", toolsOnly());
    Files.delete(tools.resolve("mvn"));
    assertEquals(
        "unroll: The program is not built, and there is no Maven on the PATH to build it: install"
            + " Apache Maven 3.8 or newer.",
        refusal());
  }

  @Test
  void withoutMavenAnOldBuildStillRuns() throws IOException, InterruptedException {
    environment.put("PATH", toolsOnly());
    buildOfOldSources();
    Files.delete(tools.resolve("mvn"));
    assertEquals("jdk", launch().getFirst());
    Files.writeString(checkout.resolve("core/src/main/Source.java"), "class Source { int x; }");
    assertEquals(
        "unroll: the sources look newer than the built program, and there is no Maven on the PATH"
            + " to build them: running it as it was built.",
        launch().getFirst());
  }

  // --- where it is called from

  @Test
  void cdpathAndSymbolicLinksDoNotLeadItAstray() throws IOException, InterruptedException {
    Files.createDirectories(directory.resolve("elsewhere/checkout"));
    environment.put("CDPATH", directory.resolve("elsewhere") + ":" + directory);
    Files.createSymbolicLink(directory.resolve("link"), Path.of("checkout/unroll"));
    for (String path : List.of("checkout/unroll", "link")) {
      List<String> lines = outputOf(start(Path.of(path))).lines().toList();
      Path target = checkout.toRealPath().resolve("cli/target");
      assertTrue(lines.contains(target.resolve("lib").toString()), lines::toString);
    }
  }

  @Test
  void itRunsInACloneThatConvertsLineEnds() throws IOException, InterruptedException {
    assumeTrue(run(directory, "git", "--version") == 0, "no git here");
    Path from = Files.createDirectory(directory.resolve("from"));
    Files.copy(Path.of("..", "unroll"), from.resolve("unroll"));
    Files.copy(Path.of("..", ".gitattributes"), from.resolve(".gitattributes"));
    String[] commit = "git -c user.name=a -c user.email=a@b commit -q -m a".split(" ");
    for (String[] command : new String[][] {{"git", "init", "-q"}, {"git", "add", "."}, commit}) {
      assertEquals(0, run(from, command));
    }
    String clone = "git -c core.autocrlf=true clone -q from clone";
    assertEquals(0, run(directory, clone.split(" ")));
    assertEquals(-1, Files.mismatch(Path.of("..", "unroll"), directory.resolve("clone/unroll")));
  }

  private int run(Path at, String... command) throws IOException, InterruptedException {
    ProcessBuilder builder = new ProcessBuilder(command).directory(at.toFile());
    builder.environment().put("HOME", directory.toString());
    return builder.redirectErrorStream(true).start().waitFor();
  }

  // --- the JDK

  @Test
  void aJavaThatDoesNotSuitIsRefusedWithAWordOnWhatToDo() throws IOException, InterruptedException {
    Path old = jdk("jdk-17", 17);
    environment.put("UNROLL_JAVA_HOME", old.toString());
    assertEquals(
        "unroll: UNROLL_JAVA_HOME is %s, which is not a JDK 25 or newer; correct or unset it."
            .formatted(old),
        refusal());
  }

  @Test
  void javaHomeIsLookedAtBeforeAnyJvmIsStarted() throws IOException, InterruptedException {
    environment.remove("UNROLL_JAVA_HOME");
    environment.put("JAVA_HOME", jdk("home", 26).toString());
    script(tools.resolve("java"), "touch '" + directory.resolve("started") + "'");
    assertTrue(launch().contains("home"));
    assertFalse(Files.exists(directory.resolve("started")));
  }

  @Test
  void theJavaOfThePathIsFoundThroughLinksWithoutStartingIt()
      throws IOException, InterruptedException {
    environment.remove("UNROLL_JAVA_HOME");
    environment.put("JAVA_HOME", jdk("jdk-17", 17).toString());
    Path java = jdk("of-path", 25).resolve("bin/java");
    Files.createSymbolicLink(directory.resolve("alternative"), java);
    Files.createSymbolicLink(tools.resolve("java"), Path.of("../alternative"));
    List<String> lines = launch();
    assertEquals(1, lines.stream().filter("of-path"::equals).count(), lines::toString);
  }

  @Test
  void aJavaOfThePathThatOnlyStartsAnotherIsAsked() throws IOException, InterruptedException {
    environment.remove("UNROLL_JAVA_HOME");
    Path home = jdk("real", 25);
    script(tools.resolve("java"), "echo '    java.home = " + home + "' >&2");
    assertTrue(launch().contains("real"));
  }

  @Test
  void noJdkAnywhere() throws IOException, InterruptedException {
    environment.remove("UNROLL_JAVA_HOME");
    environment.put("PATH", toolsOnly());
    // The script looks at fixed places, too: here they are below a directory that does not exist.
    String script = Files.readString(checkout.resolve("unroll"));
    String moved =
        script.replaceAll(" (?=/(usr|opt|Library)/[^ ]*\\*)", " " + directory.resolve("none"));
    assertEquals(
        8, Arrays.stream(moved.split(directory.resolve("none").toString())).skip(1).count());
    Files.writeString(checkout.resolve("unroll"), moved);
    assertEquals(
        "unroll: No JDK 25 was found: install JDK 25 or newer (for example Eclipse Temurin,"
            + " https://adoptium.net), or point JAVA_HOME at one.",
        refusal());
  }

  // --- the JVM's options

  /// Only a training writes the archive of classes, which has all that any command needs; the others read it.
  @Test
  void aTrainingWritesTheArchiveThatEachCommandReads() throws IOException, InterruptedException {
    String written = "-XX:+AutoCreateSharedArchive";
    assertTrue(launch().stream().noneMatch(line -> line.contains("Archive")));
    List<String> lines = outputOf(start(checkout.resolve("unroll"), "train")).lines().toList();
    Path archive = checkout.toRealPath().resolve("cli/target/launcher.jsa");
    assertTrue(lines.contains("-XX:SharedArchiveFile=" + archive), lines::toString);
    assertTrue(lines.contains(written), lines::toString);
    Files.createFile(archive);
    lines = launch();
    assertTrue(lines.contains("-XX:SharedArchiveFile=" + archive), lines::toString);
    assertFalse(lines.contains(written), lines::toString);
  }

  /// A JVM neither uses an archive of other jars, nor writes one anew in its place.
  @Test
  void anArchiveThatIsOlderThanAJarGoes() throws IOException, InterruptedException {
    launch();
    Path archive = Files.createFile(checkout.resolve("cli/target/launcher.jsa"));
    age(checkout.resolve("cli/target/lib"), 60);
    launch();
    assertTrue(Files.exists(archive));
    age(archive, 90);
    assertTrue(launch().stream().noneMatch(line -> line.contains("Archive")));
    assertFalse(Files.exists(archive));
  }

  @Test
  void theSerialCollectorIsChosenWhereNobodyChoosesAnother()
      throws IOException, InterruptedException {
    environment.put("UNROLL_JAVA_OPTIONS", "-Xmx1g  -XX:+UseCompactObjectHeaders");
    List<String> lines = launch();
    for (String option : List.of("-Xmx1g", "-XX:+UseCompactObjectHeaders", "-XX:+UseSerialGC")) {
      assertTrue(lines.contains(option), lines::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "JAVA_TOOL_OPTIONS",
        "JDK_JAVA_OPTIONS",
        "_JAVA_OPTIONS",
        "UNROLL_JAVA_OPTIONS",
      })
  void aCollectorChosenInAVariableIsLeftAlone(String variable)
      throws IOException, InterruptedException {
    environment.put(variable, "-Xmx1g '-XX:+UseParallelGC'");
    List<String> lines = launch();
    assertFalse(lines.contains("-XX:+UseSerialGC"), lines::toString);
  }

  @ParameterizedTest
  @CsvSource({"@, -XX:+UseZGC", "-XX:VMOptionsFile=, -XX:+UseG1GC", "-XX:Flags=, +UseZGC"})
  void soIsOneChosenInAFileThatAVariableNames(String prefix, String option)
      throws IOException, InterruptedException {
    Path file = Files.writeString(directory.resolve("options"), "-Xmx1g\n" + option + "\n");
    environment.put("JDK_JAVA_OPTIONS", prefix + file);
    List<String> lines = launch();
    assertFalse(lines.contains("-XX:+UseSerialGC"), lines::toString);
  }
}

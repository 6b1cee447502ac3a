package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The launcher script in a checkout without sources, with a `mvn` that only takes its time.
class LauncherTest {
  private static final Path SHELL = Path.of("/bin/bash");

  /// What the script calls, but for `flock`.
  private static final List<String> TOOLS =
      List.of("dirname", "find", "head", "locale", "mkdir", "mv", "rmdir", "sed", "sleep", "touch");

  @TempDir private Path checkout;
  private Path tools;

  @BeforeEach
  void setUp() throws IOException {
    assumeTrue(Files.isExecutable(SHELL), "no shell here");
    Files.copy(Path.of("..", "unroll"), checkout.resolve("unroll"));
    tools = Files.createDirectory(checkout.resolve("tools"));
    script(
        tools.resolve("mvn"),
        "cd '" + checkout + "'",
        "echo begin >> log",
        "sleep 1",
        "mkdir -p cli/target/lib cli/target/classes",
        "echo end >> log");
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.writeString(file, "#!/bin/bash\n" + String.join("\n", lines) + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private Process launch(String javaHome, String path) throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(SHELL.toString(), checkout.resolve("unroll").toString(), "--version");
    builder.environment().put("UNROLL_JAVA_HOME", javaHome);
    builder.environment().put("PATH", path);
    return builder.redirectErrorStream(true).start();
  }

  private static String outputOf(Process process) throws IOException, InterruptedException {
    String output = new String(process.getInputStream().readAllBytes());
    process.waitFor();
    return output;
  }

  private void buildOnce(String path) throws IOException, InterruptedException {
    List<Process> launched = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      launched.add(launch(System.getProperty("java.home"), path));
    }
    int waiting = 0;
    for (Process process : launched) {
      waiting += outputOf(process).contains("waiting for another build") ? 1 : 0;
    }
    assertEquals(List.of("begin", "end"), Files.readAllLines(checkout.resolve("log")));
    assertEquals(2, waiting);
  }

  @Test
  void firstBuildsAtTheSameTimeAreOneBuild() throws IOException, InterruptedException {
    buildOnce(tools + ":" + System.getenv("PATH"));
  }

  @Test
  void soTheyAreWhereThereIsNoFlock() throws IOException, InterruptedException {
    List<Path> path = Arrays.stream(System.getenv("PATH").split(":")).map(Path::of).toList();
    for (String tool : TOOLS) {
      for (Path directory : path) {
        if (Files.isExecutable(directory.resolve(tool))) {
          script(tools.resolve(tool), "exec '%s' \"$@\"".formatted(directory.resolve(tool)));
          break;
        }
      }
    }
    buildOnce(tools.toString());
  }

  @Test
  void aJavaThatDoesNotSuitIsRefusedWithAWordOnWhatToDo() throws IOException, InterruptedException {
    Path old = Files.createDirectories(checkout.resolve("jdk-17"));
    script(Files.createDirectory(old.resolve("bin")).resolve("java"), "exit 1");
    Files.writeString(old.resolve("release"), "JAVA_VERSION=\"17.0.9\"\n");
    Process process = launch(old.toString(), System.getenv("PATH"));
    String said = outputOf(process);
    assertEquals(
        "unroll: UNROLL_JAVA_HOME is %s, which is not a JDK 25 or newer; correct or unset it.\n"
            .formatted(old),
        said);
    assertEquals(2, process.exitValue());
  }
}

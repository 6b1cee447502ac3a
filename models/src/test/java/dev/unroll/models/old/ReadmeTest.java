package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The README's Java example is the one that [EmbeddingExampleTest] compiles and runs.
final class ReadmeTest {
  @Test
  void theExampleIsTested() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    int from = readme.indexOf("```java\n") + "```java\n".length();
    String example = unindented(readme.substring(from, readme.indexOf("```\n", from)));
    Path source = Path.of("src/test/java/dev/unroll/models/EmbeddingExampleTest.java");
    String tested = unindented(Files.readString(source));

    assertTrue(example.lines().count() >= 20, example);
    assertTrue(tested.contains(example), "the README's example is not the tested one:\n" + example);
  }

  private static String unindented(String code) {
    return code.lines().map(String::strip).collect(Collectors.joining("\n"));
  }
}

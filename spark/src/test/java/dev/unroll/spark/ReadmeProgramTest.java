package dev.unroll.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.training.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The README's program runs, and is the one in the README.
final class ReadmeProgramTest {
  @Test
  void itTrainsAndScores(@TempDir Path directory) throws IOException {
    List<String> lines = Poem.lines(300);
    Path text = directory.resolve("text.txt");
    Files.write(text, lines);
    System.setProperty("spark.master", "local[2]");
    System.setProperty("spark.ui.enabled", "false");
    System.setProperty("spark.driver.host", "127.0.0.1");
    try {
      TrainOnSpark.main(
          new String[] {
            text.toString(),
            directory.resolve("run").toString(),
            directory.resolve("bits").toString()
          });
    } finally {
      System.clearProperty("spark.master");
      System.clearProperty("spark.ui.enabled");
      System.clearProperty("spark.driver.host");
    }

    LanguageModel model =
        Models.load(directory.resolve("run").resolve(RunDirectory.BEST), LanguageModel.class);
    List<String> bits = new ArrayList<>();
    try (Stream<Path> parts = Files.list(directory.resolve("bits"))) {
      for (Path part :
          parts
              .filter(each -> each.getFileName().toString().startsWith("part-"))
              .sorted()
              .toList()) {
        bits.addAll(Files.readAllLines(part));
      }
    }
    assertEquals(lines.size(), bits.size());
    assertEquals(model.score(lines.get(17)).bitsPerToken(), Double.parseDouble(bits.get(17)));
  }

  @Test
  void theReadmesProgramIsThisOne() throws IOException {
    String readme = Files.readString(Path.of("..", "README.md"));
    String program = readme.substring(readme.indexOf("public final class TrainOnSpark"));
    program = program.substring(0, program.indexOf("```"));
    String source =
        Files.readString(
            Path.of("src/test/java", TrainOnSpark.class.getName().replace('.', '/') + ".java"));

    assertTrue(program.lines().count() >= 20, program);
    assertTrue(source.contains(program), "the README's program is not the tested one:\n" + program);
  }
}

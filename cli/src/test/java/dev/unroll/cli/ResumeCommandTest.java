package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

class ResumeCommandTest {
  private static TextArguments parsed(String... arguments) {
    TextArguments text = new TextArguments();
    new CommandLine(
            CommandLine.Model.CommandSpec.create()
                .addMixin("text", CommandLine.Model.CommandSpec.forAnnotatedObject(text)))
        .parseArgs(arguments);
    return text;
  }

  @Test
  void theShortestCommand() {
    assertEquals(
        "unroll train --resume --out unroll-model",
        ResumeCommand.text(parsed(), Path.of("unroll-model"), null, null));
  }

  @Test
  void everythingThatTheCheckpointDoesNotKnow() {
    assertEquals(
        "unroll train --resume --out 'my model' --time 12 --threads 3 --encoding ISO-8859-1"
            + " --text a.txt 'it'\\''s.txt'",
        ResumeCommand.text(
            parsed("--encoding", "latin1", "--text", "a.txt", "it's.txt"),
            Path.of("my model"),
            3,
            Duration.ofMillis(12_345)));
  }
}

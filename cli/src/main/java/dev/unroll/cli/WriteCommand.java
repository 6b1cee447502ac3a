package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.cli.screen.RawTerminal;
import dev.unroll.cli.screen.WriteScreen;
import dev.unroll.models.language.TextModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Writes a text together with a model, which proposes what may come next.
@Command(
    name = "write",
    sortOptions = false,
    description = {
      "Writes a text together with a language model: it proposes what may come next, one chooses.",
      ""
    })
final class WriteCommand implements Callable<Integer>, OutputUser {
  @Parameters(arity = "0..1", paramLabel = "MODEL", description = ModelFile.DESCRIPTION)
  private Path file;

  @Option(
      names = "--prompt",
      paramLabel = "TEXT",
      defaultValue = "",
      description = "Text to begin with.")
  private String prompt;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "Choices, 1 to 9; default 5.")
  private int top;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    Stage.PREPARATION.run(
        () -> {
          if (top < 1 || top > WriteScreen.MOST) {
            throw new IllegalArgumentException(
                "--top: expected 1 to %d, got %d".formatted(WriteScreen.MOST, top));
          }
          return null;
        });
    if (!output.terminal()) {
      throw new IOException(
          "there is no terminal to choose in: unroll sample writes without being asked");
    }
    TextModel model = ModelFile.loadTextModel(file);
    WriteScreen screen = Stage.READING.run(() -> new WriteScreen(model, top, prompt));
    try (RawTerminal terminal = new RawTerminal(Output::harmless)) {
      terminal.run(screen);
    }
    output.println(Output.harmless(screen.text()));
    return 0;
  }
}

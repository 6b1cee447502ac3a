package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.cli.screen.CompleteScreen;
import dev.unroll.cli.screen.RawTerminal;
import dev.unroll.core.Checks;
import dev.unroll.models.language.Completer;
import dev.unroll.models.language.TextModel;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Proposes the next word while one types.
@Command(
    name = "complete",
    sortOptions = false,
    description = {
      "Completes what one types with a language model, as the keyboard of a telephone does: in the terminal, or"
          + " once with --prefix.",
      ""
    })
final class CompleteCommand implements Callable<Integer>, OutputUser {
  @Parameters(arity = "0..1", paramLabel = "MODEL", description = ModelFile.DESCRIPTION)
  private Path file;

  @Option(
      names = "--prefix",
      paramLabel = "TEXT",
      description = "Complete this text and end: a line for each word, its probability first.")
  private String prefix;

  @Option(
      names = "--top",
      paramLabel = "N",
      defaultValue = "5",
      description = "Words to propose; default 5.")
  private int top;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    Stage.PREPARATION.run(() -> Checks.positive("--top", top));
    if (prefix == null && !output.terminal()) {
      throw new IOException("there is no terminal to type in: give the text with --prefix TEXT");
    }
    TextModel model = ModelFile.loadTextModel(file);
    Completer completer = new Completer(model);
    if (prefix != null) {
      List<Completer.Suggestion> found = Stage.READING.run(() -> completer.suggest(prefix, top));
      found.forEach(
          each -> output.printf("%.4f  %s", each.probability(), Output.harmless(each.word())));
      return 0;
    }
    CompleteScreen screen = new CompleteScreen(completer, top, "");
    try (RawTerminal terminal = new RawTerminal(Output::harmless)) {
      terminal.run(screen);
    }
    output.println(Output.harmless(screen.text()));
    return 0;
  }
}

package dev.unroll.cli;

import dev.unroll.kernels.Workers;
import dev.unroll.models.old.CharacterLanguageModel;
import dev.unroll.models.old.LineScore;
import dev.unroll.models.old.Score;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Says how well a model predicts a text.
@Command(
    name = "score",
    sortOptions = false,
    description = {"Says how well a model predicts a text: the lower, the better.", ""})
final class ScoreCommand implements Callable<Integer>, OutputUser {
  @Spec private CommandSpec spec;
  @Mixin private ModelFile model;
  @Mixin private TextArguments text;

  @Option(
      names = "--line",
      description = "Score each line by itself, to compare a correct sentence with a wrong one.")
  private boolean line;

  @Option(
      names = "--threads",
      paramLabel = "K",
      description =
          "Threads to compute with; default one for each processor. The result is the same.")
  private Integer threads;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    if (!text.given()) {
      throw new ParameterException(spec.commandLine(), "name the text to score: --text FILE");
    }
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    try (Workers workers = Workers.start(count)) {
      CharacterLanguageModel loaded = model.load();
      String contents = text.read();
      if (line) {
        output.println("nats/char  bits/char  perplexity  line");
        loaded.scoreLines(contents).forEach(this::print);
      } else {
        print(loaded.score(contents, workers));
      }
    }
    return 0;
  }

  private void print(LineScore scored) {
    Score score = scored.score();
    output.printf(
        "%9.3f  %9.3f  %10.3f  %d: %s",
        score.natsPerCharacter(),
        score.bitsPerCharacter(),
        score.perplexity(),
        scored.number(),
        Output.harmless(scored.line()));
  }

  private void print(Score score) {
    if (score.characters() == 0) {
      throw new IllegalArgumentException(
          "the text has one character; scoring needs at least two: the first is only read");
    }
    output.printf("characters %,d", score.characters());
    output.printf("nats/char  %.3f", score.natsPerCharacter());
    output.printf("bits/char  %.3f", score.bitsPerCharacter());
    output.printf("perplexity %.3f", score.perplexity());
  }
}

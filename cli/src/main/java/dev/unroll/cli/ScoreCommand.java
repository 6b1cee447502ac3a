package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.cli.kind.TextData;
import dev.unroll.cli.options.CommandOptions;
import dev.unroll.cli.options.RecordOptions;
import dev.unroll.kernels.Workers;
import dev.unroll.models.decode.DecodingLimits;
import dev.unroll.models.language.TextModel;
import dev.unroll.models.language.TextScore;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.text.Tokenizer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

/// Says how well a language model predicts a text.
@Command(
    name = "score",
    sortOptions = false,
    description = {
      "Says how well a language model predicts a text: the lower, the better. Or which of several sentences is the"
          + " likeliest.",
      ""
    })
final class ScoreCommand implements Callable<Integer> {
  private static final TextData DEFAULTS = TextData.defaults();
  private static final RecordOptions<TextData> OPTIONS =
      RecordOptions.of(DEFAULTS, Set.of("--model", "--line", "--threads"));

  private final Output output;
  private CommandSpec spec;

  @Mixin private ModelFile model;

  @Parameters(
      arity = "0..*",
      paramLabel = "SENTENCE",
      description = "Sentences to compare: the likeliest comes first.")
  private List<String> sentences = List.of();

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

  private ScoreCommand(Output output) {
    this.output = output;
  }

  static CommandSpec spec(Output output) {
    ScoreCommand command = new ScoreCommand(output);
    command.spec = CommandSpec.forAnnotatedObject(command);
    CommandOptions.add(command.spec, "The text", OPTIONS.options());
    return command.spec;
  }

  @Override
  public Integer call() throws IOException {
    TextData data =
        Stage.PREPARATION.run(
            () ->
                OPTIONS.read(
                    DEFAULTS,
                    CommandOptions.given(spec.commandLine().getParseResult(), OPTIONS.options())));
    if (!sentences.isEmpty()) {
      if (line || !data.text().isEmpty()) {
        throw new ParameterException(
            spec.commandLine(), "give sentences or a text, not both: leave out --text and --line");
      }
      new Ranking(model.loadTextModel(), output).print(sentences);
      return 0;
    }
    if (data.text().isEmpty()) {
      throw new ParameterException(
          spec.commandLine(), "name the text to score: --text FILE, or give sentences");
    }
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    try (Workers workers = Stage.PREPARATION.run(() -> Workers.start(count))) {
      TextModel loaded = model.loadTextModel();
      TextSource source = data.source(System.in);
      if (line) {
        new LineScores(loaded, count, output).print(source);
      } else {
        print(loaded, source, workers);
      }
    }
    return 0;
  }

  private void print(TextModel loaded, TextSource source, Workers workers) throws IOException {
    Tokenizer tokenizer = loaded.tokenizer();
    boolean characters = tokenizer == Tokenizer.CHARACTERS;
    String items = characters ? "characters" : "words";
    int unknown;
    TextScore score;
    if (loaded.end() == DecodingLimits.NO_END) {
      Corpus corpus = Stage.READING.run(() -> Corpus.with(loaded.vocabulary(), tokenizer, source));
      unknown = corpus.unknown();
      score = Stage.USE.run(() -> loaded.score(corpus.ids(), workers));
    } else {
      // a model of texts that end: each line is one
      List<int[]> lines = Stage.READING.run(() -> lines(loaded, source));
      unknown = lines.stream().mapToInt(loaded.vocabulary()::unknownIn).sum();
      score = Stage.USE.run(() -> sum(loaded, lines, workers));
    }
    if (score.tokens() == 0) {
      throw new IOException(
          "the text has one of the %s; scoring needs at least two: the first is only read"
              .formatted(items));
    }
    String item = characters ? "char" : "word";
    output.printf("%-10s %,d", items, score.tokens());
    if (unknown > 0) {
      output.printf("unknown    %,d", unknown);
    }
    output.printf("nats/%s  %.3f", item, score.natsPerToken());
    output.printf("bits/%s  %.3f", item, score.bitsPerToken());
    output.printf("perplexity %.3f", score.perplexity());
  }

  /// The lines that have tokens.
  private static List<int[]> lines(TextModel model, TextSource source) throws IOException {
    StringBuilder text = new StringBuilder();
    source.read(text::appendCodePoint);
    List<int[]> lines = new ArrayList<>();
    int number = 0;
    for (String each : text.toString().split("\\R")) {
      int[] ids = model.vocabulary().encode(each, model.tokenizer(), ++number);
      if (ids.length > 0) {
        lines.add(ids);
      }
    }
    return lines;
  }

  private static TextScore sum(TextModel model, List<int[]> lines, Workers workers) {
    long tokens = 0;
    double nats = 0;
    for (int[] ids : lines) {
      TextScore score = model.score(TokenIds.of(model.alone(ids)), workers);
      tokens += score.tokens();
      nats += score.nats();
    }
    return new TextScore(tokens, nats);
  }
}

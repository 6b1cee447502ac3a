package dev.unroll.cli;

import dev.unroll.cli.inspect.InspectPage;
import dev.unroll.cli.kind.Program;
import dev.unroll.cli.kind.Programs;
import dev.unroll.cli.kind.Stage;
import dev.unroll.core.Checks;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.insight.Finding;
import dev.unroll.models.insight.InputGradients;
import dev.unroll.models.insight.Inspection;
import dev.unroll.models.insight.Mark;
import dev.unroll.models.insight.Reading;
import dev.unroll.models.text.TextSource;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Looks into a model while it reads.
@Command(
    name = "inspect",
    sortOptions = false,
    description = {
      "Looks into a model while it reads a text: units and gates after each token, what it expects, how far back it looks. "
          + "Finds the units that keep track of a mark. Makes a page for a browser.",
      ""
    })
final class InspectCommand implements Callable<Integer>, OutputUser {
  /// Tokens among which units are looked for, at most: what is kept of each is some kilobytes.
  private static final int SEARCHED = 10_000;

  /// Answers whose gradients are looked at.
  private static final int GRADIENTS = 16;

  private Output output;

  @Parameters(arity = "0..1", paramLabel = "MODEL", description = ModelFile.DESCRIPTION)
  private Path model;

  @Option(
      names = "--text",
      required = true,
      paramLabel = "FILE",
      description = "The text to read, in UTF-8; - for standard input.")
  private Path text;

  @Option(
      names = "--mark",
      defaultValue = "quotes",
      paramLabel = "MARK",
      description =
          "What a unit may keep track of: quotes, brackets, line-position, or a regular expression; default quotes.")
  private String mark;

  @Option(
      names = "--length",
      defaultValue = "600",
      paramLabel = "N",
      description =
          "Tokens that are shown; default ${DEFAULT-VALUE}. Units are looked for in more of the text.")
  private int length;

  @Option(
      names = "--at",
      paramLabel = "T",
      description =
          "The token, from 0, after which the answer is whose gradient is shown; default the last one shown.")
  private Integer at;

  @Option(
      names = "--html",
      defaultValue = "inspect.html",
      paramLabel = "FILE",
      description = "Where the page goes; default ${DEFAULT-VALUE}.")
  private Path html;

  @Mixin private RunArguments arguments;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    Mark marked = Stage.PREPARATION.run(() -> Mark.named(mark));
    Stage.PREPARATION.run(() -> Checks.positive("length", length));
    SavedRun<?, ?> saved = SavedRun.open(ModelFile.resolve(model), Programs.all());
    String content = Stage.READING.run(this::read);
    try (Workers workers = Stage.PREPARATION.run(arguments::start)) {
      return inspect(saved, content, marked, workers);
    }
  }

  private String read() throws IOException {
    StringBuilder content = new StringBuilder();
    TextSource source =
        text.toString().equals("-")
            ? TextSource.of("standard input", System.in, StandardCharsets.UTF_8)
            : TextSource.of(List.of(text), StandardCharsets.UTF_8);
    source.read(content::appendCodePoint);
    return content.toString();
  }

  private <O extends Record, M extends Model> int inspect(
      SavedRun<O, M> saved, String content, Mark marked, Workers workers) throws IOException {
    Reading whole = reading(saved, content, SEARCHED);
    double[] everywhere =
        Stage.READING.run(() -> marked.ofTokens(whole.tokens(), whole.separator()));
    List<Finding> findings =
        Stage.USE.run(() -> Finding.search(Inspection.of(whole, workers), everywhere));
    Reading shown = reading(saved, content, length);
    Inspection inspection = Stage.USE.run(() -> Inspection.of(shown, workers));
    InputGradients gradients = gradients(inspection, workers);
    Program<O, M> program = saved.program();
    new InspectPage(
            "%s, %s".formatted(saved.file(), program.name()),
            inspection,
            mark,
            Arrays.copyOf(everywhere, shown.steps()),
            findings,
            gradients)
        .page()
        .write(html);
    if (findings.isEmpty()) {
      output.printf("mark %s: the same everywhere in the text", mark);
    } else {
      Finding best = findings.getFirst();
      output.printf(
          "mark %s: %s, correlation %.3f over %,d tokens; mean %.2f within, %.2f elsewhere",
          mark, best.name(), best.correlation(), whole.steps(), best.within(), best.outside());
    }
    output.printf("page %s", html);
    return 0;
  }

  private static <M extends Model> Reading reading(SavedRun<?, M> saved, String content, int most)
      throws IOException {
    return Stage.READING.run(
        () ->
            saved
                .program()
                .reading(saved.model(), content, most)
                .orElseThrow(
                    () ->
                        new IllegalArgumentException(
                            "%s: models of the kind %s read no text that could be shown"
                                .formatted(saved.file(), saved.program().name()))));
  }

  /// Of the answer at the place that was asked for, then of others all over the text.
  private InputGradients gradients(Inspection inspection, Workers workers) throws IOException {
    Reading reading = inspection.reading();
    int last = reading.steps() - 1;
    int asked = at == null ? last : at;
    if (asked < 0 || asked > last) {
      throw new IOException(
          "--at: expected one of the tokens shown, 0 to %d, got %d".formatted(last, asked));
    }
    int others = reading.eachStep() ? Math.min(GRADIENTS, last) : 0;
    int[] steps =
        IntStream.concat(
                IntStream.of(asked),
                IntStream.range(0, others).map(n -> last - n * (last + 1) / (2 * GRADIENTS)))
            .toArray();
    int[] answers = IntStream.of(steps).map(step -> answer(inspection, step)).toArray();
    return Stage.USE.run(() -> InputGradients.of(reading, steps, answers, workers));
  }

  /// The answer that the text gives, or else the likeliest.
  private static int answer(Inspection inspection, int step) {
    Reading reading = inspection.reading();
    if (reading.next() != null && reading.next()[step] >= 0) {
      return reading.next()[step];
    }
    int row = reading.eachStep() ? step : 0;
    int best = 0;
    for (int k = 1; k < reading.answers().size(); k++) {
      if (inspection.probabilities().get(row, k) > inspection.probabilities().get(row, best)) {
        best = k;
      }
    }
    return best;
  }
}

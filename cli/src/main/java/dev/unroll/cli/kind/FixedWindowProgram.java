package dev.unroll.cli.kind;

import dev.unroll.models.language.FixedWindowModel;
import dev.unroll.models.language.FixedWindowModelKind;
import dev.unroll.models.language.FixedWindowOptions;
import dev.unroll.models.language.FixedWindowTask;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;

/// The kind `fixed-window`: Bengio's neural model, which predicts a token from the last few.
public final class FixedWindowProgram implements Program<FixedWindowRun, FixedWindowModel> {
  /// The windows of the table that `--compare` prints.
  private static final int[] WINDOWS = {1, 2, 5, 10, 20, 50};

  /// The kind, of which one is enough.
  public FixedWindowProgram() {}

  @Override
  public String name() {
    return "fixed-window";
  }

  @Override
  public String description() {
    return "A model that predicts each next character or word of a text from the last few.";
  }

  @Override
  public FixedWindowRun defaults() {
    return new FixedWindowRun(
        TextData.defaults(),
        FixedWindowOptions.defaults(),
        WordOptions.defaults(),
        Initializer.torch(),
        128,
        0.1f,
        false,
        TrainingOptions.defaults()
            .withOptimizer(new OptimizerOptions.Adam(1e-3f))
            .withClipping(1, 0));
  }

  @Override
  public FixedWindowModelKind kind() {
    return new FixedWindowModelKind();
  }

  @Override
  public Prepared<?> prepare(
      FixedWindowRun run, FixedWindowModel given, Purpose purpose, Console console)
      throws IOException {
    boolean measure = purpose == Purpose.MEASURE;
    Corpus corpus =
        Corpora.read(
            run.data(),
            run.model().tokenizer(),
            run.words(),
            run.validation(),
            given == null ? null : given.vocabulary(),
            purpose,
            console);
    FixedWindowModel model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : new FixedWindowModel(
                        run.model(),
                        corpus.vocabulary(),
                        Scope.fresh(run.training().seed(), run.initializer())));
    FixedWindowOptions options = model.options();
    console.say(
        "model: windows of %d, vectors of %d, %d hidden units, %,d parameters",
        options.window(), options.embedding(), options.hidden(), model.parameterCount());
    if (run.compare() && !measure) {
      compare(options, corpus, console);
    }
    FixedWindowTask task =
        measure
            ? FixedWindowTask.measuring(model, corpus, run.batch())
            : new FixedWindowTask(
                model, corpus, run.batch(), run.validation(), run.training().seed());
    return new Prepared<>(task, run.training());
  }

  /// The lecture's point: what a window sees costs parameters, what a state remembers does not.
  private static void compare(FixedWindowOptions options, Corpus corpus, Console console) {
    int tokens = corpus.vocabulary().size();
    LanguageModelOptions recurrent =
        LanguageModelOptions.words(
            options.tokenizer(), Cell.LSTM, options.embedding(), options.hidden(), 0);
    long steady = LanguageModel.build(recurrent, corpus.vocabulary(), 1).parameterCount();
    console.say("%-20s %16s %16s", "tokens looked back", "fixed window", "LSTM");
    for (int window : WINDOWS) {
      console.say(
          "%-20d %,16d %,16d", window, options.withWindow(window).parameters(tokens), steady);
    }
  }
}

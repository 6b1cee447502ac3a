package dev.unroll.cli.kind;

import dev.unroll.models.insight.Reading;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelKind;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.language.LanguageTask;
import dev.unroll.models.language.MinCharRnn;
import dev.unroll.models.language.Sampling;
import dev.unroll.models.language.TextOptions;
import dev.unroll.models.language.WarmUp;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Wiring;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The kind `language`: models that predict the next character or word of a text.
public final class LanguageProgram implements Program<LanguageRun, LanguageModel> {
  private static final int ANSWER = 200;

  /// The kind, of which one is enough.
  public LanguageProgram() {}

  @Override
  public String name() {
    return "language";
  }

  @Override
  public String description() {
    return "A model that predicts each next character or word of a text, and can write its like.";
  }

  @Override
  public LanguageRun defaults() {
    return new LanguageRun(
        TextData.defaults(),
        LanguageModelOptions.defaults(),
        WordOptions.defaults(),
        Initializer.torch(),
        TextOptions.defaults(),
        TrainingOptions.defaults(),
        Samples.USUAL);
  }

  @Override
  public Map<String, LanguageRun> presets() {
    LanguageRun minCharRnn =
        new LanguageRun(
            TextData.defaults(),
            MinCharRnn.model(100),
            WordOptions.defaults(),
            MinCharRnn.initializer(),
            MinCharRnn.text(25),
            MinCharRnn.training(),
            Samples.LECTURE);
    Map<String, LanguageRun> presets = new LinkedHashMap<>();
    presets.put("min-char-rnn", minCharRnn);
    presets.put("c-source", characters(2, 384, 100, 0.1f, Samples.USUAL));
    presets.put("latex", characters(2, 384, 100, 0.1f, Samples.USUAL));
    presets.put("speeches", characters(2, 256, 80, 0.1f, Samples.USUAL));
    presets.put("music", characters(1, 256, 64, 0.3f, Samples.TUNES));
    presets.put("words", words());
    return presets;
  }

  /// A character model of a size that suits a text: long lines of nested code want more of both than tunes do.
  private static LanguageRun characters(
      int layers, int hidden, int sequence, float dropout, Samples samples) {
    return new LanguageRun(
        TextData.defaults(),
        LanguageModelOptions.characters(Cell.LSTM, hidden).stacked(layers, Wiring.PLAIN, dropout),
        WordOptions.defaults(),
        Initializer.torch(),
        TextOptions.chunks(32, sequence),
        TrainingOptions.defaults().withClipping(1, 0),
        samples);
  }

  /// Words seen twice, each a vector, and half of everything dropped in training.
  private static LanguageRun words() {
    return new LanguageRun(
        TextData.defaults(),
        LanguageModelOptions.words(Tokenizer.LETTERS, Cell.LSTM, 128, 256, 0.5f),
        WordOptions.defaults(),
        Initializer.torch(),
        TextOptions.chunks(20, 35),
        TrainingOptions.defaults()
            .withOptimizer(new OptimizerOptions.Adam(2e-3f))
            .withClipping(1, 0),
        Samples.USUAL);
  }

  @Override
  public LanguageModelKind kind() {
    return new LanguageModelKind();
  }

  @Override
  public Prepared<?> prepare(LanguageRun run, LanguageModel given, Purpose purpose, Console console)
      throws IOException {
    if (purpose == Purpose.MEASURE) {
      return prepared(run, given, purpose, console);
    }
    // The processors that are free until the training begins let the kernels be compiled.
    try (WarmUp _ = WarmUp.start(run.model(), run.streams(), run.training())) {
      return prepared(run, given, purpose, console);
    }
  }

  private static Prepared<?> prepared(
      LanguageRun run, LanguageModel given, Purpose purpose, Console console) throws IOException {
    Corpus corpus =
        Corpora.read(
            run.data(),
            run.model().tokenizer(),
            run.words(),
            run.streams().validation(),
            given == null ? null : given.vocabulary(),
            purpose,
            console);
    LanguageModel model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : new LanguageModel(
                        run.model(),
                        corpus.vocabulary(),
                        Scope.fresh(run.training().seed(), run.initializer())));
    LanguageTask task =
        purpose == Purpose.MEASURE
            ? LanguageTask.measuring(model, corpus)
            : new LanguageTask(model, corpus, run.streams());
    console.say("model: %s", describe(model));
    return new Prepared<>(task, run.training());
  }

  private static String describe(LanguageModel model) {
    LanguageModelOptions options = model.options();
    return "%s, %d hidden units, %d %s, %,d parameters"
        .formatted(
            options.cell().description(),
            options.hidden(),
            options.layers(),
            options.layers() == 1 ? "layer" : "layers",
            model.parameterCount());
  }

  @Override
  public Examples examples(LanguageRun run, Task<?> task) {
    LanguageModel model = (LanguageModel) task.model();
    return switch (run.samples()) {
      case USUAL -> Examples.of(task);
      case LECTURE -> new LectureSamples(model, run.streams().truncation().steps());
      case TUNES -> new TuneSamples(Examples.of(task), model);
    };
  }

  /// What the lecture's program prints: every 100 iterations a sample and the smoothed loss, which there is
  /// the sum over a sequence.
  private record LectureSamples(LanguageModel model, int sequence) implements Examples {
    @Override
    public boolean due(Progress progress) {
      return progress.step() % MinCharRnn.SAMPLE_INTERVAL == 0;
    }

    @Override
    public String show(Progress progress) {
      Sampling sampling =
          Sampling.of(MinCharRnn.SAMPLE_LENGTH).withTemperature(1).withSeed(progress.step());
      return "----%n %s %n----%niter %d, loss: %f"
          .formatted(
              model.generate("", sampling), progress.step(), progress.smoothedLoss() * sequence);
    }
  }

  @Override
  public Optional<Reading> reading(LanguageModel model, String text, int most) {
    return Optional.of(Reading.of(model, text, most));
  }

  /// A line is continued by what is likeliest, up to its end.
  @Override
  public Optional<Prediction<LanguageModel, ?>> prediction() {
    return Optional.of(
        Prediction.of(
            model ->
                line ->
                    line
                        + model
                            .generate(line, Sampling.of(ANSWER).withTemperature(0))
                            .lines()
                            .findFirst()
                            .orElse("")));
  }
}

package dev.unroll.cli.kind;

import dev.unroll.cli.chart.Chart;
import dev.unroll.models.classification.Classification;
import dev.unroll.models.classification.ClassificationOptions;
import dev.unroll.models.classification.Explanation;
import dev.unroll.models.classification.LabelledText;
import dev.unroll.models.classification.TextClassificationTask;
import dev.unroll.models.classification.TextClassifier;
import dev.unroll.models.classification.TextClassifierKind;
import dev.unroll.models.classification.TextClassifierOptions;
import dev.unroll.models.data.Split;
import dev.unroll.models.insight.Reading;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Directions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Summary;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The kind `sentiment`: texts to labels, such as reviews to what they think, or names to languages.
public final class SentimentProgram implements Program<TextClassifierRun, TextClassifier> {
  private static final int KERAS_STEPS = 60;

  /// The kind, of which one is enough.
  public SentimentProgram() {}

  @Override
  public String name() {
    return "sentiment";
  }

  @Override
  public String description() {
    return "A classifier of texts: reviews to what they think of a film, names to languages.";
  }

  @Override
  public TextClassifierRun defaults() {
    return new TextClassifierRun(
        LabelledData.generated(),
        TextClassifierOptions.defaults(),
        10_000,
        Initializer.keras(),
        ClassificationOptions.defaults(),
        TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.001f)));
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.epochs(10);
  }

  /// The lecture's program in Keras, with an LSTM, with a GRU and in both directions; the maximum over time, which is
  /// the default; attention; and languages of names by their characters.
  @Override
  public Map<String, TextClassifierRun> presets() {
    TextClassifierRun usual = defaults();
    TextClassifierRun names =
        new TextClassifierRun(
            new LabelledData(List.of(), "UTF-8", new Split.Every(10)),
            TextClassifierOptions.characters(Cell.RESET_AFTER_GRU, 128),
            10_000,
            Initializer.torch(),
            new ClassificationOptions(64, false),
            TrainingOptions.defaults()
                .withOptimizer(new OptimizerOptions.Adam(0.002f))
                .withClipping(1, 0));
    return Map.of(
        "keras",
        keras(Cell.LSTM),
        "keras-gru",
        keras(Cell.RESET_AFTER_GRU),
        "keras-bidirectional",
        with(
            keras(Cell.LSTM),
            TextClassifierOptions.keras(Cell.LSTM, KERAS_STEPS).withDirections(Directions.BOTH)),
        "pooled",
        usual,
        "naive-bayes",
        with(usual, usual.model().withWordScores()),
        "attention",
        with(usual, usual.model().withSummary(Summary.ATTENTION)),
        "names",
        names);
  }

  private static TextClassifierRun with(TextClassifierRun run, TextClassifierOptions model) {
    return new TextClassifierRun(
        run.data(), model, run.vocabulary(), run.initializer(), run.examples(), run.training());
  }

  private static TextClassifierRun keras(Cell cell) {
    return new TextClassifierRun(
        LabelledData.generated(),
        TextClassifierOptions.keras(cell, KERAS_STEPS),
        10_000,
        Initializer.keras(),
        new ClassificationOptions(128, false),
        TrainingOptions.defaults()
            .withOptimizer(new OptimizerOptions.Rmsprop(0.001f, 0.9f, 1e-7f))
            .withClipping(0, 0));
  }

  @Override
  public TextClassifierKind kind() {
    return new TextClassifierKind();
  }

  @Override
  public Prepared<?> prepare(
      TextClassifierRun run, TextClassifier given, Purpose purpose, Console console)
      throws IOException {
    boolean measure = purpose == Purpose.MEASURE;
    List<LabelledText> texts = Stage.READING.run(run.data()::read);
    Split.Parts<LabelledText> parts =
        measure ? new Split.Parts<>(List.of(), texts) : run.data().split().of(texts);
    console.say(
        "texts: %,d to train on, %,d held out%s",
        parts.training().size(),
        parts.heldOut().size(),
        run.data().texts().isEmpty() ? ", generated reviews" : "");
    long seed = run.training().seed();
    TextClassifier model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : TextClassifier.build(
                        run.model(), parts.training(), run.vocabulary(), run.initializer(), seed));
    TextClassificationTask task =
        new TextClassificationTask(model, parts.training(), parts.heldOut(), run.examples(), seed);
    if (!measure) {
      task.baselines().forEach(score -> console.say("baseline %s", score));
    }
    console.say(
        "model: %s, %d hidden units, %,d tokens, %d labels, %,d parameters",
        model.options().cell().description(),
        model.options().hidden(),
        model.vocabulary().size(),
        model.labels().size(),
        model.parameterCount());
    return new Prepared<>(task, run.training());
  }

  /// What labels are taken for.
  @Override
  public Optional<Chart> chart(Task<?> task) {
    return task instanceof TextClassificationTask measured && measured.confusion() != null
        ? Optional.of(ConfusionChart.of(measured.confusion(), measured.model().labels().tokens()))
        : Optional.empty();
  }

  /// How a text is answered.
  ///
  /// @param explain whether each token is shown with its share in the answer
  public record Answer(@Setting("Show each token's share in the answer.") boolean explain) {}

  @Override
  public Optional<Reading> reading(TextClassifier model, String text, int most) {
    return Optional.of(Reading.of(model, text, most));
  }

  /// A line is answered by its label, the probability of it and the text, separated by tabs.
  @Override
  public Optional<Prediction<TextClassifier, ?>> prediction() {
    return Optional.of(
        new Prediction<TextClassifier, Answer>() {
          @Override
          public Answer defaults() {
            return new Answer(false);
          }

          @Override
          public Predictor predictor(TextClassifier model, Answer answer, Console console) {
            return answer.explain()
                ? line -> explained(model, line)
                : line -> answered(model.classify(line), line);
          }
        });
  }

  private static String answered(Classification answer, String text) {
    return String.format(Locale.ROOT, "%s\t%.3f\t%s", answer.label(), answer.probability(), text);
  }

  private static String explained(TextClassifier model, String line) {
    Explanation explanation = model.explain(line);
    StringBuilder text = new StringBuilder();
    for (Explanation.Token token : explanation.tokens()) {
      text.append(text.isEmpty() ? "" : " ")
          .append(String.format(Locale.ROOT, "%s(%+.2f)", token.text(), token.share()));
    }
    return answered(explanation.answer(), text.toString());
  }
}

package dev.unroll.cli.kind;

import dev.unroll.cli.chart.Chart;
import dev.unroll.models.classification.ClassificationOptions;
import dev.unroll.models.classification.Perceptron;
import dev.unroll.models.classification.PerceptronKind;
import dev.unroll.models.classification.PerceptronOptions;
import dev.unroll.models.classification.PerceptronTask;
import dev.unroll.models.classification.Table;
import dev.unroll.models.data.Split;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// The kind `classify`: rows of a table to labels, or to numbers.
public final class ClassifyProgram implements Program<ClassifyRun, Perceptron> {
  private static final int EPOCHS = 50;

  /// The kind, of which one is enough.
  public ClassifyProgram() {}

  @Override
  public String name() {
    return "classify";
  }

  @Override
  public String description() {
    return "A perceptron with hidden layers: rows of a table (CSV) to a column of labels or of numbers.";
  }

  @Override
  public ClassifyRun defaults() {
    return run(PerceptronOptions.defaults());
  }

  /// The perceptron, whose labels straight lines part.
  @Override
  public Map<String, ClassifyRun> presets() {
    return Map.of("perceptron", run(PerceptronOptions.of()));
  }

  private static ClassifyRun run(PerceptronOptions model) {
    return new ClassifyRun(
        TableData.generated(),
        model,
        Initializer.glorot(),
        ClassificationOptions.defaults(),
        TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.01f)));
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.epochs(EPOCHS);
  }

  @Override
  public PerceptronKind kind() {
    return new PerceptronKind();
  }

  @Override
  public Prepared<?> prepare(ClassifyRun run, Perceptron given, Purpose purpose, Console console)
      throws IOException {
    Table table =
        Stage.READING.run(() -> run.data().read(given == null ? List.of() : given.features()));
    List<Integer> rows = IntStream.range(0, table.rows()).boxed().toList();
    Split.Parts<Integer> parts =
        purpose == Purpose.MEASURE
            ? new Split.Parts<>(List.of(), rows)
            : run.data().split().of(rows);
    console.say(
        "rows: %,d to train on, %,d held out%s",
        parts.training().size(),
        parts.heldOut().size(),
        run.data().table() == null ? ", two generated spirals" : "");
    long seed = run.training().seed();
    Table training = table.rows(parts.training());
    Perceptron model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : Perceptron.build(
                        run.model(), training, Scope.fresh(seed, run.initializer())));
    PerceptronTask task =
        new PerceptronTask(model, training, table.rows(parts.heldOut()), run.examples(), seed);
    if (purpose != Purpose.MEASURE) {
      task.baselines().forEach(score -> console.say("baseline %s", score));
    }
    console.say(
        "model: %d features, hidden layers %s, %s, %,d parameters",
        model.features().size(),
        model.options().hidden(),
        model.labels() == null
            ? "the number '%s'".formatted(model.standardization().columns().getLast())
            : "%d labels".formatted(model.labels().size()),
        model.parameterCount());
    return new Prepared<>(task, run.training());
  }

  /// What labels are taken for.
  @Override
  public Optional<Chart> chart(Task<?> task) {
    return task instanceof PerceptronTask measured && measured.confusion() != null
        ? Optional.of(ConfusionChart.of(measured.confusion(), measured.model().labels().tokens()))
        : Optional.empty();
  }

  /// How rows are answered.
  ///
  /// @param missing what stands where a number is missing
  public record Reading(
      @Setting(value = "What stands for a missing number, such as NA or -9999.", label = "TEXT,…")
          List<String> missing) {
    public Reading {
      missing = List.copyOf(missing);
    }
  }

  /// The first line names columns, each of the others is a row of them, with commas in between; it is answered by
  /// its label and the probability of that, or by its number.
  @Override
  public Optional<Prediction<Perceptron, ?>> prediction() {
    return Optional.of(
        new Prediction<Perceptron, Reading>() {
          @Override
          public Reading defaults() {
            return new Reading(List.of());
          }

          @Override
          public Predictor predictor(Perceptron model, Reading reading, Console console) {
            return new ClassifyLines(model, reading.missing());
          }
        });
  }
}

package dev.unroll.models;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.kernels.Workers;
import dev.unroll.models.classification.ClassificationOptions;
import dev.unroll.models.classification.Explanation;
import dev.unroll.models.classification.GeneratedReviews;
import dev.unroll.models.classification.GeneratedSpirals;
import dev.unroll.models.classification.LabelledText;
import dev.unroll.models.classification.Perceptron;
import dev.unroll.models.classification.PerceptronOptions;
import dev.unroll.models.classification.PerceptronTask;
import dev.unroll.models.classification.Table;
import dev.unroll.models.classification.TextClassificationTask;
import dev.unroll.models.classification.TextClassifier;
import dev.unroll.models.classification.TextClassifierOptions;
import dev.unroll.models.data.Series;
import dev.unroll.models.forecasting.ForecastData;
import dev.unroll.models.forecasting.ForecastOptions;
import dev.unroll.models.forecasting.ForecastTask;
import dev.unroll.models.forecasting.Forecaster;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.memory.MemoryModel;
import dev.unroll.models.memory.MemoryOptions;
import dev.unroll.models.memory.MemoryProblem;
import dev.unroll.models.memory.MemoryTask;
import dev.unroll.models.tagging.GeneratedSentences;
import dev.unroll.models.tagging.TaggedSentence;
import dev.unroll.models.tagging.Tagger;
import dev.unroll.models.tagging.TaggerOptions;
import dev.unroll.models.tagging.TaggerVocabulary;
import dev.unroll.models.tagging.TaggingTask;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.trajectory.BouncingBall;
import dev.unroll.models.trajectory.TrajectoryData;
import dev.unroll.models.trajectory.TrajectoryModel;
import dev.unroll.models.trajectory.TrajectoryOptions;
import dev.unroll.models.trajectory.TrajectoryTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples in the documentation of the models of labels and values: they compile, run, and are those here.
final class SequenceExamplesTest {
  @Test
  void perceptron() throws IOException {
    Table training = GeneratedSpirals.table(200, 1);
    Table heldOut = GeneratedSpirals.table(50, 2);
    Perceptron model = Perceptron.build(PerceptronOptions.of(16, 16), training, 1);
    var task = new PerceptronTask(model, training, heldOut, ClassificationOptions.defaults(), 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(50))
        .run(TrainingListener.NONE);
    String label = model.classify(0.5f, -0.25f).label();
    assertTrue(List.of("first", "second").contains(label));
  }

  @Test
  void textClassifier() throws IOException {
    List<LabelledText> examples = GeneratedReviews.texts(60, 1);
    List<LabelledText> heldOut = GeneratedReviews.texts(20, 2);
    TextClassifier model =
        TextClassifier.build(TextClassifierOptions.defaults(), examples, 10_000, 1);
    var task =
        new TextClassificationTask(model, examples, heldOut, ClassificationOptions.defaults(), 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(10))
        .run(TrainingListener.NONE);
    String label = model.classify("good, not bad at all").label();
    Explanation why = model.explain("good, not bad at all");
    assertEquals(label, why.answer().label());
  }

  @Test
  void tagger() throws IOException {
    List<TaggedSentence> sentences = GeneratedSentences.sentences(60, 1);
    List<TaggedSentence> heldOut = GeneratedSentences.sentences(20, 2);
    Tagger model = Tagger.build(TaggerOptions.defaults(), TaggerVocabulary.of(sentences, 2), 1);
    var task = new TaggingTask(model, sentences, heldOut, 32, 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(10))
        .run(TrainingListener.NONE);
    List<String> tags = model.tag(List.of("She", "lives", "in", "Paris"));
    assertEquals(4, tags.size());
  }

  @Test
  void forecaster() throws IOException {
    float[] values = new float[300];
    for (int t = 0; t < values.length; t++) {
      values[t] = (float) Math.sin(t / 4.0);
    }
    Series series = new Series(List.of("T"), values);
    Forecaster model =
        Forecaster.build(ForecastOptions.of("T", 48, 1, 12), series, ForecastData.defaults(), 1);
    var task = new ForecastTask(model, series, ForecastData.defaults(), 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(10))
        .run(TrainingListener.NONE);
    float twelveAhead = model.forecast(series)[0];
    assertEquals(Math.sin(311 / 4.0), twelveAhead, 0.5);
  }

  @Test
  void trajectoryModel() throws IOException {
    List<float[]> tracks = BouncingBall.tracks(60, 20, 1);
    List<float[]> heldOut = BouncingBall.tracks(20, 20, 2);
    float[] observed = Arrays.copyOf(heldOut.getFirst(), 16);
    TrajectoryModel model = TrajectoryModel.build(TrajectoryOptions.defaults(), 1);
    var task = new TrajectoryTask(model, tracks, heldOut, TrajectoryData.defaults(), 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(20))
        .run(TrainingListener.NONE);
    float[] future = model.predict(observed);
    assertEquals(24, future.length);
  }

  @Test
  void memoryModel() throws IOException {
    MemoryModel irnn =
        MemoryModel.build(
            new MemoryOptions(MemoryProblem.ADDING, 20, Cell.RNN_RELU, 32, 1),
            new Initializer.Identity(1, 0.1f, 0),
            1);
    var task = new MemoryTask(irnn, 32, 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(3))
        .run(TrainingListener.NONE);
    double mse = Trainer.evaluate(task, Workers.CALLER).getFirst().value();
    assertTrue(mse < 0.5 * task.baseline(), "mse " + mse);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "classification/Perceptron",
        "classification/TextClassifier",
        "tagging/Tagger",
        "forecasting/Forecaster",
        "trajectory/TrajectoryModel",
        "memory/MemoryModel"
      })
  void theExampleOfTheDocumentationIsHere(String file) throws IOException {
    List<String> lines =
        Files.readAllLines(Path.of("src/main/java/dev/unroll/models", file + ".java"));
    String name = file.substring(file.indexOf('/') + 1);
    String code =
        lines.stream()
            .dropWhile(line -> !line.startsWith("///     " + name + " "))
            .takeWhile(line -> line.startsWith("///     "))
            .map(line -> line.substring(3))
            .collect(Collectors.joining());
    String here =
        Files.readString(Path.of("src/test/java/dev/unroll/models/SequenceExamplesTest.java"));
    assertTrue(code.contains("Trainer.start(task"), code);
    assertTrue(plain(here).contains(plain(code)), code);
  }

  private static String plain(String code) {
    return code.replaceAll("\\s", "");
  }
}

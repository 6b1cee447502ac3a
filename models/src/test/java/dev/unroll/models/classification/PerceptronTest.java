package dev.unroll.models.classification;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.op.Activation;
import dev.unroll.core.RandomStream;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.data.Series;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.ResumeCheck;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class PerceptronTest {
  private static final TrainingOptions TRAINING =
      TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.02f));

  /// Points that the line `a > 2 b` parts, with units of very different sizes; `extra` is noise.
  private static Table apart(int count, long seed) {
    RandomStream random = new RandomStream(seed);
    float[] values = new float[3 * count];
    List<String> labels = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      double a = random.nextGaussian();
      double b = random.nextGaussian();
      values[3 * i] = (float) (1000 + 200 * a);
      values[3 * i + 1] = (float) (0.001 * b);
      values[3 * i + 2] = random.nextFloat();
      labels.add(a > 2 * b ? "above" : "below");
    }
    return new Table(
        new Series(List.of("a", "b", "extra"), values), new Table.Target.Labels(labels));
  }

  /// `y = 50 + 10 x²` and a little noise.
  private static Table curve(int count, long seed) {
    RandomStream random = new RandomStream(seed);
    float[] x = new float[count];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      x[i] = 4 * random.nextFloat() - 2;
      y[i] = (float) (50 + 10 * x[i] * x[i] + 0.5 * random.nextGaussian());
    }
    return new Table(new Series(List.of("x"), x), new Table.Target.Numbers("y", y));
  }

  private static PerceptronTask task(Perceptron model, Table training, Table heldOut) {
    return new PerceptronTask(model, training, heldOut, new ClassificationOptions(16, false), 1);
  }

  private static TrainingResult train(PerceptronTask task, int epochs) throws IOException {
    return Trainer.start(task, TRAINING, TrainingLimits.epochs(epochs)).run(TrainingListener.NONE);
  }

  @Test
  void aPerceptronPartsWhatALineParts() throws IOException {
    Table training = apart(200, 1);
    Perceptron model = Perceptron.build(PerceptronOptions.of(), training, 1);
    assertEquals(2, model.parameters().size());
    PerceptronTask task = task(model, training, apart(100, 2));
    List<Score> scores = train(task, 50).scores();
    assertEquals("accuracy", scores.getFirst().metric().name());
    assertTrue(scores.getFirst().value() > 0.95, scores.toString());
    assertTrue(task.baselines().getFirst().value() < 0.7, task.baselines().toString());
    assertEquals("above", model.classify(1300, -0.001f, 0.5f).label());
    assertEquals("below", model.classify(700, 0.001f, 0.5f).label());
    assertEquals(3, task.findings().size());
    assertEquals(6, task.examples().size());
  }

  @ParameterizedTest
  @EnumSource(Activation.class)
  void hiddenLayersPartSpirals(Activation activation) throws IOException {
    Table training = GeneratedSpirals.table(300, 1);
    Table heldOut = GeneratedSpirals.table(100, 2);
    PerceptronOptions hidden = new PerceptronOptions(List.of(24, 24), activation, 0);
    PerceptronTask deep = task(Perceptron.build(hidden, training, 1), training, heldOut);
    PerceptronTask flat =
        task(Perceptron.build(PerceptronOptions.of(), training, 1), training, heldOut);
    double parted = train(deep, 40).scores().getFirst().value();
    double notParted = train(flat, 40).scores().getFirst().value();
    assertTrue(parted > 0.95, "with hidden layers: " + parted);
    assertTrue(notParted < 0.8, "without: " + notParted);
  }

  @Test
  void aNumberIsPredictedInItsUnit() throws IOException {
    Table training = curve(200, 1);
    Perceptron model = Perceptron.build(PerceptronOptions.of(16), training, 1);
    PerceptronTask task = task(model, training, curve(100, 2));
    List<Score> scores = train(task, 60).scores();
    assertEquals(
        List.of("rmse", "mae", "explained"),
        scores.stream().map(score -> score.metric().name()).toList());
    double baseline = task.baselines().getFirst().value();
    assertTrue(scores.get(0).value() < 2 && baseline > 8, scores + " beside " + baseline);
    assertTrue(scores.get(2).value() > 0.95, scores.toString());
    assertEquals(50, model.predict(0), 2);
    assertEquals(List.of(), task.findings());
  }

  @Test
  void rareLabelsCountAsMuchWhereTheyAreBalanced() {
    Table table =
        new Table(
            new Series(List.of("x"), new float[] {1, 2, 3, 4}),
            new Table.Target.Labels(List.of("often", "often", "often", "rare")));
    Perceptron model = Perceptron.build(PerceptronOptions.of(), table, 1);
    var balanced = new PerceptronTask(model, table, table, new ClassificationOptions(4, true), 1);
    var plain = new PerceptronTask(model, table, table, new ClassificationOptions(4, false), 1);
    double often = -Math.log(likelihood(model, 1, 2, 3));
    double rare = -Math.log(1 - likelihood(model, 4));
    assertEquals((often + rare) / 4, loss(plain), 1e-5);
    assertEquals((often / 3 + rare) / 2, loss(balanced), 1e-5);
  }

  /// The product of the probabilities of `often`.
  private static double likelihood(Perceptron model, float... xs) {
    double product = 1;
    for (float x : xs) {
      Classification answer = model.classify(x);
      product *= answer.label().equals("often") ? answer.probability() : 1 - answer.probability();
    }
    return product;
  }

  private static double loss(PerceptronTask task) {
    var pass = Pass.reading(new Tape());
    return task.loss(pass, task.training().read(0, 0)).mean().value().item();
  }

  @Test
  void aMissingNumberIsTheMeanOfItsColumn() {
    Table table =
        new Table(
            new Series(List.of("a", "b"), new float[] {1, 5, Float.NaN, 9, 3, Float.NaN}),
            new Table.Target.Labels(List.of("p", "q", "p")));
    Perceptron model = Perceptron.build(PerceptronOptions.of(3), table, 1);
    assertEquals(List.of(2f, 7f), model.standardization().means());
    assertEquals(model.classify(2, 9), model.classify(Float.NaN, 9));
  }

  @Test
  void columnsAreFoundByName() {
    Table table = apart(10, 1);
    Perceptron model = Perceptron.build(PerceptronOptions.of(3), table, 1);
    float[] turned = new float[3 * table.rows()];
    for (int row = 0; row < table.rows(); row++) {
      for (int c = 0; c < 3; c++) {
        turned[3 * row + c] = table.features().at(row, 2 - c);
      }
    }
    Table other = new Table(new Series(List.of("extra", "b", "a"), turned), table.target());
    var batch = task(model, table, other).validation().read(0, 0);
    var same = task(model, table, table).validation().read(0, 0);
    assertArrayEquals(same.inputs().toArray(), batch.inputs().toArray());
  }

  @Test
  void aLoadedModelGivesTheSameBits(@TempDir Path directory) throws IOException {
    Table labelled = apart(20, 1);
    Perceptron model = Perceptron.build(PerceptronOptions.of(4), labelled, 1);
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    Perceptron loaded = Models.load(file, Perceptron.class);
    assertEquals(model.classify(1000, 0, 0), loaded.classify(1000, 0, 0));
    Perceptron numbers = Perceptron.build(PerceptronOptions.of(4), curve(20, 1), 1);
    Models.save(numbers, file);
    assertEquals(numbers.predict(1), Models.load(file, Perceptron.class).predict(1));
  }

  @Test
  void resumed(@TempDir Path directory) throws IOException {
    Table table = apart(40, 1);
    PerceptronOptions options = new PerceptronOptions(List.of(5), Activation.RELU, 0.3f);
    ResumeCheck.check(
        directory,
        Perceptron.class,
        () -> Perceptron.build(options, table, 1),
        model -> task(model, table, table),
        TRAINING,
        7,
        4);
  }

  @Test
  void badInputIsRefused() {
    Table table = apart(4, 1);
    Perceptron model = Perceptron.build(PerceptronOptions.of(), table, 1);
    refused("expected 3 numbers, a, b, extra, got 2", () -> model.classify(1, 2));
    refused("there is no column 'b'; there are a, c", () -> task(model, table, renamed("above")));
    Table strange =
        new Table(table.features(), new Table.Target.Labels(List.of("above", "x", "x", "below")));
    refused(
        "the label 'x' was not among those trained on: above, below",
        () -> task(model, table, strange));
    refused(
        "expected labels to predict, as the model was made for, got numbers",
        () -> task(model, table, curve(3, 1)));
    Table one = new Table(table.features(), new Table.Target.Labels(List.of("x", "x", "x", "x")));
    refused(
        "expected examples of at least two labels, but all 4 have the label 'x'",
        () -> Perceptron.build(PerceptronOptions.of(), one, 1));
    refused(
        "expected a target for each of 4 rows, got 1",
        () -> new Table(table.features(), new Table.Target.Labels(List.of("x"))));
    assertThrows(IllegalStateException.class, () -> model.predict(1, 2, 3));
  }

  private static Table renamed(String label) {
    return new Table(
        new Series(List.of("a", "c"), new float[] {1, 2}), new Table.Target.Labels(List.of(label)));
  }

  private static void refused(String message, Executable action) {
    assertEquals(message, assertThrows(IllegalArgumentException.class, action).getMessage());
  }
}

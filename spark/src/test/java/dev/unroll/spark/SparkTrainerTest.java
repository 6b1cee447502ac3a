package dev.unroll.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.data.TextBatch;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.EpochResult;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.RunDirectory;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training on threads of this process: the bits of one machine, and one line for whatever fails.
final class SparkTrainerTest {
  private static final int HIDDEN = 16;
  private static final int LINES = 120;
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults();
  private static final TrainingLimits LIMITS = TrainingLimits.epochs(2);

  private static JavaSparkContext context;

  @TempDir Path directory;

  @BeforeAll
  static void start() {
    context = Sparks.threads(2);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  /// What a listener heard.
  private static final class Heard implements TrainingListener {
    private final List<Progress> steps = new CopyOnWriteArrayList<>();
    private final List<EpochResult> epochs = new CopyOnWriteArrayList<>();
    private final List<String> files = new CopyOnWriteArrayList<>();

    @Override
    public void onStep(Progress progress) {
      steps.add(progress);
    }

    @Override
    public void onEpoch(EpochResult result) {
      epochs.add(result);
    }

    @Override
    public void onCheckpoint(Path file, boolean best) {
      files.add(file.toString());
    }
  }

  @Test
  void anyNumberOfWorkersHasTheBitsOfOneMachine() throws Exception {
    TrainingResult alone = Poem.alone(directory.resolve("alone"), HIDDEN, LINES, OPTIONS, LIMITS);
    String wanted = Poem.checksums(directory.resolve("alone"));
    for (int workers : new int[] {1, 2}) {
      Path here = directory.resolve("on-" + workers);
      Heard heard = new Heard();
      Trained<LanguageModel> trained =
          Poem.trainer(context, HIDDEN, LINES)
              .on(workers)
              .start(here.toString(), OPTIONS, LIMITS, heard);

      assertEquals(alone, trained.result());
      assertEquals(wanted, Poem.checksums(here), workers + " workers");
      assertTrue(
          Poem.sameParameters(Models.load(here.resolve(RunDirectory.BEST)), trained.model()));
      assertEquals(alone.steps(), heard.steps.size());
      assertEquals(2, heard.epochs.size());
      assertEquals(alone.scores(), heard.epochs.getLast().scores());
      assertEquals(List.of(RunDirectory.BEST, RunDirectory.LATEST), heard.files);
    }
  }

  @Test
  void aRunIsResumedWithAnotherNumberOfWorkers() throws Exception {
    Poem.alone(directory.resolve("alone"), HIDDEN, LINES, OPTIONS, TrainingLimits.steps(20));
    Path here = directory.resolve("here");
    SparkTrainer<LanguageModel, String, TextBatch> trainer = Poem.trainer(context, HIDDEN, LINES);
    trainer.on(2).start(here.toString(), OPTIONS, TrainingLimits.steps(7), TrainingListener.NONE);
    assertEquals(
        here + " holds a training already: resume it, or choose another directory",
        assertThrows(
                SparkTrainingException.class,
                () -> trainer.start(here.toString(), OPTIONS, LIMITS, TrainingListener.NONE))
            .getMessage());
    assertEquals(
        directory + " holds no training to resume",
        assertThrows(
                SparkTrainingException.class,
                () -> trainer.resume(directory.toString(), LIMITS, TrainingListener.NONE))
            .getMessage());
    trainer.on(1).resume(here.toString(), TrainingLimits.steps(20), TrainingListener.NONE);

    assertEquals(Poem.checksums(directory.resolve("alone")), Poem.checksums(here));
  }

  @Test
  void otherFileSystemsOfHadoopKeepCheckpoints() throws Exception {
    context.hadoopConfiguration().set("fs.elsewhere.impl", ElsewhereFileSystem.class.getName());
    context
        .hadoopConfiguration()
        .set("fs.AbstractFileSystem.elsewhere.impl", ElsewhereFileSystem.Context.class.getName());
    Poem.alone(directory.resolve("alone"), HIDDEN, LINES, OPTIONS, TrainingLimits.steps(12));
    Path here = Files.createDirectory(directory.resolve("here"));
    String uri = "elsewhere://" + here;
    Poem.trainer(context, HIDDEN, LINES)
        .start(uri, OPTIONS, TrainingLimits.steps(5), TrainingListener.NONE);
    Poem.trainer(context, HIDDEN, LINES)
        .resume(uri, TrainingLimits.steps(12), TrainingListener.NONE);

    assertEquals(Poem.checksums(directory.resolve("alone")), Poem.checksums(here));
  }

  private String failure(
      UnaryOperator<JavaRDD<String>> data, ShardTask<LanguageModel, String, TextBatch> task) {
    SparkTrainer<LanguageModel, String, TextBatch> trainer =
        SparkTrainer.of(data.apply(Poem.data(context, LINES)), Poem.model(HIDDEN), task)
            .withTimeout(Duration.ofSeconds(2));
    return failure(trainer, OPTIONS, TrainingListener.NONE);
  }

  private String failure(
      SparkTrainer<LanguageModel, String, TextBatch> trainer,
      TrainingOptions options,
      TrainingListener listener) {
    String message =
        assertThrows(
                SparkTrainingException.class,
                () ->
                    trainer.start(
                        directory.resolve("failing").toString(), options, LIMITS, listener))
            .getMessage();
    assertFalse(message.contains("\n"), message);
    return message;
  }

  private String failedMessage(String reason) {
    return "training failed: %s; checkpoints in %s are intact"
        .formatted(reason, directory.resolve("failing"));
  }

  @Test
  void moreWorkersThanPartitionsAreRefused() {
    assertEquals(
        "5 workers, but the data have 4 partitions, a micro-batch each: repartition the data, or use fewer workers",
        failure(Poem.trainer(context, HIDDEN, LINES).on(5), OPTIONS, TrainingListener.NONE));
  }

  @Test
  void anEmptyPartitionIsNamed() {
    String reason =
        "partition 2 of 4 of the data is empty: repartition the data, every partition is part of every step";
    assertEquals(
        failedMessage("worker 1: " + reason),
        failure(
            data ->
                data.mapPartitionsWithIndex(
                    (i, lines) -> i == 2 ? List.<String>of().iterator() : lines, true),
            Poem.task()));
  }

  @Test
  void dataThatCannotBeReadAreNamed() {
    Path missing = directory.resolve("missing.txt");
    SparkTrainer<LanguageModel, String, TextBatch> trainer =
        SparkTrainer.of(context.textFile(missing.toString(), 4), Poem.model(HIDDEN), Poem.task());
    String message = failure(trainer, OPTIONS, TrainingListener.NONE);
    assertTrue(message.startsWith("the data cannot be read: "), message);
    assertTrue(message.contains(missing.toString()), message);

    message = failure(data -> data.map(SparkTrainerTest::unreadable), Poem.task());
    assertEquals(
        "training cannot begin, the data cannot be read or no workers be had: line 7 is no number",
        message);
  }

  private static String unreadable(String line) {
    throw new NumberFormatException("line 7 is no number");
  }

  @Test
  void aTaskThatCannotBeMadeIsNamed() {
    assertEquals(
        failedMessage("worker 1: partition 3 of 4: no labels"),
        failure(
            data -> data,
            (model, lines) -> {
              if (lines.getLast().equals(Poem.lines(LINES).getLast())) {
                throw new IllegalArgumentException("no labels");
              }
              return Poem.task().of(model, lines);
            }));
  }

  @Test
  void aWorkerThatHangsIsNamed() {
    assertEquals(
        failedMessage("worker 1 gave no sign for 2 seconds"),
        failure(
            data -> data,
            (model, lines) -> {
              if (lines.getLast().equals(Poem.lines(LINES).getLast())) {
                Thread.sleep(60_000);
              }
              return Poem.task().of(model, lines);
            }));
  }

  @Test
  void aDivergingTrainingEnds() {
    String message =
        failure(
            Poem.trainer(context, HIDDEN, LINES),
            OPTIONS.withOptimizer(new OptimizerOptions.Sgd(3e38f)).withClipping(0, 0),
            TrainingListener.NONE);
    assertTrue(message.contains("training diverged"), message);
  }

  @Test
  void aListenerThatFailsEndsTheTraining() {
    assertEquals(
        failedMessage("the listener failed: enough"),
        failure(
            Poem.trainer(context, HIDDEN, LINES),
            OPTIONS,
            progress -> {
              throw new IllegalStateException("enough");
            }));
  }
}

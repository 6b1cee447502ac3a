package dev.unroll.models.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.TinyTask.LinearModel;
import dev.unroll.models.training.Trainer.Environment;
import dev.unroll.models.training.TrainingResult.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TrainerTest {
  private static final TrainingOptions OPTIONS =
      TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.05f));

  @TempDir Path temporary;

  private static TinyTask task(Double... validations) {
    return new TinyTask(TinyTask.fresh(), 0, new ArrayList<>(List.of(validations)));
  }

  private TrainingResult run(
      TinyTask task, TrainingOptions options, TrainingLimits limits, TrainingListener listener)
      throws IOException {
    try (RunDirectory directory = RunDirectory.claim(temporary.resolve("run"))) {
      return Trainer.start(
              task, options, limits, Environment.in(directory, Settings.none(), Workers.CALLER))
          .run(listener);
    }
  }

  private List<Score> best() throws IOException {
    return Saving.scores(Checkpoint.read(temporary.resolve("run").resolve(RunDirectory.BEST)));
  }

  @Test
  void learns() {
    LinearModel model = TinyTask.fresh();
    List<Double> losses = new ArrayList<>();
    TrainingResult result = trained(model, losses);

    assertEquals(Reason.EPOCHS, result.reason());
    assertEquals(60, result.epochs());
    assertTrue(losses.getLast() < 0.01 * losses.getFirst(), losses.toString());
  }

  private static TrainingResult trained(LinearModel model, List<Double> losses) {
    try {
      return Trainer.start(new TinyTask(model, 0, null), OPTIONS, TrainingLimits.epochs(60))
          .run(
              new TrainingListener() {
                @Override
                public void onStep(Progress progress) {}

                @Override
                public void onEpoch(EpochResult epoch) {
                  losses.add(epoch.loss());
                }
              });
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void epochLossesAreMeansOverAllExamplesWhateverTheBatches() throws IOException {
    TinyTask task = new TinyTask(TinyTask.fresh(), 0, null);
    List<Progress> steps = new ArrayList<>();
    List<EpochResult> epochs = new ArrayList<>();
    Trainer.start(task, OPTIONS, TrainingLimits.epochs(1))
        .run(
            new TrainingListener() {
              @Override
              public void onStep(Progress progress) {
                steps.add(progress);
              }

              @Override
              public void onEpoch(EpochResult epoch) {
                epochs.add(epoch);
              }
            });
    double sum = 0;
    long examples = 0;
    for (Progress progress : steps) {
      long size = progress.items() - examples;
      sum += (double) progress.loss() * size;
      examples += size;
    }
    assertEquals(19, examples);
    assertEquals(sum / examples, epochs.getFirst().loss(), 1e-6);
  }

  @Test
  void accumulatedGradientsAreThoseOfTheJoinedBatch() throws IOException {
    // one step over all six batches, plain descent: w − rate·∇(mean over the 19 rows)
    LinearModel one = TinyTask.fresh();
    TrainingOptions descent =
        OPTIONS
            .withOptimizer(new OptimizerOptions.Sgd(0.1f))
            .withClipping(0, 0)
            .withAccumulation(6);
    TrainingResult result =
        Trainer.start(new TinyTask(one, 0, null), descent, TrainingLimits.epochs(1))
            .run(TrainingListener.NONE);
    assertEquals(1, result.steps());

    LinearModel wanted = TinyTask.fresh();
    TinyTask task = new TinyTask(wanted, 0, null);
    double[] sum = new double[6];
    for (int k = 0; k < 6; k++) {
      var tape = new Tape();
      Loss loss = task.loss(new Pass(tape, null), task.training().read(0, k));
      tape.backward(loss.mean());
      Tensor gradient = wanted.parameters().getFirst().gradient();
      for (int i = 0; i < 6; i++) {
        sum[i] += gradient.toArray()[i] * loss.weight();
      }
      wanted.parameters().forEach(Parameter::zeroGradient);
      tape.reset();
    }
    for (int i = 0; i < 6; i++) {
      double expected =
          TinyTask.fresh().parameters().getFirst().value().toArray()[i] - 0.1 * sum[i] / 19;
      assertEquals(expected, one.parameters().getFirst().value().toArray()[i], 1e-5);
    }
  }

  @Test
  void theBestModelIsThatOfTheBestEpochAndItsScoresAreInItsFile() throws IOException {
    TrainingResult result =
        run(task(0.3, 0.7, 0.5), OPTIONS, TrainingLimits.epochs(3), TrainingListener.NONE);

    assertEquals("accuracy 0.700", result.scores().getFirst().toString());
    assertEquals(result.scores(), best());
  }

  @Test
  void patienceEndsARunThatNoLongerGetsBetter() throws IOException {
    TrainingResult result =
        run(
            task(0.3, 0.7, 0.5, 0.6, 0.65, 0.9),
            OPTIONS.withPatience(3),
            TrainingLimits.epochs(9),
            TrainingListener.NONE);

    assertEquals(Reason.PATIENCE, result.reason());
    assertEquals(5, result.epochs());
  }

  @Test
  void aPlateauLowersTheRate() throws IOException {
    List<Double> rates = new ArrayList<>();
    run(
        task(0.3, 0.2, 0.1, 0.4, 0.3, 0.2),
        OPTIONS.withSchedule(new Schedule.Plateau(0.5f, 1, 0.3f)),
        TrainingLimits.epochs(6),
        progress -> rates.add(progress.learningRate()));

    assertEquals(0.05, rates.getFirst(), 1e-8);
    assertEquals(0.05 / 2, rates.get(rates.size() - 2), 1e-8);
  }

  @Test
  void aRunThatEndsWithinItsFirstEpochSavesItsModelWithItsScores() throws IOException {
    TrainingResult result = run(task(0.4), OPTIONS, TrainingLimits.steps(2), TrainingListener.NONE);

    assertEquals(Reason.STEPS, result.reason());
    assertEquals(0.4, result.scores().getFirst().value());
    assertEquals(result.scores(), best());
  }

  @Test
  void timeEndsARun() throws IOException {
    TrainingResult result =
        run(
            TinyTask.of(TinyTask.fresh()),
            OPTIONS,
            TrainingLimits.time(Duration.ofMillis(50)),
            TrainingListener.NONE);

    assertEquals(Reason.TIME, result.reason());
    assertTrue(result.steps() > 0);
  }

  @Test
  void shortEpochsDoNotWriteACheckpointEach() throws IOException {
    int[] written = {0};
    run(
        TinyTask.of(TinyTask.fresh()),
        OPTIONS,
        TrainingLimits.epochs(300),
        new TrainingListener() {
          @Override
          public void onStep(Progress progress) {}

          @Override
          public void onCheckpoint(Path file, boolean best) {
            written[0]++;
          }
        });

    assertTrue(written[0] <= 4, written[0] + " files were written");
  }

  @Test
  void aLossThatIsNoNumberEndsTheRunBeforeAnythingIsSaved() throws IOException {
    diverges(new TinyTask(TinyTask.fresh(), 0, null).poisoned(2), OPTIONS, "the loss at step 3");
    assertFalse(Files.exists(temporary.resolve("run").resolve(RunDirectory.LATEST)));
  }

  @Test
  void aValidationThatIsNoNumberEndsTheRunAndKeepsTheBestModel() throws IOException {
    run(task(0.5, 0.6), OPTIONS, TrainingLimits.epochs(2), TrainingListener.NONE);
    byte[] before = Files.readAllBytes(temporary.resolve("run").resolve(RunDirectory.BEST));

    diverges(task(0.5, Double.NaN), OPTIONS, "the validation at step");
    assertArrayEquals(
        before, Files.readAllBytes(temporary.resolve("run").resolve(RunDirectory.BEST)));
  }

  @Test
  void gradientsAndParametersThatAreNoNumbersAreSeenBeforeSaving() throws IOException {
    LinearModel model = TinyTask.fresh();
    model.parameters().getFirst().value().fill(1e30f);
    diverges(new TinyTask(model, 0, null), OPTIONS, "the loss at step 1");

    // without clipping to a norm nothing looks at the gradients: the parameters are looked at
    TrainingOptions wild =
        OPTIONS.withOptimizer(new OptimizerOptions.Sgd(1e38f)).withClipping(0, 0);
    diverges(new TinyTask(TinyTask.fresh(), 0, null), wild, "at step 1");
    assertFalse(Files.exists(temporary.resolve("run").resolve(RunDirectory.LATEST)));
  }

  private void diverges(TinyTask task, TrainingOptions options, String where) {
    TrainingDivergedException e =
        assertThrows(
            TrainingDivergedException.class,
            () ->
                run(
                    task,
                    options,
                    TrainingLimits.steps(where.endsWith("step 1") ? 1 : 99),
                    TrainingListener.NONE));
    assertTrue(e.getMessage().contains(where), e.getMessage());
  }

  @Test
  void resumingNeedsTheDataOfBefore() throws IOException {
    run(task(0.5), OPTIONS, TrainingLimits.steps(2), TrainingListener.NONE);
    Checkpoint checkpoint = Checkpoint.read(temporary.resolve("run").resolve(RunDirectory.LATEST));
    Checkpoint best = Checkpoint.read(temporary.resolve("run").resolve(RunDirectory.BEST));
    TinyTask task = task();
    Task<TinyTask.Rows> other =
        new Task<>() {
          @Override
          public LinearModel model() {
            return task.model();
          }

          @Override
          public Batches<TinyTask.Rows> training() {
            return Batches.of(List.of(), "other rows");
          }

          @Override
          public Batches<TinyTask.Rows> validation() {
            return Batches.none();
          }

          @Override
          public Loss loss(Pass pass, TinyTask.Rows batch) {
            throw new AssertionError();
          }

          @Override
          public Metric lossMetric() {
            return task.lossMetric();
          }

          @Override
          public long items(TinyTask.Rows batch) {
            return 0;
          }

          @Override
          public String itemName() {
            return "rows";
          }
        };
    assertEquals(
        "the data are not those of the run to resume: it had tiny rows, these are other rows",
        assertThrows(
                IllegalArgumentException.class,
                () -> Trainer.resume(other, checkpoint, null, Environment.memory()))
            .getMessage());
    assertTrue(
        assertThrows(
                IOException.class, () -> Trainer.resume(task, best, null, Environment.memory()))
            .getMessage()
            .contains("holds only a model"));
    assertEquals(TrainingLimits.steps(2), Trainer.limits(checkpoint));
    assertEquals(OPTIONS, Trainer.options(checkpoint));
  }

  @Test
  void aDirectoryHasOneRunAtATime() throws IOException {
    Path path = temporary.resolve("claimed");
    try (RunDirectory _ = RunDirectory.claim(path)) {
      String message = assertThrows(IOException.class, () -> RunDirectory.claim(path)).getMessage();
      assertTrue(message.contains("belongs to a run that is going on (of this process)"), message);
    }
    RunDirectory.claim(path).close();
    Path file = Files.writeString(temporary.resolve("file"), "x");
    assertTrue(
        assertThrows(IOException.class, () -> RunDirectory.claim(file))
            .getMessage()
            .startsWith("cannot write to the directory " + file));
  }
}

package dev.unroll.models.old.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.old.training.TrainingResult.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

final class TrainingLoopTest {
  private final List<String> events = new ArrayList<>();

  /// Three steps an epoch; the loss of step k is k, validations come from a list.
  private final class FakeTask implements TrainingTask {
    private final double[] validations;
    private int validated;
    private int steps;

    FakeTask(double... validations) {
      this.validations = validations;
    }

    @Override
    public int stepsPerEpoch() {
      return 3;
    }

    @Override
    public int charactersPerStep() {
      return 10;
    }

    @Override
    public float step(int position) {
      events.add("step " + position);
      return ++steps;
    }

    @Override
    public double validate() {
      return validations[validated++];
    }

    @Override
    public void save() {
      events.add("save");
    }

    @Override
    public void saveBest(double validation) {
      events.add("best " + validation);
    }
  }

  private TrainingLoop loop(TrainingTask task, TrainingLimits limits) {
    return new TrainingLoop(task, limits, 0.5, TrainingState.beginning(0), Double.NaN);
  }

  @Test
  void validatesAndSavesAfterEachEpochAndKeepsTheBest() throws IOException {
    TrainingLoop loop = loop(new FakeTask(2, 1, 1.5), TrainingLimits.epochs(3));
    TrainingResult result = loop.run(TrainingListener.NONE);
    assertEquals(Reason.EPOCHS, result.reason());
    assertEquals(9, result.steps());
    assertEquals(1, result.validation());
    assertEquals(new EpochResult(3, 9, 8, 1.5), result.epochs().get(2));
    assertEquals(
        List.of(
            "step 0",
            "step 1",
            "step 2",
            "best 2.0",
            "save",
            "step 0",
            "step 1",
            "step 2",
            "best 1.0",
            "save",
            "step 0",
            "step 1",
            "step 2",
            "save"),
        events);
  }

  @Test
  void epochsCountFromTheVeryBeginning() throws IOException {
    TrainingLoop first = loop(new FakeTask(2), TrainingLimits.steps(4));
    assertEquals(Reason.STEPS, first.run(TrainingListener.NONE).reason());
    events.clear();
    TrainingLoop second =
        new TrainingLoop(new FakeTask(3), TrainingLimits.epochs(2), 0.5, first.state(), 2);
    TrainingResult result = second.run(TrainingListener.NONE);
    assertEquals(List.of("step 1", "step 2", "save"), events);
    assertEquals(6, result.steps());
    assertEquals(2, result.validation());
    assertEquals(
        Reason.EPOCHS,
        new TrainingLoop(new FakeTask(), TrainingLimits.epochs(2), 0.5, second.state(), 2)
            .run(TrainingListener.NONE)
            .reason());
  }

  @Test
  void stopsAfterTheRunningStepAndSaves() throws IOException {
    TrainingLoop loop = loop(new FakeTask(), TrainingLimits.epochs(5));
    TrainingResult result =
        loop.run(
            progress -> {
              if (progress.step() == 2) {
                loop.requestStop();
              }
            });
    assertEquals(Reason.STOPPED, result.reason());
    assertEquals(List.of("step 0", "step 1", "save"), events);
    assertTrue(Double.isNaN(result.validation()));
  }

  @Test
  void validatesOnceMoreWhenTheTimeIsUpInMidEpoch() throws IOException {
    TrainingLoop loop =
        loop(new FakeTask(7), TrainingLimits.time(Duration.ofNanos(1)).within(null));
    assertEquals(null, loop.state().epochs().stream().findAny().orElse(null));
    TrainingLoop timed = loop(new FakeTask(7), TrainingLimits.time(Duration.ofMillis(1)));
    TrainingResult result =
        timed.run(
            progress -> {
              try {
                Thread.sleep(2);
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    assertEquals(Reason.TIME, result.reason());
    assertEquals(List.of("step 0", "save", "best 7.0"), events);
    assertEquals(7, result.validation());
    assertEquals(List.of(), timed.state().epochs());
  }

  @Test
  void smoothsTheLossAndReportsProgress() throws IOException {
    List<Progress> seen = new ArrayList<>();
    loop(new FakeTask(1, 1), TrainingLimits.epochs(2)).run(seen::add);
    Progress fifth = seen.get(4);
    assertEquals(5, fifth.step());
    assertEquals(2, fifth.epoch());
    assertEquals(2, fifth.epochs());
    assertEquals(2, fifth.stepInEpoch());
    assertEquals(3, fifth.stepsPerEpoch());
    assertEquals(5, fifth.loss());
    assertEquals(0.5 * (0.5 * (0.5 * (0.5 * 0.5 + 1) + 1.5) + 2) + 2.5, fifth.smoothedLoss());
    assertEquals(50, fifth.characters());
    assertTrue(fifth.charactersPerSecond() > 0);
    assertTrue(fifth.remaining() != null && !fifth.remaining().isNegative());
  }

  @Test
  void namesTheStepThatDiverged() {
    TrainingTask diverging =
        new TrainingTask() {
          @Override
          public int stepsPerEpoch() {
            return 3;
          }

          @Override
          public int charactersPerStep() {
            return 1;
          }

          @Override
          public float step(int position) {
            return position == 1 ? Float.NaN : 1;
          }

          @Override
          public double validate() {
            return 0;
          }

          @Override
          public void save() {
            events.add("save");
          }

          @Override
          public void saveBest(double validation) {}
        };
    TrainingDivergedException thrown =
        assertThrows(
            TrainingDivergedException.class,
            () -> loop(diverging, TrainingLimits.epochs(1)).run(TrainingListener.NONE));
    assertTrue(thrown.getMessage().contains("the loss of step 2 is NaN"), thrown.getMessage());
    assertEquals(List.of(), events);
  }

  @Test
  void refusesLimitsAndOptionsWithoutMeaning() {
    assertThrows(IllegalArgumentException.class, () -> TrainingLimits.epochs(0));
    assertThrows(IllegalArgumentException.class, () -> TrainingLimits.steps(0));
    assertThrows(IllegalArgumentException.class, () -> TrainingLimits.time(Duration.ZERO));
    TrainingOptions options = TrainingOptions.defaults();
    assertThrows(IllegalArgumentException.class, () -> options.withChunks(0, 1));
    assertThrows(IllegalArgumentException.class, () -> options.withChunks(1, -1));
    assertThrows(IllegalArgumentException.class, () -> options.withValidation(Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> options.withValidation(1));
  }
}

package dev.unroll.models.trajectory;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.layer.Cell;
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
import org.junit.jupiter.api.io.TempDir;

final class TrajectoryModelTest {
  private static final TrajectoryOptions OPTIONS =
      TrajectoryOptions.defaults().withLengths(4, 3).with(Cell.GRU, 12, 0);
  private static final TrainingOptions TRAINING =
      TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.01f));

  /// Walks on circles of one radius: each step turns by the same angle.
  private static List<float[]> circles(int count) {
    List<float[]> tracks = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] track = new float[14];
      for (int t = 0; t < 7; t++) {
        track[2 * t] = (float) Math.cos(i + 0.3 * t);
        track[2 * t + 1] = (float) Math.sin(i + 0.3 * t);
      }
      tracks.add(track);
    }
    return tracks;
  }

  private static TrajectoryTask task(TrajectoryModel model) {
    return new TrajectoryTask(
        model, circles(40), circles(60).subList(40, 60), new TrajectoryData(8, false, 1, 0), 1);
  }

  @Test
  void learnsATurnThatConstantVelocityMisses() throws IOException {
    TrajectoryTask task = task(TrajectoryModel.build(OPTIONS, 1));
    assertSame(task.training(), task.training()); // asked for at every step
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(12)).run(TrainingListener.NONE);
    double ade = result.scores().getFirst().value();
    double straight = task.baselines().getFirst().value();
    assertEquals(0.2, straight, 0.1);
    assertTrue(ade < straight / 3, ade + " and straight on " + straight);
    assertTrue(result.scores().getLast().value() > ade); // the last position is the hardest
    assertEquals(3, task.examples().size());
  }

  @Test
  void aResidualModelBeginsFromConstantVelocity() {
    TrajectoryModel model = TrajectoryModel.build(OPTIONS, 1);
    model.parameters().forEach(parameter -> parameter.value().fill(0));
    float[] observed = {0, 0, 1, 2, 2, 3, 4, 3.5f};
    assertArrayEquals(new float[] {6, 4, 8, 4.5f, 10, 5}, model.predict(observed), 1e-6f);
    assertArrayEquals(TrajectoryTask.constantVelocity(observed, 3), model.predict(observed), 1e-6f);
  }

  @Test
  void turnsKeepDistancesAndTheLastObservedPosition() {
    TrajectoryModel model = TrajectoryModel.build(OPTIONS, 1);
    List<float[]> tracks = circles(5);
    Tensor plain = batch(model, tracks, false, 0);
    Tensor turned = batch(model, tracks, true, 0);
    double moved = 0;
    for (int n = 0; n < 5; n++) {
      assertEquals(distance(plain, 0, 3, n), distance(turned, 0, 3, n), 1e-5);
      moved += Math.abs(plain.get(0, n, 0) - turned.get(0, n, 0));
    }
    assertTrue(moved > 0.1);
    assertArrayEquals(turned.toArray(), batch(model, tracks, true, 0).toArray(), 0);
    double other = 0;
    float[] again = batch(model, tracks, true, 1).toArray();
    for (int i = 0; i < again.length; i++) {
      other += Math.abs(again[i] - turned.toArray()[i]);
    }
    assertTrue(other > 0.1); // another epoch, other turns
  }

  @Test
  void tracksAreMadeLargerAndSmallerAboutTheLastObservedPosition() {
    TrajectoryModel model = TrajectoryModel.build(OPTIONS, 1);
    List<float[]> tracks = circles(30);
    TrajectoryTask.Batch plain = first(model, tracks, 1);
    TrajectoryTask.Batch scaled = first(model, tracks, 2);
    double least = 1;
    double most = 1;
    for (int n = 0; n < 30; n++) {
      double factor = distance(scaled.observed(), 0, 3, n) / distance(plain.observed(), 0, 3, n);
      assertEquals(
          factor, distance(scaled.future(), 0, 2, n) / distance(plain.future(), 0, 2, n), 1e-4);
      assertEquals(plain.observed().get(3, n, 0), scaled.observed().get(3, n, 0), 1e-5);
      assertEquals(plain.observed().get(3, n, 1), scaled.observed().get(3, n, 1), 1e-5);
      least = Math.min(least, factor);
      most = Math.max(most, factor);
    }
    assertTrue(least > 0.499 && least < 0.7, "least " + least);
    assertTrue(most > 1.4 && most < 2.001, "most " + most);
  }

  private static TrajectoryTask.Batch first(
      TrajectoryModel model, List<float[]> tracks, float scale) {
    return new TrajectoryTask(model, tracks, List.of(), new TrajectoryData(30, false, scale, 0), 1)
        .training()
        .read(0, 0);
  }

  @Test
  void theBestModelIsChosenByTheValidationAndTheTestIsMeasuredInTheEnd() throws IOException {
    TrajectoryModel model = TrajectoryModel.build(OPTIONS, 1);
    List<float[]> still = List.of(new float[14]);
    TrajectoryTask task =
        new TrajectoryTask(
            model, circles(40), still, circles(5), new TrajectoryData(8, false, 1, 0), 1);
    assertEquals(
        Trainer.evaluate(task, Workers.CALLER),
        Trainer.evaluate(
            new TrajectoryTask(model, circles(40), still, TrajectoryData.defaults(), 1),
            Workers.CALLER));
    List<Score> alone =
        Trainer.evaluate(
            new TrajectoryTask(model, circles(40), circles(5), TrajectoryData.defaults(), 1),
            Workers.CALLER);
    assertEquals(
        List.of("test " + alone.get(0), "test " + alone.get(1)), task.findings().subList(0, 2));
    assertTrue(task.findings().get(2).startsWith("test constant-velocity-ade 0.2"));
    assertEquals(5, task.heldOut().size());
  }

  @Test
  void aSteadyVelocityIsTheLastOfExactPositionsAndTheMeanOfBadlyMeasuredOnes() {
    // faster and faster, exactly
    float[] exact = {0, 0, 1, 0, 3, 0, 6, 0, 10, 0, 15, 0};
    assertArrayEquals(new float[] {5, 0}, SteadyVelocity.of(exact), 0);
    // one step each time, measured 0.3 too far or too short
    float[] bad = {0.3f, 0, 0.7f, 0, 2.3f, 0, 2.7f, 0, 4.3f, 0, 4.7f, 0};
    assertEquals(1, SteadyVelocity.of(bad)[0], 0.2);
    assertArrayEquals(new float[2], SteadyVelocity.of(new float[12]), 0);
    assertArrayEquals(new float[] {3, 4}, SteadyVelocity.of(new float[] {1, 1, 4, 5}), 0);
    Tensor batch = Tensor.zeros(Shape.of(6, 2, 2));
    for (int t = 0; t < 6; t++) {
      batch.set(exact[2 * t], t, 0, 0);
      batch.set(bad[2 * t], t, 1, 1);
    }
    Tensor velocities = SteadyVelocity.of(batch);
    assertEquals(Shape.of(1, 2, 2), velocities.shape());
    assertArrayEquals(new float[] {5, 0, 0, SteadyVelocity.of(bad)[0]}, velocities.toArray(), 0);
  }

  @Test
  void noiseIsOnWhatIsObservedInTrainingAlone() {
    TrajectoryModel model = TrajectoryModel.build(OPTIONS, 1);
    List<float[]> tracks = circles(5);
    TrajectoryTask noisy =
        new TrajectoryTask(model, tracks, tracks, new TrajectoryData(5, false, 1, 0.1f), 1);
    TrajectoryTask clean =
        new TrajectoryTask(model, tracks, tracks, new TrajectoryData(5, false, 1, 0), 1);
    TrajectoryTask.Batch one = noisy.training().read(0, 0);
    TrajectoryTask.Batch other = clean.training().read(0, 0);
    double squares = 0;
    for (int i = 0; i < one.observed().elements(); i++) {
      squares += Math.pow(one.observed().toArray()[i] - other.observed().toArray()[i], 2);
    }
    assertEquals(0.05, Math.sqrt(squares / one.observed().elements()), 0.03);
    assertArrayEquals(other.future().toArray(), one.future().toArray(), 0);
    assertArrayEquals(
        clean.validation().read(0, 0).observed().toArray(),
        noisy.validation().read(0, 0).observed().toArray(),
        0);
  }

  private static Tensor batch(
      TrajectoryModel model, List<float[]> tracks, boolean rotate, int epoch) {
    TrajectoryTask task =
        new TrajectoryTask(model, tracks, List.of(), new TrajectoryData(5, rotate, 1, 0), 1);
    return task.training().read(epoch, 0).observed();
  }

  private static double distance(Tensor track, int from, int to, int n) {
    return Math.hypot(
        track.get(from, n, 0) - track.get(to, n, 0), track.get(from, n, 1) - track.get(to, n, 1));
  }

  @Test
  void theBallStaysBetweenTheWallsAndGoesStraightBetweenThem() {
    int bounces = 0;
    for (float[] track : BouncingBall.tracks(50, 20, 1)) {
      for (int i = 0; i < track.length; i++) {
        assertTrue(track[i] >= 0 && track[i] <= 1);
        if (i >= 4) {
          float turn = track[i] - 2 * track[i - 2] + track[i - 4];
          bounces += Math.abs(turn) > 1e-5 ? 1 : 0;
        }
      }
    }
    assertTrue(bounces > 20 && bounces < 400, "bounces " + bounces);
  }

  @Test
  void aLoadedModelGivesTheSameBits(@TempDir Path directory) throws IOException {
    TrajectoryModel model = TrajectoryModel.build(OPTIONS.withPositions(), 3);
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    float[] observed = {0, 0, 1, 2, 2, 3, 4, 3.5f};
    assertArrayEquals(
        model.predict(observed), Models.load(file, TrajectoryModel.class).predict(observed), 0);
  }

  @Test
  void resumed(@TempDir Path directory) throws IOException {
    ResumeCheck.check(
        directory,
        TrajectoryModel.class,
        () -> TrajectoryModel.build(OPTIONS.with(Cell.LSTM, 6, 0.2f), 1),
        model ->
            new TrajectoryTask(
                model, circles(20), circles(5), new TrajectoryData(6, true, 2, 0.01f), 1),
        TRAINING,
        9,
        5);
  }

  @Test
  void badInputIsRefused() {
    TrajectoryModel model = TrajectoryModel.build(OPTIONS, 1);
    assertEquals(
        "expected x and y of 4 positions, got 2 numbers",
        assertThrows(IllegalArgumentException.class, () -> model.predict(1, 2)).getMessage());
    assertEquals(
        "track: expected 4 observed and 3 following positions, got 4 numbers",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new TrajectoryTask(
                        model, List.of(new float[4]), List.of(), TrajectoryData.defaults(), 1))
            .getMessage());
  }
}

package dev.unroll.models.driving;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.ResumeCheck;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import dev.unroll.models.vision.Canvas;
import dev.unroll.models.vision.Pixels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DriverTest {
  private static final int HEIGHT = 8;
  private static final int WIDTH = 12;
  private static final TrainingOptions TRAINING =
      TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.01f));

  private static DriverOptions options(Form form) {
    return DriverOptions.of(form).withSize(HEIGHT, WIDTH).with(6, Cell.LSTM, 5, 0);
  }

  /// A bar that wanders from side to side, and steering towards it.
  private static List<DrivenFrame> drive(int count) {
    List<DrivenFrame> drive = new ArrayList<>();
    for (int t = 0; t < count; t++) {
      double place = Math.sin(0.35 * t);
      Canvas canvas = new Canvas(HEIGHT, WIDTH, 0.2f, 0.5f, 0.2f);
      canvas.paint(Canvas.Figure.rectangle(WIDTH / 2.0 + 4 * place, 4, 1.5, 4), 0.9f, 0.9f, 0.9f);
      float throttle = t % 4 < 2 ? 1 : 0;
      drive.add(
          new DrivenFrame(
              canvas.pixels(), new Controls((float) place * 0.6f, throttle, 20 + t % 3)));
    }
    return drive;
  }

  @ParameterizedTest
  @CsvSource({"FRAME, NONE", "FEATURES, NONE", "VOLUME, OWN", "VOLUME, TRUTH"})
  void learnsToSteer(Form form, Feedback feedback) throws IOException {
    Driver model = Driver.build(options(form).with(feedback, form == Form.VOLUME), drive(60), 1);
    DrivingTask task =
        new DrivingTask(model, drive(60), drive(30), new DrivingData(5, 3, true, 6), 1);
    assertSame(task.training(), task.training()); // asked for at every step
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(12)).run(TrainingListener.NONE);
    List<Score> scores = result.scores();
    assertEquals("mse", scores.getFirst().metric().name());
    double mean = task.baselines().getFirst().value();
    assertTrue(scores.getFirst().value() < mean / 4, scores + " against " + task.baselines());
    assertEquals(form == Form.VOLUME ? 4 : 2, scores.size());
    assertTrue(task.examples().getFirst().startsWith("frame 9: steering "));
  }

  @ParameterizedTest
  @CsvSource({
    "FRAME, NONE, LSTM",
    "FEATURES, NONE, LSTM",
    "FEATURES, OWN, GRU",
    "FEATURES, TRUTH, LSTM",
    "VOLUME, NONE, GRU",
    "VOLUME, OWN, LSTM",
    "VOLUME, TRUTH, LSTM"
  })
  void aStreamGivesTheBitsOfTheGraph(Form form, Feedback feedback, String label) {
    DriverOptions options =
        options(form)
            .with(feedback, true)
            .with(6, label.equals("GRU") ? Cell.GRU : Cell.LSTM, 5, 0);
    List<DrivenFrame> drive = drive(14);
    Driver model = Driver.build(options, drive, 1);
    int context = model.context();
    int steps = drive.size() - context;
    Tensor frames = Tensor.zeros(Shape.of(drive.size(), 1, 3, HEIGHT, WIDTH));
    Tensor before = Tensor.zeros(Shape.of(steps, 1, 3));
    for (int t = 0; t < drive.size(); t++) {
      Tensor into = frames.at(t);
      drive.get(t).pixels().normalize(into.data(), into.offset());
      if (t >= context && t > 0) {
        before
            .at(t - context)
            .copyFrom(Tensor.of(Shape.of(1, 3), model.standard(drive.get(t - 1).controls())));
      }
    }
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Tensor graph = model.forward(Pass.reading(tape), frames, before).value();
      assertArrayEquals(new int[] {steps, 1, 3}, graph.shape().dimensions());
      DriverStream stream = new DriverStream(model);
      Controls last = null;
      for (int t = 0; t < drive.size(); t++) {
        Controls said = stream.next(drive.get(t).pixels(), last);
        last = drive.get(t).controls();
        if (t < context) {
          assertNull(said);
        } else {
          float[] wanted = graph.at(t - context).toArray();
          assertArrayEquals(wanted, stream.said().toArray(), 0, "frame " + t);
          assertEquals(model.controls(wanted), said);
        }
      }
    }
  }

  @Test
  void theVolumeSeesTenFramesAndNoneToCome() {
    Driver model = Driver.build(options(Form.VOLUME), drive(20), 1);
    assertEquals(9, model.context());
    assertEquals(0, Driver.build(options(Form.FEATURES), drive(20), 1).context());
    List<DrivenFrame> drive = drive(11);
    List<Controls> all = DrivingTask.driven(model, drive);
    assertEquals(all.get(9), DrivingTask.driven(model, drive.subList(0, 10)).get(9));
    List<DrivenFrame> other = new ArrayList<>(drive);
    other.set(0, drive.get(5));
    assertTrue(!all.get(9).equals(DrivingTask.driven(model, other).get(9)));
  }

  @Test
  void mirroredWindowsSteerTheOtherWay() {
    Driver model = Driver.build(options(Form.FEATURES), drive(20), 1);
    DrivingTask plain =
        new DrivingTask(model, drive(20), List.of(), new DrivingData(3, 2, false, 8), 1);
    DrivingTask mirrored =
        new DrivingTask(model, drive(20), List.of(), new DrivingData(3, 2, true, 8), 1);
    DrivingTask.Batch one = plain.training().read(0, 0);
    DrivingTask.Batch other = mirrored.training().read(0, 0);
    float mean = model.standard(new Controls(0, 0, 0))[0];
    int turned = 0;
    for (int n = 0; n < 8; n++) {
      boolean turns = one.truth().get(0, n, 0) != other.truth().get(0, n, 0);
      turned += turns ? 1 : 0;
      for (int t = 0; t < 3; t++) {
        float truth = one.truth().get(t, n, 0);
        float wanted = turns ? 2 * mean - truth : truth;
        assertEquals(wanted, other.truth().get(t, n, 0), 1e-5);
        int x = turns ? WIDTH - 1 : 0;
        assertEquals(one.frames().get(t, n, 1, 2, 0), other.frames().get(t, n, 1, 2, x), 0);
      }
    }
    assertTrue(turned > 0 && turned < 8, "turned " + turned);
  }

  @Test
  void baselinesAreOfTheFramesThatCount() {
    List<DrivenFrame> heldOut = new ArrayList<>(drive(10));
    Pixels pixels = heldOut.getFirst().pixels();
    heldOut.set(8, new DrivenFrame(pixels, new Controls(0.25f, 0, 0)));
    heldOut.set(9, new DrivenFrame(pixels, new Controls(0.75f, 0, 0)));
    List<DrivenFrame> straight = new ArrayList<>();
    drive(20)
        .forEach(each -> straight.add(new DrivenFrame(each.pixels(), new Controls(0.5f, 0, 0))));
    DrivingTask task =
        new DrivingTask(
            Driver.build(options(Form.FRAME), drive(20), 1),
            straight,
            heldOut,
            new DrivingData(1, 1, false, 4),
            1);
    List<Score> scores = task.baselines();
    assertEquals("mean-steering-mse", scores.getFirst().metric().name());
    assertEquals(0.0625, scores.get(0).value(), 1e-6);
    assertEquals(0.25, scores.get(1).value(), 1e-6);
    assertEquals(0.25, scores.get(2).value(), 1e-6);
    assertEquals(0.5, scores.get(3).value(), 1e-6);
  }

  @Test
  void theRoadBendsBothWaysAndIsTheSameForASeed() {
    List<DrivenFrame> drive = BendingRoad.drive(300, 24, 48, 1);
    double most = 0;
    double least = 0;
    for (DrivenFrame each : drive) {
      Controls controls = each.controls();
      most = Math.max(most, controls.steering());
      least = Math.min(least, controls.steering());
      assertTrue(controls.throttle() >= 0 && controls.throttle() <= 1);
      assertTrue(controls.speed() > 0 && controls.speed() <= 30);
    }
    assertTrue(most > 0.1 && least < -0.1, least + " to " + most);
    assertEquals(drive.get(50).controls(), BendingRoad.drive(51, 24, 48, 1).get(50).controls());
  }

  @Test
  void aLoadedModelSteersTheSame(@TempDir Path directory) throws IOException {
    Driver model = Driver.build(options(Form.VOLUME).with(Feedback.OWN, true), drive(12), 3);
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    assertEquals(
        DrivingTask.driven(model, drive(12)),
        DrivingTask.driven(Models.load(file, Driver.class), drive(12)));
  }

  @Test
  void resumed(@TempDir Path directory) throws IOException {
    ResumeCheck.check(
        directory,
        Driver.class,
        () -> Driver.build(options(Form.FEATURES).with(4, Cell.GRU, 3, 0.2f), drive(30), 1),
        model -> new DrivingTask(model, drive(30), drive(12), new DrivingData(4, 3, true, 3), 1),
        TRAINING,
        9,
        5);
  }

  @Test
  void badInputIsRefused() {
    assertThrows(
        IllegalArgumentException.class,
        () -> DriverOptions.of(Form.FRAME).with(Feedback.TRUTH, false));
    Driver model = Driver.build(options(Form.VOLUME), drive(20), 1);
    assertEquals(
        "the drive to train on has 12 frames, but a window spans 13",
        refused(model, drive(12), List.of()));
    assertEquals(
        "the held-out drive has 9 frames, of which the first 9 do not count: hold out more",
        refused(model, drive(20), drive(9)));
    Pixels wide = new Pixels(3, HEIGHT, 30, new byte[3 * HEIGHT * 30]);
    assertThrows(IllegalArgumentException.class, () -> new DriverStream(model).next(wide, null));
  }

  private static String refused(
      Driver model, List<DrivenFrame> training, List<DrivenFrame> heldOut) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> new DrivingTask(model, training, heldOut, new DrivingData(4, 1, false, 2), 1))
        .getMessage();
  }
}

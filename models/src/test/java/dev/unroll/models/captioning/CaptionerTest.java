package dev.unroll.models.captioning;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Special;
import dev.unroll.models.training.ResumeCheck;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import dev.unroll.models.vision.Canvas;
import dev.unroll.models.vision.PictureText;
import dev.unroll.models.vision.Pixels;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class CaptionerTest {
  private static final CaptionerOptions OPTIONS =
      CaptionerOptions.defaults().withSize(8, 8).with(List.of(4, 6), Cell.GRU, 5, 12, 0);
  private static final TrainingOptions TRAINING =
      TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.01f));

  /// A dot in a corner.
  private static List<PictureText> dots(int count) {
    List<PictureText> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Canvas canvas = new Canvas(8, 8, 1, 1, 1);
      boolean low = i / 2 % 2 == 1;
      boolean right = i % 2 == 1;
      boolean dark = i / 4 % 2 == 1;
      float color = dark ? 0 : 0.6f;
      canvas.paint(Canvas.Figure.disc(right ? 6 : 2, low ? 6 : 2, 1.8), color, 0, 0);
      pictures.add(
          new PictureText(
              canvas.pixels(),
              "%s dot%s%s"
                  .formatted(dark ? "black" : "red", low ? ", below" : "", right ? " right" : "")));
    }
    return pictures;
  }

  private static Captioner captioner(View view, Cell cell) {
    return Captioner.build(
        OPTIONS.withView(view).with(List.of(4, 6), cell, 8, 24, 0),
        CaptioningTask.vocabulary(dots(8), 1),
        1);
  }

  @ParameterizedTest
  @EnumSource(View.class)
  void learnsToSayWhatItSees(View view) throws IOException {
    Captioner model = captioner(view, Cell.GRU);
    CaptioningTask task = new CaptioningTask(model, dots(32), dots(8), 4, 1);
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(90)).run(TrainingListener.NONE);
    List<Score> scores = result.scores();
    assertEquals("cross-entropy", scores.get(0).metric().name());
    assertTrue(scores.get(0).value() < 0.1, scores::toString);
    assertEquals(1, scores.get(1).value(), scores::toString);
    assertTrue(task.examples().getFirst().endsWith("✓"), task.examples()::toString);
    Captioner.Caption caption =
        model.caption(dots(7).getLast().pixels(), BeamOptions.of(3)).getFirst();
    assertEquals("black dot , below", caption.text());
    assertTrue(caption.logProbability() > -0.5);
  }

  @ParameterizedTest
  @EnumSource(View.class)
  void aStreamGivesTheBitsOfTheGraph(View view) {
    for (Cell cell : List.of(Cell.LSTM, Cell.GRU)) {
      Captioner model = captioner(view, cell);
      Tensor pictures = model.batch(dots(3).stream().map(PictureText::pixels).toList());
      int[] ids = {2, 2, 2, 4, 5, 6, 7, 4, 8, 5, 5, 6};
      Tape tape = new Tape();
      try (NoGradient _ = tape.noGradient()) {
        Sequence.Tokens read = new Sequence.Tokens(ids, 4, 3);
        Tensor graph = model.logits(Pass.reading(tape), pictures, read).value();
        CaptionerStream stream = new CaptionerStream(model, pictures);
        for (int t = 0; t < 4; t++) {
          int[] step = {ids[3 * t], ids[3 * t + 1], ids[3 * t + 2]};
          assertArrayEquals(graph.at(t).toArray(), stream.step(step).toArray(), 0, "step " + t);
        }
        // rows that go on from others
        CaptionerStream one = new CaptionerStream(model, pictures);
        one.step(new int[] {2, 2, 2});
        one.select(new int[] {1, 1});
        float[] row = one.step(new int[] {5, 7}).at(0).toArray();
        assertArrayEquals(graph.at(1).at(1).toArray(), row, 0);
      }
    }
  }

  @Test
  void looksAtEveryCellWithAWeight() {
    Captioner model = captioner(View.GRID, Cell.LSTM);
    double[][][] looks = model.looks(dots(1).getFirst().pixels(), List.of(4, 5));
    assertEquals(3, looks.length);
    for (double[][] look : looks) {
      double sum = 0;
      for (double[] row : look) {
        assertEquals(2, row.length);
        sum += row[0] + row[1];
      }
      assertEquals(2, look.length);
      assertEquals(1, sum, 1e-5);
    }
    assertThrows(
        IllegalStateException.class,
        () -> captioner(View.FIRST_INPUT, Cell.GRU).looks(dots(1).getFirst().pixels(), List.of(4)));
  }

  @Test
  void aLoadedModelSaysTheSame(@TempDir Path directory) throws IOException {
    Captioner model = captioner(View.GRID, Cell.LSTM);
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    Pixels picture = dots(1).getFirst().pixels();
    assertEquals(
        model.caption(picture, BeamOptions.of(2)),
        Models.load(file, Captioner.class).caption(picture, BeamOptions.of(2)));
  }

  @Test
  void resumed(@TempDir Path directory) throws IOException {
    ResumeCheck.check(
        directory,
        Captioner.class,
        () ->
            Captioner.build(
                OPTIONS.with(List.of(3, 4), Cell.LSTM, 4, 5, 0.2f),
                CaptioningTask.vocabulary(dots(8), 1),
                1),
        model -> new CaptioningTask(model, dots(20), dots(5), 6, 1),
        TRAINING,
        9,
        5);
  }

  @Test
  void heldOutShapesHaveCaptionsOfTheirOwn() {
    Set<String> trained = new HashSet<>();
    for (PictureText each : ShapePictures.pictures(400, false, 1)) {
      trained.add(each.text());
      each.pixels().requireSize(3, ShapePictures.SIZE, ShapePictures.SIZE);
    }
    List<PictureText> heldOut = ShapePictures.pictures(60, true, 1);
    heldOut.forEach(each -> assertTrue(!trained.contains(each.text()), each.text()));
    assertTrue(heldOut.stream().anyMatch(each -> each.text().contains(" above a ")));
    assertTrue(heldOut.stream().anyMatch(each -> each.text().contains(" left of a ")));
    assertArrayEquals(
        heldOut.get(5).pixels().data(), ShapePictures.pictures(6, true, 1).get(5).pixels().data());
  }

  @Test
  void badInputIsRefused() {
    Captioner model = captioner(View.GRID, Cell.GRU);
    Pixels wide = new Pixels(3, 8, 30, new byte[3 * 8 * 30]);
    assertThrows(IllegalArgumentException.class, () -> model.caption(wide, BeamOptions.of(1)));
    Pixels fits = new Pixels(3, 8, 8, new byte[192]);
    assertEquals(
        "caption 1: expected words, got ' '",
        assertThrows(
                IllegalArgumentException.class,
                () ->
                    new CaptioningTask(model, List.of(new PictureText(fits, " ")), List.of(), 1, 1))
            .getMessage());
    assertEquals(2, model.vocabulary().id(Special.BEGIN));
  }
}

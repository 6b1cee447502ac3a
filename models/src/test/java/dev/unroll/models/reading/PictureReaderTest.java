package dev.unroll.models.reading;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.UnknownTokenException;
import dev.unroll.models.training.ResumeCheck;
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
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PictureReaderTest {
  private static final PictureReaderOptions OPTIONS =
      PictureReaderOptions.defaults().withSize(8, 36).with(List.of(6, 8), Cell.GRU, 12, 0);
  private static final TrainingOptions TRAINING =
      TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.01f));

  private static PictureReader reader() {
    return PictureReader.build(OPTIONS, HouseNumbers.vocabulary(), 1);
  }

  /// Numbers of the digits 1 and 4 as pictures of bars: low for 1, tall for 4; equal ones may stand in a row.
  private static List<PictureText> bars(int count) {
    List<PictureText> pictures = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      Canvas canvas = new Canvas(8, 36, 0.1f);
      StringBuilder text = new StringBuilder();
      int length = 1 + i % 3;
      for (int k = 0; k < length; k++) {
        boolean tall = (i * 7 / 3 >> k & 1) == 1;
        text.append(tall ? '4' : '1');
        double x = 6 + 12 * k;
        canvas.paint(Canvas.Figure.rectangle(x, 8, 3, tall ? 8 : 3), 0.9f);
      }
      pictures.add(new PictureText(canvas.pixels(), text.toString()));
    }
    return pictures;
  }

  @Test
  void learnsToReadAndDecodesBothWays() throws IOException {
    PictureReader model = reader();
    ReadingTask task = new ReadingTask(model, bars(48), bars(24), 6, 1);
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(20)).run(TrainingListener.NONE);
    assertEquals("exact-match", result.scores().getFirst().metric().name());
    assertEquals(1, result.scores().getFirst().value(), 0.05);
    assertTrue(result.scores().get(1).value() < 0.1, result.scores()::toString);
    for (PictureText each : bars(6)) {
      assertEquals(each.text(), model.read(each.pixels()));
      List<PictureReader.Reading> readings = model.read(each.pixels(), 4, 2);
      assertEquals(each.text(), readings.getFirst().text());
      assertTrue(readings.get(1).logProbability() <= readings.getFirst().logProbability());
    }
    assertTrue(task.examples().getFirst().endsWith("✓"), task.examples()::toString);
  }

  @Test
  void aLoadedModelReadsTheSame(@TempDir Path directory) throws IOException {
    PictureReader model = reader();
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    Pixels picture = bars(1).getFirst().pixels();
    assertEquals(
        model.read(picture, 8, 8), Models.load(file, PictureReader.class).read(picture, 8, 8));
  }

  @Test
  void resumed(@TempDir Path directory) throws IOException {
    ResumeCheck.check(
        directory,
        PictureReader.class,
        () ->
            PictureReader.build(
                OPTIONS.with(List.of(3, 4), Cell.LSTM, 5, 0.2f), HouseNumbers.vocabulary(), 1),
        model -> new ReadingTask(model, bars(20), bars(5), 6, 1),
        TRAINING,
        9,
        5);
  }

  @Test
  void houseNumbersAreTheSameForASeedAndOfAllLengths() {
    List<PictureText> numbers = HouseNumbers.pictures(200, 24, 80, 1);
    int[] lengths = new int[HouseNumbers.LONGEST + 1];
    for (PictureText each : numbers) {
      lengths[each.text().length()]++;
      assertTrue(each.text().matches("[0-9]+"));
      each.pixels().requireSize(1, 24, 80);
    }
    for (int length = 1; length <= HouseNumbers.LONGEST; length++) {
      assertTrue(lengths[length] > 20);
    }
    assertArrayEquals(
        numbers.get(7).pixels().data(), HouseNumbers.pictures(8, 24, 80, 1).get(7).pixels().data());
  }

  @Test
  void badInputIsRefused() {
    PictureReader model = reader();
    Pixels wide = new Pixels(3, 8, 30, new byte[3 * 8 * 30]);
    assertEquals(
        "picture: expected 36 × 8 pixels (width × height) in 1 planes, got 30 × 8 in 1",
        assertThrows(IllegalArgumentException.class, () -> model.read(wide)).getMessage());
    Pixels fits = new Pixels(1, 8, 36, new byte[8 * 36]);
    assertEquals(
        "the text '111111' takes 11 columns, but the model looks at a picture in 9: make the pictures wider",
        refused(model, new PictureText(fits, "111111")).getMessage());
    assertTrue(refused(model, new PictureText(fits, "1a")) instanceof UnknownTokenException);
  }

  private static IllegalArgumentException refused(PictureReader model, PictureText example) {
    return assertThrows(
        IllegalArgumentException.class,
        () -> new ReadingTask(model, List.of(example), List.of(), 1, 1));
  }
}

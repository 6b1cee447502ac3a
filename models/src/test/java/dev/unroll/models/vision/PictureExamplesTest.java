package dev.unroll.models.vision;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.captioning.Captioner;
import dev.unroll.models.captioning.CaptionerOptions;
import dev.unroll.models.captioning.CaptioningTask;
import dev.unroll.models.captioning.ShapePictures;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.driving.BendingRoad;
import dev.unroll.models.driving.DrivenFrame;
import dev.unroll.models.driving.Driver;
import dev.unroll.models.driving.DriverOptions;
import dev.unroll.models.driving.DriverStream;
import dev.unroll.models.driving.DrivingData;
import dev.unroll.models.driving.DrivingTask;
import dev.unroll.models.driving.Form;
import dev.unroll.models.reading.HouseNumbers;
import dev.unroll.models.reading.PictureReader;
import dev.unroll.models.reading.PictureReaderOptions;
import dev.unroll.models.reading.ReadingTask;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The examples in the documentation of the models of pictures.
final class PictureExamplesTest {
  @Test
  void reading() throws IOException {
    List<PictureText> training = HouseNumbers.pictures(8, 24, 80, 1);
    List<PictureText> heldOut = HouseNumbers.pictures(2, 24, 80, 2);
    Pixels picture = heldOut.getFirst().pixels();

    PictureReader model =
        PictureReader.build(PictureReaderOptions.defaults(), HouseNumbers.vocabulary(), 1);
    var task = new ReadingTask(model, training, heldOut, 32, 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(5))
        .run(TrainingListener.NONE);
    String number = model.read(picture);

    assertTrue(number.matches("[0-9]*"), number);
  }

  @Test
  void captioning() throws IOException {
    List<PictureText> training = ShapePictures.pictures(8, false, 1);
    List<PictureText> heldOut = ShapePictures.pictures(2, true, 1);
    Pixels picture = heldOut.getFirst().pixels();

    var vocabulary = CaptioningTask.vocabulary(training, 1);
    Captioner model = Captioner.build(CaptionerOptions.defaults(), vocabulary, 1);
    var task = new CaptioningTask(model, training, heldOut, 32, 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(5))
        .run(TrainingListener.NONE);
    String caption = model.caption(picture, BeamOptions.of(3)).getFirst().text();

    assertTrue(caption.matches("[a-z<> ]*"), caption);
  }

  @Test
  void driving() throws IOException {
    List<DrivenFrame> training = BendingRoad.drive(40, 24, 48, 1);
    List<DrivenFrame> heldOut = BendingRoad.drive(12, 24, 48, 2);
    Pixels frame = heldOut.getFirst().pixels();

    Driver model = Driver.build(DriverOptions.of(Form.FEATURES).withSize(24, 48), training, 1);
    var task = new DrivingTask(model, training, heldOut, DrivingData.defaults(), 1);
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(5))
        .run(TrainingListener.NONE);
    DriverStream stream = new DriverStream(model);
    float steering = stream.next(frame, null).steering();

    assertTrue(steering > -2 && steering < 2, "steering " + steering);
  }

  @ParameterizedTest
  @ValueSource(classes = {PictureReader.class, Captioner.class, Driver.class})
  void theDocumentationSaysTheSame(Class<?> model) throws IOException {
    String documentation =
        Files.readString(source("main", model))
            .lines()
            .dropWhile(line -> !line.startsWith("///     ") || !line.contains(" = "))
            .filter(line -> line.startsWith("///     ") && line.endsWith(";"))
            .collect(Collectors.joining("\n"));
    assertTrue(documentation.lines().count() >= 4, documentation);
    String tested = withoutSpace(Files.readString(source("test", PictureExamplesTest.class)));
    for (String line : documentation.lines().toList()) {
      String code = withoutSpace(line.substring(3));
      assertEquals(code, tested.contains(code) ? code : "", "is not tested");
    }
  }

  private static Path source(String part, Class<?> of) {
    return Path.of("src", part, "java").resolve(of.getName().replace('.', '/') + ".java");
  }

  private static String withoutSpace(String code) {
    return code.replaceAll("\\s+", "");
  }
}

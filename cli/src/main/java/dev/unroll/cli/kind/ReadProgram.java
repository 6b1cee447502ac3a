package dev.unroll.cli.kind;

import dev.unroll.cli.data.Picture;
import dev.unroll.core.Checks;
import dev.unroll.models.data.Split;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.reading.HouseNumbers;
import dev.unroll.models.reading.PictureReader;
import dev.unroll.models.reading.PictureReader.Reading;
import dev.unroll.models.reading.PictureReaderKind;
import dev.unroll.models.reading.PictureReaderOptions;
import dev.unroll.models.reading.ReadingTask;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.text.TokenCounter;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Schedule;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.vision.PictureText;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// The kind `read`: what stands on pictures, such as house numbers.
public final class ReadProgram implements Program<ReadRun, PictureReader> {
  private static final int NUMBERS = 10_000;
  private static final int STEPS = 2400;

  /// The kind, of which one is enough.
  public ReadProgram() {}

  @Override
  public String name() {
    return "read";
  }

  @Override
  public String description() {
    return "Reads what stands on pictures from left to right, such as house numbers.";
  }

  @Override
  public ReadRun defaults() {
    return new ReadRun(
        PictureData.generated(NUMBERS),
        PictureReaderOptions.defaults(),
        Initializer.torch(),
        16,
        TrainingOptions.defaults()
            .withOptimizer(new OptimizerOptions.Adam(0.002f))
            .withSchedule(new Schedule.Cosine(50, STEPS, 0.02f)));
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.steps(STEPS);
  }

  @Override
  public PictureReaderKind kind() {
    return new PictureReaderKind();
  }

  @Override
  public Prepared<?> prepare(ReadRun run, PictureReader given, Purpose purpose, Console console)
      throws IOException {
    PictureReaderOptions options = given != null ? given.options() : run.model();
    Split.Parts<PictureText> parts = Stage.READING.run(() -> parts(run.data(), options, purpose));
    console.say(
        "pictures: %,d to train on, %,d held out, %d × %d%s",
        parts.training().size(),
        parts.heldOut().size(),
        options.width(),
        options.height(),
        run.data().isGenerated() ? ", generated house numbers" : "");
    long seed = run.training().seed();
    PictureReader model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : new PictureReader(
                        options,
                        vocabulary(parts.training()),
                        Scope.fresh(seed, run.initializer())));
    console.say(
        "model: %d convolutions, %s with %d hidden units each way, %d columns, %d characters, %,d parameters",
        options.channels().size(),
        options.cell().description(),
        options.hidden(),
        model.columns(),
        model.vocabulary().size(),
        model.parameterCount());
    ReadingTask task =
        Stage.READING.run(
            () -> new ReadingTask(model, parts.training(), parts.heldOut(), run.batch(), seed));
    return new Prepared<>(task, run.training());
  }

  private static Split.Parts<PictureText> parts(
      PictureData data, PictureReaderOptions options, Purpose purpose) throws IOException {
    boolean measure = purpose == Purpose.MEASURE;
    if (data.isGenerated()) {
      int height = options.height();
      int width = options.width();
      return new Split.Parts<>(
          measure ? List.of() : HouseNumbers.pictures(data.generated(), height, width, 1),
          HouseNumbers.pictures(data.heldOut(), height, width, 2));
    }
    List<PictureText> read = data.read(options.height(), options.width());
    return measure ? new Split.Parts<>(List.of(), read) : data.split().of(read);
  }

  private static TokenVocabulary vocabulary(List<PictureText> pictures) {
    TokenCounter counter = new TokenCounter();
    pictures.forEach(picture -> counter.add(picture.text(), Tokenizer.CHARACTERS));
    return counter.vocabulary(Set.of(), 1, TokenCounter.UNLIMITED);
  }

  /// How a picture is answered.
  ///
  /// @param beam beginnings of texts that the search carries on; 0 to spell the likeliest class of each column
  public record Answer(
      @Setting(
              value =
                  "Beginnings of texts that the search carries on; 0 to spell the likeliest class of each column.",
              label = "K")
          int beam) {
    public Answer {
      Checks.notNegative("beam", beam);
    }
  }

  /// A line is the path of a picture; the answer is what stands on it, with a beam its probability, and the path,
  /// separated by tabs.
  @Override
  public Optional<Prediction<PictureReader, ?>> prediction() {
    return Optional.of(
        new Prediction<PictureReader, Answer>() {
          @Override
          public Answer defaults() {
            return new Answer(16);
          }

          @Override
          public Predictor predictor(PictureReader model, Answer answer, Console console) {
            return line -> read(model, answer.beam(), line);
          }
        });
  }

  private static String read(PictureReader model, int beam, String path) throws IOException {
    PictureReaderOptions options = model.options();
    Picture picture = Picture.read(Path.of(path), options.height(), options.width());
    if (beam == 0) {
      return model.read(picture.pixels()) + '\t' + path;
    }
    Reading best = model.read(picture.pixels(), beam, 1).getFirst();
    return String.format(
        Locale.ROOT, "%s\t%.3f\t%s", best.text(), Math.exp(best.logProbability()), path);
  }
}

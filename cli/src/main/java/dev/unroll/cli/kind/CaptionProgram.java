package dev.unroll.cli.kind;

import dev.unroll.cli.chart.LookChart;
import dev.unroll.cli.chart.Theme;
import dev.unroll.cli.data.Picture;
import dev.unroll.models.captioning.Captioner;
import dev.unroll.models.captioning.Captioner.Caption;
import dev.unroll.models.captioning.CaptionerKind;
import dev.unroll.models.captioning.CaptionerOptions;
import dev.unroll.models.captioning.CaptioningTask;
import dev.unroll.models.captioning.ShapePictures;
import dev.unroll.models.captioning.View;
import dev.unroll.models.data.Split;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.Schedule;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.vision.PictureText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The kind `caption`: what pictures show, in words.
public final class CaptionProgram implements Program<CaptionRun, Captioner> {
  private static final int SHAPES = 8000;
  private static final int STEPS = 1000;

  /// The kind, of which one is enough.
  public CaptionProgram() {}

  @Override
  public String name() {
    return "caption";
  }

  @Override
  public String description() {
    return "Says what pictures show: a red circle above a blue square.";
  }

  @Override
  public CaptionRun defaults() {
    return new CaptionRun(
        PictureData.generated(SHAPES),
        CaptionerOptions.defaults(),
        1,
        Initializer.torch(),
        32,
        TrainingOptions.defaults()
            .withOptimizer(new OptimizerOptions.Adam(0.002f))
            .withSchedule(new Schedule.Cosine(50, STEPS, 0.02f)));
  }

  /// Emoji and their names, seen as the state that the decoder begins with, and as a grid.
  @Override
  public Map<String, CaptionRun> presets() {
    return Map.of("emoji", emoji(View.INITIAL_STATE), "emoji-grid", emoji(View.GRID));
  }

  private CaptionRun emoji(View view) {
    return new CaptionRun(
        defaults().data(),
        CaptionerOptions.defaults()
            .withView(view)
            .with(List.of(32, 64, 128), Cell.LSTM, 128, 256, 0.3f),
        2,
        Initializer.torch(),
        32,
        TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.001f)));
  }

  @Override
  public TrainingLimits limits() {
    return TrainingLimits.steps(STEPS);
  }

  @Override
  public CaptionerKind kind() {
    return new CaptionerKind();
  }

  @Override
  public Prepared<?> prepare(CaptionRun run, Captioner given, Purpose purpose, Console console)
      throws IOException {
    CaptionerOptions options = given != null ? given.options() : run.model();
    Split.Parts<PictureText> parts = Stage.READING.run(() -> parts(run.data(), options, purpose));
    console.say(
        "pictures: %,d to train on, %,d held out, %d × %d%s",
        parts.training().size(),
        parts.heldOut().size(),
        options.width(),
        options.height(),
        run.data().isGenerated()
            ? ", generated shapes; no picture to train on has a held-out caption"
            : "");
    long seed = run.training().seed();
    Captioner model =
        Stage.BUILDING.run(
            () ->
                given != null
                    ? given
                    : new Captioner(
                        options,
                        CaptioningTask.vocabulary(parts.training(), run.minimumCount()),
                        Scope.fresh(seed, run.initializer())));
    console.say(
        "model: %d convolutions, %s with %d hidden units, picture as %s, %,d tokens, %,d parameters",
        options.channels().size(),
        options.cell().description(),
        options.hidden(),
        options.view().description(),
        model.vocabulary().size(),
        model.parameterCount());
    CaptioningTask task =
        Stage.READING.run(
            () -> new CaptioningTask(model, parts.training(), parts.heldOut(), run.batch(), seed));
    return new Prepared<>(task, run.training());
  }

  private static Split.Parts<PictureText> parts(
      PictureData data, CaptionerOptions options, Purpose purpose) throws IOException {
    boolean measure = purpose == Purpose.MEASURE;
    if (data.isGenerated()) {
      if (options.height() != ShapePictures.SIZE || options.width() != ShapePictures.SIZE) {
        throw new IllegalArgumentException(
            "generated pictures are %d × %d, but the model's are %d × %d: name files by --texts and --pictures"
                .formatted(
                    ShapePictures.SIZE, ShapePictures.SIZE, options.width(), options.height()));
      }
      return new Split.Parts<>(
          measure ? List.of() : ShapePictures.pictures(data.generated(), false, 1),
          ShapePictures.pictures(data.heldOut(), true, 1));
    }
    List<PictureText> read = data.read(options.height(), options.width());
    return measure ? new Split.Parts<>(List.of(), read) : data.split().of(read);
  }

  /// How a picture is answered.
  ///
  /// @param beam hypotheses that the search carries on; 1 for the likeliest word each time
  /// @param best how many captions to give
  /// @param looks a directory for pictures of where the model looked before each word; null for none
  public record Answer(
      @Setting(value = "Hypotheses that the search carries on.", label = "K") int beam,
      @Setting(value = "How many captions to give, the best first.", label = "K") int best,
      @Setting(
              value =
                  "Directory for NAME.svg, where the model looked before each word of the best caption.",
              label = "DIRECTORY")
          Path looks) {
    public Answer {
      search(beam, best);
    }

    /// @throws IllegalArgumentException if there is no such search
    private static BeamOptions search(int beam, int best) {
      return new BeamOptions(beam, best, 1);
    }
  }

  /// A line is the path of a picture; the answer is a line for each caption: the caption, its probability and the
  /// path, separated by tabs.
  @Override
  public Optional<Prediction<Captioner, ?>> prediction() {
    return Optional.of(
        new Prediction<Captioner, Answer>() {
          @Override
          public Answer defaults() {
            return new Answer(3, 1, null);
          }

          @Override
          public Predictor predictor(Captioner model, Answer answer, Console console)
              throws IOException {
            if (answer.looks() != null) {
              if (model.options().view() != View.GRID) {
                throw new IllegalArgumentException(
                    "looks: this model sees the picture as %s, not as a grid to look at"
                        .formatted(model.options().view().description()));
              }
              Files.createDirectories(answer.looks());
            }
            return path -> captioned(model, answer, path);
          }
        });
  }

  private static String captioned(Captioner model, Answer answer, String path) throws IOException {
    CaptionerOptions options = model.options();
    Picture picture = Picture.read(Path.of(path), options.height(), options.width());
    List<Caption> captions =
        model.caption(picture.pixels(), Answer.search(answer.beam(), answer.best()));
    if (answer.looks() != null) {
      draw(model, picture, captions.getFirst(), answer.looks().resolve(name(path) + ".svg"));
    }
    List<String> lines = new ArrayList<>();
    for (Caption each : captions) {
      lines.add(
          String.format(
              Locale.ROOT, "%s\t%.3f\t%s", each.text(), Math.exp(each.logProbability()), path));
    }
    return String.join(System.lineSeparator(), lines);
  }

  /// The last name of a path without its ending.
  private static String name(String path) {
    String last = Path.of(path).getFileName().toString();
    int dot = last.lastIndexOf('.');
    return dot > 0 ? last.substring(0, dot) : last;
  }

  private static void draw(Captioner model, Picture picture, Caption caption, Path file)
      throws IOException {
    double[][][] looks = model.looks(picture.pixels(), caption.ids());
    List<LookChart.Look> tiles = new ArrayList<>();
    for (int t = 0; t < looks.length; t++) {
      boolean end = t == caption.ids().size();
      String word = end ? "(end)" : model.vocabulary().token(caption.ids().get(t));
      tiles.add(new LookChart.Look(word, looks[t]));
    }
    new LookChart(caption.text(), picture.png(), picture.height(), picture.width(), tiles)
        .write(file, Theme.AUTOMATIC);
  }
}

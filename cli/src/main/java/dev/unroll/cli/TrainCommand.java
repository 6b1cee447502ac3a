package dev.unroll.cli;

import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.old.CharacterLanguageModel;
import dev.unroll.models.old.CharacterTrainer;
import dev.unroll.models.old.CheckpointInfo;
import dev.unroll.models.old.ModelOptions;
import dev.unroll.models.old.WarmUp;
import dev.unroll.models.old.training.TrainingLimits;
import dev.unroll.models.old.training.TrainingListener;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.old.training.TrainingResult;
import dev.unroll.models.text.DefaultText;
import dev.unroll.models.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Path;
import java.text.DecimalFormat;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// Trains a character model on a text.
@Command(
    name = "train",
    sortOptions = false,
    description = {
      "Trains a character model on a text. Without options: for a minute, on Java sources of the JDK.",
      "Ctrl-C stops after the running step and saves; --resume goes on from there, to the same bits.",
      ""
    })
final class TrainCommand implements Callable<Integer>, OutputUser {
  private static final Duration DEFAULT_TIME = Duration.ofSeconds(60);

  @Mixin private TextArguments text;
  @Mixin private TrainingArguments arguments;

  @Option(
      names = "--epochs",
      paramLabel = "E",
      description = "Train until the text was seen this often, since the very beginning.")
  private Integer epochs;

  @Option(
      names = "--time",
      paramLabel = "SECONDS",
      description = "Train for this long; default 60 without --epochs and --steps.")
  private Double seconds;

  @Option(
      names = "--steps",
      paramLabel = "K",
      description =
          "Train until this many steps are done, since the very beginning; validation comes with the"
              + " end of an epoch only.")
  private Long steps;

  @Option(
      names = "--out",
      paramLabel = "DIR",
      description = "Where checkpoints go; default a new directory unroll-model, unroll-model-2, …")
  private Path out;

  @Option(
      names = "--resume",
      description = "Go on with the run in --out (default: the latest), with the options it had.")
  private boolean resume;

  @Option(
      names = "--threads",
      paramLabel = "K",
      description =
          "Threads to compute with; default one for each processor. The result is the same.")
  private Integer threads;

  @Option(names = "--quiet", description = "Print the last lines only.")
  private boolean quiet;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    int count = threads == null ? Runtime.getRuntime().availableProcessors() : threads;
    try (Workers workers = Workers.start(count)) {
      return run(prepare(workers));
    }
  }

  private CharacterTrainer prepare(Workers workers) throws IOException {
    Path directory = resume ? RunDirectory.toResume(out) : RunDirectory.forNewRun(out);
    out = directory;
    // Options come first: reading a large text only to refuse a hidden size of 0 would be unkind.
    TrainingLimits limits = limits();
    ModelOptions modelOptions;
    TrainingOptions trainingOptions;
    if (resume) {
      CheckpointInfo info = CheckpointInfo.read(directory.resolve(CharacterTrainer.LATEST));
      modelOptions = info.model().options();
      trainingOptions = info.training();
      if (trainingOptions != null) {
        arguments.requireSameAs(modelOptions, trainingOptions);
      }
    } else {
      modelOptions = arguments.model();
      trainingOptions = arguments.training();
    }
    // The second thread that is free until the training begins lets the kernels be compiled.
    if (workers.count() == 1 || trainingOptions == null) {
      return trainer(modelOptions, trainingOptions, limits, workers);
    }
    try (WarmUp warmUp = WarmUp.start(modelOptions, trainingOptions)) {
      CharacterTrainer trainer = trainer(modelOptions, trainingOptions, limits, workers);
      warmUp.await();
      return trainer;
    }
  }

  private CharacterTrainer trainer(
      ModelOptions modelOptions,
      TrainingOptions trainingOptions,
      TrainingLimits limits,
      Workers workers)
      throws IOException {
    String contents = readText();
    CharacterTrainer trainer;
    if (resume) {
      trainer = CharacterTrainer.resume(out, contents, limits, workers);
      if (limits == null && trainer.limits().epochs() == Integer.MAX_VALUE) {
        trainer =
            CharacterTrainer.resume(out, contents, TrainingLimits.time(DEFAULT_TIME), workers);
      }
    } else {
      Vocabulary vocabulary = Vocabulary.of(contents);
      CharacterLanguageModel model =
          arguments.preset().build(modelOptions, vocabulary, trainingOptions.seed());
      trainer =
          CharacterTrainer.start(
              model,
              contents,
              trainingOptions,
              limits == null ? TrainingLimits.time(DEFAULT_TIME) : limits,
              out,
              workers);
    }
    describe(trainer, contents, workers);
    return trainer;
  }

  /// The limits that were given, or null.
  private TrainingLimits limits() {
    if (epochs == null && seconds == null && steps == null) {
      return null;
    }
    if (seconds != null && !(seconds > 0 && seconds < 1e9)) {
      throw new IllegalArgumentException(
          "--time: expected a number of seconds above 0, got " + seconds);
    }
    return new TrainingLimits(
        epochs == null ? Integer.MAX_VALUE : epochs,
        seconds == null ? null : Duration.ofNanos((long) Math.ceil(seconds * 1e9)),
        steps == null ? Long.MAX_VALUE : steps);
  }

  private String readText() throws IOException {
    if (text.given()) {
      return text.read();
    }
    DefaultText found = DefaultText.find();
    say("text: %s", found.description());
    return found.text();
  }

  private void describe(CharacterTrainer trainer, String contents, Workers workers) {
    CharacterLanguageModel model = trainer.model();
    ModelOptions options = model.options();
    TrainingOptions training = trainer.options();
    say(
        "text: %,d characters, %d different; %s",
        contents.codePointCount(0, contents.length()),
        model.vocabulary().size(),
        heldOut(training.validation()));
    say(
        "model: %s, %d hidden units, %d %s, %,d parameters",
        options.cell().description(),
        options.hidden(),
        options.layers(),
        options.layers() == 1 ? "layer" : "layers",
        model.parameterCount());
    say(
        "training: %d × %d characters a step, %s with learning rate %s; %s, %d %s",
        training.batch(),
        training.sequence(),
        training.optimizer().label(),
        training.optimizer().rate(),
        Kernels.active().description(),
        workers.count(),
        workers.count() == 1 ? "thread" : "threads");
    if (resume) {
      say("resuming after step %,d of %s", trainer.state().step(), out);
    }
  }

  private static String heldOut(float part) {
    return part == 0
        ? "none held out"
        : "the last %s%% are held out".formatted(new DecimalFormat("0.##").format(100 * part));
  }

  private int run(CharacterTrainer trainer) throws IOException {
    long start = System.nanoTime();
    TrainingResult result;
    Interruption interruption = new Interruption(trainer::requestStop);
    try (interruption;
        TrainingDisplay display = quiet ? new QuietDisplay() : TrainingDisplay.on(output)) {
      result = trainer.run(TrainingListener.all(display, samples(trainer, display)));
    }
    if (result.reason() == TrainingResult.Reason.STOPPED) {
      Duration time = trainer.limits().time();
      Duration left = time == null ? null : time.minus(Duration.ofNanos(System.nanoTime() - start));
      say("stopped after step %,d; to go on:", result.steps());
      output.println("  " + ResumeCommand.text(text, out, threads, left));
    }
    report(result);
    return interruption.received() ? interruption.status() : 0;
  }

  private TrainingListener samples(CharacterTrainer trainer, TrainingDisplay display) {
    if (quiet) {
      return TrainingListener.NONE;
    }
    if (arguments.preset() == Preset.MIN_CHAR_RNN) {
      return new MinCharRnnSamples(trainer.model(), display, trainer.options().sequence());
    }
    return new SampleSchedule(trainer.model(), display);
  }

  /// The last lines: which checkpoint, and how good it is.
  private void report(TrainingResult result) {
    Path model = ModelFile.resolve(out);
    output.printf("checkpoint %s", model);
    if (!Double.isNaN(result.validation())) {
      output.printf("validation %.3f nats/char", result.validation());
    }
  }

  private void say(String format, Object... arguments) {
    if (!quiet) {
      output.printf(format, arguments);
    }
  }
}

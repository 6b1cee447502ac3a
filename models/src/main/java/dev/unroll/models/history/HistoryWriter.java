package dev.unroll.models.history;

import dev.unroll.core.io.JsonText;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.optimizer.Gradients;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.EpochResult;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingDivergedException;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingResult;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.Writer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// Records a run as it goes, in lines that [HistoryFile] describes and reads. Lines are only ever appended, and
/// reach the file after a second at most, and whenever a checkpoint does. A run that is resumed goes on in the
/// same file, without what was recorded after the step that it is resumed from.
///
///     try (HistoryWriter history = HistoryWriter.open(trainer, directory.history(), Map.of())) {
///       trainer.run(history);
///     }
public final class HistoryWriter implements TrainingListener, AutoCloseable {
  private static final Thinning STEPS = new Thinning(256);
  private static final Thinning EPOCHS = new Thinning(256);
  private static final Thinning WEIGHTS = new Thinning(8);
  private static final Thinning EXAMPLES = new Thinning(32);
  private static final int EXAMPLE_LENGTH = 4000;
  private static final long FLUSH_INTERVAL = TimeUnit.SECONDS.toNanos(1);

  private final Path file;
  private final Model model;
  private final UpdateKernel kernel = Kernels.active().update();
  private final WeightNorms weights;
  private final Writer writer;
  private long flushed = System.nanoTime();

  /// Time and items of earlier runs.
  private double secondsBefore;

  private long itemsBefore;

  private long step;
  private long examples;

  // Since the last line of a step.
  private double lossSum;
  private int losses;
  private double peak = Double.NaN;

  /// A validation that no epoch has claimed yet.
  private List<Score> scores = List.of();

  private HistoryWriter(Trainer<?> trainer, Path file) throws IOException {
    this.file = file;
    model = trainer.task().model();
    weights = new WeightNorms(model.parameters(), kernel);
    step = trainer.steps();
    FileChannel channel =
        FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    try {
      List<HistoryFile.Line> kept = new ArrayList<>();
      channel.truncate(step == 0 ? 0 : HistoryFile.readUpTo(file, step, kept));
      channel.position(channel.size());
      goOnFrom(kept);
    } catch (IOException e) {
      channel.close();
      throw e;
    }
    writer = new BufferedWriter(Channels.newWriter(channel, StandardCharsets.UTF_8));
  }

  /// Begins to record a run, or goes on with the record of one that is resumed.
  ///
  /// @param trainer that has not run yet
  /// @param file begun anew unless the trainer was resumed
  /// @param about whatever else is to be known of the run: a value of JSON each
  /// @throws IOException if the file cannot be read or written
  public static HistoryWriter open(Trainer<?> trainer, Path file, Map<String, ?> about)
      throws IOException {
    HistoryWriter history = new HistoryWriter(trainer, file);
    history.write("run", description(trainer, about));
    return history;
  }

  private void goOnFrom(List<HistoryFile.Line> lines) {
    for (HistoryFile.Line line : lines) {
      if (line.event().equals("step")) {
        secondsBefore = number(line.members().get("seconds"));
        itemsBefore = (long) number(line.members().get("items"));
      } else if (line.event().equals("example")) {
        examples++;
      }
    }
  }

  private static double number(Object value) {
    return value instanceof Number number ? number.doubleValue() : 0;
  }

  private static Map<String, Object> description(Trainer<?> trainer, Map<String, ?> about) {
    Map<String, Object> run = new LinkedHashMap<>();
    run.put("time", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    run.putAll(about);
    run.put("options", trainer.description().strings());
    run.put("training", Settings.of(trainer.options()).strings());
    run.put("limits", Settings.of(trainer.limits()).strings());
    run.put("data", trainer.task().training().fingerprint());
    run.put("items", trainer.task().itemName());
    run.put("loss", metric(trainer.task().lossMetric()));
    Map<String, Object> parameters = new LinkedHashMap<>();
    trainer
        .task()
        .model()
        .parameters()
        .forEach(each -> parameters.put(each.name(), each.value().shape().toString()));
    run.put("model", trainer.task().model().kind());
    run.put("parameters", parameters);
    run.put("machine", machine());
    return run;
  }

  private static Map<String, Object> machine() {
    Map<String, Object> machine = new LinkedHashMap<>();
    machine.put(
        "system",
        "%s %s, %s"
            .formatted(
                System.getProperty("os.name"),
                System.getProperty("os.version"),
                System.getProperty("os.arch")));
    machine.put(
        "java", System.getProperty("java.vm.version") + ", " + System.getProperty("java.vm.name"));
    machine.put("processors", Runtime.getRuntime().availableProcessors());
    machine.put("memory", (Runtime.getRuntime().maxMemory() >> 20) + " MiB at most");
    machine.put("kernels", Kernels.active().description());
    return machine;
  }

  private static Map<String, Object> metric(Metric metric) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("name", metric.name());
    members.put("unit", metric.unit());
    members.put("higher-is-better", metric.higherIsBetter());
    return members;
  }

  private static List<Map<String, Object>> values(List<Score> scores) {
    return scores.stream()
        .map(
            score -> {
              Map<String, Object> members = metric(score.metric());
              members.put("value", score.value());
              return members;
            })
        .toList();
  }

  private void write(String event, Map<String, ?> members) throws IOException {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("event", event);
    line.put("step", step);
    line.putAll(members);
    try {
      writer.write(JsonText.of(line));
      writer.write('\n');
    } catch (IOException e) {
      throw named(e);
    }
    if (System.nanoTime() - flushed > FLUSH_INTERVAL) {
      flush();
    }
  }

  /// Writes to the file what is not there yet.
  public void flush() throws IOException {
    try {
      writer.flush();
    } catch (IOException e) {
      throw named(e);
    }
    flushed = System.nanoTime();
  }

  /// A channel's exceptions do not say which file it is that could not be written.
  private IOException named(IOException e) {
    IOException named = new FileSystemException(file.toString(), null, e.getMessage());
    named.initCause(e);
    return named;
  }

  @Override
  public boolean needsGradientNorm(long next) {
    return STEPS.records(next);
  }

  @Override
  public void onStep(Progress progress) throws IOException {
    step = progress.step();
    lossSum += progress.loss();
    losses++;
    peak = Double.isNaN(peak) ? progress.gradientNorm() : Math.max(peak, progress.gradientNorm());
    if (STEPS.records(step)) {
      write("step", members(progress));
      lossSum = 0;
      losses = 0;
      peak = Double.NaN;
    }
    if (weights.held()) {
      write("weights", Map.of("norms", weights.release()));
    }
    if (WEIGHTS.records(step + 1)) {
      weights.hold();
    }
  }

  private Map<String, Object> members(Progress progress) {
    Map<String, Object> members = new LinkedHashMap<>();
    members.put("epoch", progress.epoch());
    members.put(
        "position", (double) progress.stepInEpoch() / Math.max(1, progress.stepsPerEpoch()));
    members.put("loss", lossSum / losses);
    members.put("smoothed", progress.smoothedLoss());
    members.put("rate", progress.learningRate());
    members.put("norm", progress.gradientNorm());
    members.put("clipped", Gradients.norm(model.parameters(), kernel));
    members.put("peak", peak);
    members.put("items", itemsBefore + progress.items());
    members.put("speed", progress.itemsPerSecond());
    members.put("seconds", secondsBefore + progress.elapsed().toNanos() * 1e-9);
    return members;
  }

  @Override
  public void onValidation(long validated, List<Score> newScores) {
    scores = newScores;
  }

  @Override
  public void onEpoch(EpochResult result) throws IOException {
    scores = List.of();
    if (EPOCHS.records(result.epoch())) {
      Map<String, Object> members = new LinkedHashMap<>();
      members.put("epoch", result.epoch());
      members.put("loss", result.loss());
      members.put("best", result.best());
      members.put("scores", values(result.scores()));
      write("epoch", members);
    }
  }

  /// Records what the model can do now; a few lines for a person.
  public void example(String text) throws IOException {
    examples++;
    if (EXAMPLES.records(examples)) {
      boolean whole = text.length() <= EXAMPLE_LENGTH;
      write("example", Map.of("text", whole ? text : text.substring(0, EXAMPLE_LENGTH) + "…"));
    }
  }

  @Override
  public void onCheckpoint(Path file, boolean best) throws IOException {
    flush();
  }

  @Override
  public void onEnd(TrainingResult result) throws IOException {
    if (!scores.isEmpty()) {
      write("validation", Map.of("scores", values(scores)));
    }
    write("end", Map.of("reason", result.reason().name().toLowerCase(Locale.ROOT)));
    flush();
  }

  @Override
  public void onDivergence(TrainingDivergedException reason) throws IOException {
    write("divergence", Map.of("message", reason.getMessage()));
    flush();
  }

  @Override
  public void close() throws IOException {
    try {
      writer.close();
    } catch (IOException e) {
      throw named(e);
    }
  }
}

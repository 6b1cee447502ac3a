package dev.unroll.models.training;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Section;
import dev.unroll.models.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// When a trainer writes which checkpoint. Both files are written together: at the end of an epoch, though
/// not more often than every few seconds, every minute, and at the end of the run. A best model that is not
/// written yet is kept as a copy. So a process that dies loses seconds, and epochs of milliseconds do not
/// wait for the disk.
final class Saving {
  private static final long EPOCH_INTERVAL = TimeUnit.SECONDS.toNanos(5);
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(60);

  private final Trainer<?> trainer;
  private final RunDirectory directory;
  private final Settings run;
  private TrainingListener listener = TrainingListener.NONE;

  /// The best model so far where it is not in its file yet; else null.
  private Checkpoint pending;

  /// The scores of the best model, in its file or pending.
  private List<Score> scores = List.of();

  private long savedStep;
  private long savedAt;

  /// @param from what the trainer goes on from; null at the very beginning
  Saving(Trainer<?> trainer, RunDirectory directory, Settings run, Checkpoint from)
      throws IOException {
    this.trainer = trainer;
    this.directory = directory;
    this.run = run;
    boolean same = from == null || Trainer.limits(from).equals(trainer.limits());
    savedStep = same ? trainer.steps() : -1;
    if (from != null && directory != null && Files.exists(directory.best())) {
      scores = scores(Checkpoint.read(directory.best()));
    }
  }

  void begin(TrainingListener to) {
    listener = to;
    savedAt = System.nanoTime();
  }

  /// Whatever describes the run.
  Settings description() {
    return run;
  }

  /// The scores of the best model, the deciding one first.
  List<Score> scores() {
    return scores;
  }

  /// Takes the model as the best so far.
  void best(List<Score> newScores) {
    take(newScores, false);
  }

  /// Takes the model of a first epoch that has not ended for want of a better one.
  void untested(List<Score> newScores) {
    take(newScores, true);
  }

  private void take(List<Score> newScores, boolean withinEpoch) {
    scores = newScores;
    if (directory == null) {
      return;
    }
    pending =
        described(
            Checkpoint.copyOf(trainer.task().model()),
            run,
            trainer.steps(),
            withinEpoch,
            newScores);
  }

  /// Adds to a best model's checkpoint which run made it, when, and how good it is.
  static Checkpoint described(
      Checkpoint best, Settings run, long step, boolean withinEpoch, List<Score> scores) {
    best.section(Trainer.RUN).put(run);
    Section section = best.section(Trainer.VALIDATION);
    section.put("step", step).put("within-epoch", withinEpoch).put("scores", scores.size());
    for (int i = 0; i < scores.size(); i++) {
      Metric metric = scores.get(i).metric();
      section
          .put(i + ".name", metric.name())
          .put(i + ".unit", metric.unit())
          .put(i + ".higher-is-better", metric.higherIsBetter())
          .put(i + ".value", scores.get(i).value());
    }
    return best;
  }

  /// The scores in the file of a best model; none if it holds none.
  static List<Score> scores(Checkpoint best) throws MalformedFileException {
    if (!best.has(Trainer.VALIDATION)) {
      return List.of();
    }
    Section section = best.section(Trainer.VALIDATION);
    try {
      List<Score> scores = new ArrayList<>();
      int count = section.integer("scores");
      for (int i = 0; i < count; i++) {
        Metric metric =
            new Metric(
                section.text(i + ".name"),
                section.text(i + ".unit"),
                section.flag(i + ".higher-is-better"));
        scores.add(new Score(metric, section.number(i + ".value")));
      }
      return scores;
    } catch (IllegalArgumentException e) {
      throw best.unusable(e);
    }
  }

  /// Whether to write after an epoch.
  boolean dueAfterEpoch() {
    return System.nanoTime() - savedAt > EPOCH_INTERVAL;
  }

  /// Whether to write after a step.
  boolean due() {
    return changed() && System.nanoTime() - savedAt > INTERVAL;
  }

  /// Whether there is anything to write.
  boolean changed() {
    return savedStep != trainer.steps() || pending != null;
  }

  /// Writes both files; all peers at the same time, of which the first has a directory.
  void write() throws IOException {
    savedAt = System.nanoTime();
    savedStep = trainer.steps();
    if (directory == null) {
      if (trainer.task().peers().size() > 1) {
        trainer.checkpoint(); // the first one asks what is carried here
      }
      return;
    }
    if (pending != null) {
      write(pending, directory.best());
      pending = null;
    }
    Checkpoint latest = trainer.checkpoint();
    latest.section(Trainer.RUN).put(run);
    write(latest, directory.latest());
  }

  private void write(Checkpoint checkpoint, Path file) throws IOException {
    trainer.events().checkpointBegins();
    try {
      checkpoint.write(file);
    } catch (IllegalStateException e) {
      throw new TrainingDivergedException(e, trainer.steps());
    }
    boolean best = file.equals(directory.best());
    trainer.events().checkpointEnds(file, best, trainer.steps());
    listener.onCheckpoint(file, best);
  }
}

package dev.unroll.models.old.training;

import dev.unroll.models.old.training.TrainingResult.Reason;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Repeats the steps of a task until a limit is reached or someone asks it to stop.
///
/// Each epoch ends with a validation; where that is the lowest so far, the model is saved as the best.
/// The latest state is saved after each epoch, every minute, and at the end of the run. When a run ends
/// because its time is up in the middle of an epoch, the model is validated once more and saved if it is
/// the best; that leaves no trace in the state, so a resumed run gives the bits of an uninterrupted one.
public final class TrainingLoop {
  private static final long SAVE_INTERVAL = TimeUnit.SECONDS.toNanos(60);

  private final TrainingTask task;
  private final TrainingLimits limits;
  private final double smoothing;
  private TrainingState state;
  private double best;
  private volatile boolean stopRequested;

  /// A loop that goes on from `state`.
  ///
  /// @param smoothing the weight of the past in the smoothed loss
  /// @param best the validation loss of the best model saved so far, NaN if there is none
  public TrainingLoop(
      TrainingTask task,
      TrainingLimits limits,
      double smoothing,
      TrainingState state,
      double best) {
    this.task = task;
    this.limits = limits;
    this.smoothing = smoothing;
    this.state = state;
    this.best = best;
  }

  /// What must be saved to go on from here.
  public TrainingState state() {
    return state;
  }

  /// Makes [#run] save and return after the step that is under way. May be called from any thread.
  public void requestStop() {
    stopRequested = true;
  }

  /// Trains.
  ///
  /// @throws IOException if a checkpoint cannot be written; the one before it is intact
  /// @throws TrainingDivergedException if a loss is NaN or infinite
  public TrainingResult run(TrainingListener listener) throws IOException {
    int stepsPerEpoch = task.stepsPerEpoch();
    Stopwatch watch = new Stopwatch();
    long savedStep = -1;
    long savedAt = System.nanoTime();
    Reason reason = reasonToEnd(stepsPerEpoch, watch);
    while (reason == null) {
      // 1. a step
      float loss = task.step((int) (state.step() % stepsPerEpoch));
      if (!Float.isFinite(loss)) {
        throw new TrainingDivergedException(state.step() + 1, loss);
      }
      state = state.afterStep(loss, smoothing);
      watch.count(task.charactersPerStep());

      // 2. tell
      watch.pause();
      listener.onStep(progress(loss, stepsPerEpoch, watch));

      // 3. at the end of an epoch: validate and save; else save now and then
      if (state.step() % stepsPerEpoch == 0) {
        endEpoch(stepsPerEpoch, listener);
        savedStep = state.step();
        savedAt = System.nanoTime();
      } else if (System.nanoTime() - savedAt > SAVE_INTERVAL) {
        task.save();
        savedStep = state.step();
        savedAt = System.nanoTime();
      }
      watch.goOn();
      reason = reasonToEnd(stepsPerEpoch, watch);
    }
    if (savedStep != state.step() && state.step() > 0) {
      task.save();
    }
    if (reason == Reason.TIME && state.step() % stepsPerEpoch != 0) {
      saveIfBest(task.validate());
    }
    return new TrainingResult(reason, state.step(), state.epochs(), best);
  }

  private Reason reasonToEnd(int stepsPerEpoch, Stopwatch watch) {
    if (state.step() / stepsPerEpoch >= limits.epochs()) {
      return Reason.EPOCHS;
    }
    if (state.step() >= limits.steps()) {
      return Reason.STEPS;
    }
    if (stopRequested) {
      return Reason.STOPPED;
    }
    boolean late = limits.time() != null && watch.elapsed() >= limits.time().toNanos();
    return late ? Reason.TIME : null;
  }

  private void endEpoch(int stepsPerEpoch, TrainingListener listener) throws IOException {
    double validation = task.validate();
    EpochResult result =
        new EpochResult(
            (int) (state.step() / stepsPerEpoch),
            state.step(),
            state.lossSum() / stepsPerEpoch,
            validation);
    state = state.afterEpoch(result);
    saveIfBest(validation);
    task.save();
    listener.onEpoch(result);
  }

  private void saveIfBest(double validation) throws IOException {
    if (!(best <= validation)) {
      best = validation;
      task.saveBest(validation);
    }
  }

  private Progress progress(float loss, int stepsPerEpoch, Stopwatch watch) {
    long last = state.step() - 1;
    return new Progress(
        state.step(),
        (int) (last / stepsPerEpoch) + 1,
        limits.epochs(),
        (int) (last % stepsPerEpoch) + 1,
        stepsPerEpoch,
        loss,
        state.smoothedLoss(),
        watch.characters(),
        watch.rate(),
        Duration.ofNanos(watch.elapsed()),
        remaining(stepsPerEpoch, watch));
  }

  /// The time to whichever limit comes first at the present rate.
  private Duration remaining(int stepsPerEpoch, Stopwatch watch) {
    long steps = limits.steps();
    if (limits.epochs() < Integer.MAX_VALUE) {
      steps = Math.min(steps, (long) limits.epochs() * stepsPerEpoch);
    }
    double seconds =
        steps == Long.MAX_VALUE
            ? Double.POSITIVE_INFINITY
            : (double) (steps - state.step()) * task.charactersPerStep() / watch.rate();
    if (limits.time() != null) {
      seconds = Math.min(seconds, (limits.time().toNanos() - watch.elapsed()) * 1e-9);
    }
    return seconds < 1e9 ? Duration.ofMillis(Math.max(0, (long) (seconds * 1e3))) : null;
  }
}

package dev.unroll.models.training;

import java.nio.file.Path;
import java.util.List;
import jdk.jfr.Category;
import jdk.jfr.DataAmount;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.FlightRecorder;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/// Events of JDK Flight Recorder. Each object is reused, so that a step allocates nothing. While nobody has recorded
/// there are none: the first event makes the recorder read the description of all of its own, for a sixth of a second.
final class FlightEvents extends TrainingEvents {
  private StepEvent step;
  private ValidationEvent validation;
  private CheckpointEvent checkpoint;

  @Name("dev.unroll.Kernels")
  @Label("Kernels")
  @Description("Which kernels a training runs on")
  @Category("unroll")
  @StackTrace(false)
  static final class KernelsEvent extends Event {
    @Label("Kernel set")
    String kernels;

    @Label("Threads")
    int threads;
  }

  @Name("dev.unroll.Step")
  @Label("Training step")
  @Category("unroll")
  @StackTrace(false)
  static final class StepEvent extends Event {
    @Label("Step")
    long step;

    @Label("Epoch")
    int epoch;

    @Label("Loss")
    float loss;

    @Label("Learning rate")
    double learningRate;

    @Label("Gradient norm before clipping")
    double gradientNorm;

    @Label("Items a second")
    double itemsPerSecond;
  }

  @Name("dev.unroll.Validation")
  @Label("Validation")
  @Category("unroll")
  @StackTrace(false)
  static final class ValidationEvent extends Event {
    @Label("Step")
    long step;

    @Label("Deciding metric")
    String metric;

    @Label("Value")
    double value;
  }

  @Name("dev.unroll.Epoch")
  @Label("Epoch")
  @Description("An epoch has ended")
  @Category("unroll")
  @StackTrace(false)
  static final class EpochEvent extends Event {
    @Label("Epoch")
    int epoch;

    @Label("Step")
    long step;

    @Label("Training loss")
    double loss;

    @Label("Best so far")
    boolean best;
  }

  @Name("dev.unroll.Checkpoint")
  @Label("Checkpoint")
  @Category("unroll")
  @StackTrace(false)
  static final class CheckpointEvent extends Event {
    @Label("File")
    String file;

    @Label("Size")
    @DataAmount
    long bytes;

    @Label("Best so far")
    boolean best;

    @Label("Step")
    long step;
  }

  @Name("dev.unroll.Divergence")
  @Label("Divergence")
  @Description("A training cannot go on")
  @Category("unroll")
  @StackTrace(false)
  static final class DivergenceEvent extends Event {
    @Label("Steps done")
    long step;

    @Label("Reason")
    String reason;
  }

  @Override
  void runBegins(String kernels, int threads) {
    if (!FlightRecorder.isInitialized()) {
      return;
    }
    KernelsEvent event = new KernelsEvent();
    event.kernels = kernels;
    event.threads = threads;
    event.commit();
  }

  @Override
  void stepBegins() {
    if (step == null && FlightRecorder.isInitialized()) {
      step = new StepEvent();
    }
    if (step != null) {
      step.begin();
    }
  }

  @Override
  void stepEnds(Progress progress) {
    if (step == null) {
      return;
    }
    step.end();
    if (step.shouldCommit()) {
      step.step = progress.step();
      step.epoch = progress.epoch();
      step.loss = progress.loss();
      step.learningRate = progress.learningRate();
      step.gradientNorm = progress.gradientNorm();
      step.itemsPerSecond = progress.itemsPerSecond();
      step.commit();
    }
  }

  @Override
  void validationBegins() {
    if (validation == null && FlightRecorder.isInitialized()) {
      validation = new ValidationEvent();
    }
    if (validation != null) {
      validation.begin();
    }
  }

  @Override
  void validationEnds(long at, List<Score> scores) {
    if (validation == null) {
      return;
    }
    validation.end();
    if (validation.shouldCommit() && !scores.isEmpty()) {
      validation.step = at;
      validation.metric = scores.getFirst().metric().name();
      validation.value = scores.getFirst().value();
      validation.commit();
    }
  }

  @Override
  void epochEnds(EpochResult result) {
    if (!FlightRecorder.isInitialized()) {
      return;
    }
    EpochEvent event = new EpochEvent();
    event.epoch = result.epoch();
    event.step = result.step();
    event.loss = result.loss();
    event.best = result.best();
    event.commit();
  }

  @Override
  void checkpointBegins() {
    if (checkpoint == null && FlightRecorder.isInitialized()) {
      checkpoint = new CheckpointEvent();
    }
    if (checkpoint != null) {
      checkpoint.begin();
    }
  }

  @Override
  void checkpointEnds(Path file, boolean best, long at) {
    if (checkpoint == null) {
      return;
    }
    checkpoint.end();
    if (checkpoint.shouldCommit()) {
      checkpoint.file = file.toString();
      checkpoint.bytes = file.toFile().length();
      checkpoint.best = best;
      checkpoint.step = at;
      checkpoint.commit();
    }
  }

  @Override
  void diverges(TrainingDivergedException reason, long at) {
    if (!FlightRecorder.isInitialized()) {
      return;
    }
    DivergenceEvent event = new DivergenceEvent();
    event.step = at;
    event.reason = reason.getMessage();
    event.commit();
  }
}

package dev.unroll.models.old;

import dev.unroll.kernels.Workers;
import dev.unroll.models.old.optimizer.OptimizerOptions;
import dev.unroll.models.old.training.TrainingLimits;
import dev.unroll.models.old.training.TrainingListener;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.text.Vocabulary;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/// Makes the JVM compile what training runs while something else is done, such as reading the text: a
/// thread of its own trains a small model of the same cell, with the same optimizer and clipping.
///
/// Until the compiler has got to a vector kernel, each vector operation is a call that makes arrays and
/// objects, some hundred times slower. It gets there after a number of calls, whatever their size; a
/// small model makes as many in a fraction of the time. It is a model of its own: results do not change.
///
///     try (WarmUp warmUp = WarmUp.start(modelOptions, trainingOptions)) {
///       String text = TextFiles.read(file);
///       …
///       warmUp.await();
///     }
public final class WarmUp implements AutoCloseable {
  /// How long to wait for the compiler, counted from the start: the first step comes no earlier with
  /// more (LSTM of 256 units, two cores: 1.9 s after the JVM's start without, 1.65 s with 0.6 or 0.8 s).
  private static final long NANOS = TimeUnit.MILLISECONDS.toNanos(600);

  /// The small model: full tiles of every product, and nothing beyond.
  private static final int HIDDEN = 32;

  private static final int BATCH = 8;
  private static final int SEQUENCE = 8;

  /// How many times the work of the small model's step a step must be for a warm-up to pay.
  private static final long LARGE = 100;

  private final long start = System.nanoTime();
  private final CharacterTrainer trainer;
  private final Thread thread;

  private WarmUp(ModelOptions model, TrainingOptions training) {
    if (work(training.batch(), training.sequence(), model.hidden())
        < LARGE * work(BATCH, SEQUENCE, HIDDEN)) {
      trainer = null;
      thread = null;
      return;
    }
    trainer = small(model, training);
    thread = Thread.ofPlatform().daemon().name("unroll-warm-up").start(this::train);
  }

  /// Starts; does nothing where a step of the training is so small that it warms up as fast itself.
  public static WarmUp start(ModelOptions model, TrainingOptions training) {
    return new WarmUp(model, training);
  }

  private static double work(int batch, int sequence, int hidden) {
    return (double) batch * sequence * hidden * hidden;
  }

  private static CharacterTrainer small(ModelOptions model, TrainingOptions training) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4 * BATCH * SEQUENCE; i++) {
      text.append((char) ('0' + i * i % 61));
    }
    ModelOptions options = new ModelOptions(model.cell(), HIDDEN, 1, 0, model.singleBias());
    Vocabulary vocabulary = Vocabulary.of(text.toString());
    // A rate so low that nothing diverges.
    OptimizerOptions optimizer = OptimizerOptions.named(training.optimizer().label(), 1e-6f);
    try {
      return CharacterTrainer.start(
          CharacterLanguageModel.build(options, vocabulary, 1),
          text.toString(),
          training.withChunks(BATCH, SEQUENCE).withOptimizer(optimizer).withValidation(0),
          TrainingLimits.epochs(Integer.MAX_VALUE),
          null,
          Workers.CALLER);
    } catch (IOException e) {
      throw new IllegalStateException("training without a directory wrote a file", e);
    }
  }

  private void train() {
    try {
      trainer.run(TrainingListener.NONE);
    } catch (IOException e) {
      throw new IllegalStateException("training without a directory wrote a file", e);
    }
  }

  /// Waits until what began with [#start] has had its time, or the thread is interrupted.
  public void await() {
    if (thread == null) {
      return;
    }
    try {
      TimeUnit.NANOSECONDS.sleep(start + NANOS - System.nanoTime());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /// The steps that the small model was trained.
  long steps() {
    return trainer == null ? 0 : trainer.state().step();
  }

  /// Ends the thread, after the step that is under way.
  @Override
  public void close() {
    if (thread == null) {
      return;
    }
    trainer.requestStop();
    boolean interrupted = false;
    while (thread.isAlive()) {
      try {
        thread.join();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}

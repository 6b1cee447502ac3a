package dev.unroll.models.language;

import dev.unroll.models.layer.Wiring;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.Truncation;
import java.io.IOException;

/// Makes the kernels know what training will run while something else is done, such as reading the text, so that
/// they begin to be compiled: a thread of its own trains a small model of the same cell, with the same optimizer and
/// clipping, for a step. It is a model of its own: results do not change.
///
///     try (WarmUp warmUp = WarmUp.start(modelOptions, textOptions, trainingOptions)) {
///       Corpus corpus = Corpus.ofCharacters(source);
///       …
///     }
public final class WarmUp implements AutoCloseable {
  /// The small model: full tiles of every product, and nothing beyond.
  private static final int HIDDEN = 32;

  private static final int BATCH = 8;
  private static final int SEQUENCE = 8;

  /// How many times the work of the small model's step a step must be for a warm-up to pay.
  private static final long LARGE = 100;

  private final Trainer<?> trainer;
  private final Thread thread;

  private WarmUp(LanguageModelOptions model, TextOptions text, TrainingOptions training) {
    boolean worthIt =
        text.truncation() instanceof Truncation.Chunks(int sequence)
            && work(text.batch(), sequence, model.hidden())
                >= LARGE * work(BATCH, SEQUENCE, HIDDEN);
    trainer = worthIt ? small(model, training) : null;
    thread =
        worthIt ? Thread.ofPlatform().daemon().name("unroll-warm-up").start(this::train) : null;
  }

  /// Starts; does nothing where a step of the training is so small that it warms up as fast itself.
  public static WarmUp start(
      LanguageModelOptions model, TextOptions text, TrainingOptions training) {
    return new WarmUp(model, text, training);
  }

  private static double work(int batch, int sequence, int hidden) {
    return (double) batch * sequence * hidden * hidden;
  }

  private static Trainer<?> small(LanguageModelOptions model, TrainingOptions training) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < 4 * BATCH * SEQUENCE; i++) {
      text.append((char) ('0' + i * i % 61));
    }
    LanguageModelOptions options =
        new LanguageModelOptions(
            Tokenizer.CHARACTERS,
            model.cell(),
            HIDDEN,
            1,
            model.embedding() == 0 ? 0 : HIDDEN,
            false,
            0,
            false,
            Wiring.PLAIN,
            false,
            model.biases(),
            model.projection() == 0 ? 0 : HIDDEN / 2);
    try {
      Corpus corpus = Corpus.ofCharacters(TextSource.of(text.toString()));
      LanguageModel small = LanguageModel.build(options, corpus.vocabulary(), 1);
      LanguageTask task =
          new LanguageTask(small, corpus, TextOptions.chunks(BATCH, SEQUENCE).withValidation(0));
      return Trainer.start(
          task,
          training
              .withOptimizer(slow(training.optimizer()))
              .withDecay()
              .withAccumulation(1)
              .withPatience(0),
          new TrainingLimits(null, null, 1L));
    } catch (IOException e) {
      throw new IllegalStateException("a text in memory could not be read", e);
    }
  }

  /// A rate so low that nothing diverges.
  private static OptimizerOptions slow(OptimizerOptions options) {
    float rate = 1e-6f;
    return switch (options) {
      case OptimizerOptions.Adam _ -> new OptimizerOptions.Adam(rate);
      case OptimizerOptions.Adagrad adagrad ->
          new OptimizerOptions.Adagrad(rate, adagrad.epsilon(), adagrad.insideRoot());
      case OptimizerOptions.Rmsprop _ -> new OptimizerOptions.Rmsprop(rate);
      case OptimizerOptions.Sgd _ -> new OptimizerOptions.Sgd(rate);
    };
  }

  private void train() {
    try {
      trainer.run(TrainingListener.NONE);
    } catch (IOException e) {
      throw new IllegalStateException("training without a directory wrote a file", e);
    }
  }

  /// The steps that the small model was trained.
  long steps() {
    return trainer == null ? 0 : trainer.steps();
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

package dev.unroll.models.old;

import dev.unroll.models.old.training.Progress;
import dev.unroll.models.old.training.TrainingListener;
import java.time.Duration;
import java.util.function.Consumer;

/// Lets a model in training write a sample now and then. Samples draw on no random stream of the training:
/// with or without them, it gives the same model.
public final class SampleListener implements TrainingListener {
  private final CharacterLanguageModel model;
  private final String prompt;
  private final Sampling sampling;
  private final long steps;
  private final long nanoseconds;
  private final Consumer<String> consumer;
  private long last = System.nanoTime();

  private SampleListener(
      CharacterLanguageModel model,
      String prompt,
      Sampling sampling,
      long steps,
      long nanoseconds,
      Consumer<String> consumer) {
    this.model = model;
    this.prompt = prompt;
    this.sampling = sampling;
    this.steps = steps;
    this.nanoseconds = nanoseconds;
    this.consumer = consumer;
  }

  /// A sample every so many steps; the seed of each is `sampling.seed() + step`.
  public static SampleListener everySteps(
      long steps,
      CharacterLanguageModel model,
      String prompt,
      Sampling sampling,
      Consumer<String> consumer) {
    return new SampleListener(model, prompt, sampling, steps, Long.MAX_VALUE, consumer);
  }

  /// A sample every so often; the seed of each is `sampling.seed() + step`.
  public static SampleListener every(
      Duration interval,
      CharacterLanguageModel model,
      String prompt,
      Sampling sampling,
      Consumer<String> consumer) {
    return new SampleListener(
        model, prompt, sampling, Long.MAX_VALUE, interval.toNanos(), consumer);
  }

  @Override
  public void onStep(Progress progress) {
    if (progress.step() % steps == 0 || System.nanoTime() - last >= nanoseconds) {
      Sampling seeded = sampling.withSeed(sampling.seed() + progress.step());
      consumer.accept(model.generate(prompt, seeded));
      last = System.nanoTime();
    }
  }
}

package dev.unroll.models.lesson;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageTask;
import dev.unroll.models.language.TextOptions;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Truncation;
import java.util.List;

/// What the three ways to cut do to the gradient of a language model on a text: that of its first recurrent weights,
/// of the mean loss over all tokens, by the task that trains such models. The truncations are those of
/// [LanguageTask]: the whole text, chunks, and random cuts within the whole.
///
/// @param model without dropout
/// @param text that it reads as one stream: steps without rest of `interval`, and two tokens more
/// @param interval steps between two cuts
/// @param continuation π, the probability that the gradient goes on at a random cut
public record TrainedTruncation(
    LanguageModel model, Corpus text, int interval, float continuation) {
  private static final String WEIGHTS = "weight_hh_l0";

  public TrainedTruncation {
    int steps = text.ids().length() - 2;
    if (interval < 1 || steps < interval || steps % interval != 0) {
      throw new IllegalArgumentException(
          "expected a text of a multiple of %d tokens and two more, got %d"
              .formatted(interval, steps + 2));
    }
  }

  /// The three ways, the randomized one over so many draws.
  public List<TruncatedGradient.Estimate> compare(int draws, long seed) {
    int steps = text.ids().length() - 2;
    RandomStream random = new RandomStream(seed);
    double[] exact = gradient(new Truncation.Whole(), random);
    double[] truncated = gradient(new Truncation.Chunks(interval), random);
    double[][] randomized = new double[draws][];
    for (int k = 0; k < draws; k++) {
      randomized[k] = gradient(new Truncation.Randomized(steps, interval, continuation), random);
    }
    return List.of(
        TruncatedGradient.estimate("full", exact, reach(steps, steps, 1), exact),
        TruncatedGradient.estimate("truncated", exact, reach(steps, interval, 0), truncated),
        TruncatedGradient.estimate(
            "randomized", exact, reach(steps, interval, continuation), randomized));
  }

  /// The steps that the loss of a token goes back through, in the mean over tokens and cuts.
  static double reach(int steps, int interval, double continuation) {
    double sum = 0;
    for (int t = 0; t < steps; t++) {
      double reached = t % interval + 1;
      double share = continuation;
      for (int begin = t / interval * interval; begin > 0; begin -= interval) {
        reached += interval * share;
        share *= continuation;
      }
      sum += reached;
    }
    return sum / steps;
  }

  private double[] gradient(Truncation truncation, RandomStream random) {
    TextOptions options = TextOptions.chunks(1, 1).withTruncation(truncation).withValidation(0);
    LanguageTask task = new LanguageTask(model, text, options);
    Parameter weights =
        model.parameters().stream()
            .filter(p -> p.name().endsWith(WEIGHTS))
            .findFirst()
            .orElseThrow();
    double[] sum = new double[weights.value().elements()];
    double tokens = 0;
    Tape tape = new Tape();
    for (int k = 0; k < task.training().count(0); k++) {
      model.parameters().forEach(Parameter::zeroGradient);
      Loss loss = task.loss(new Pass(tape, random), task.training().read(0, k));
      tape.backward(loss.mean());
      float[] gradient = weights.gradient().toArray();
      for (int i = 0; i < sum.length; i++) {
        sum[i] += gradient[i] * loss.weight();
      }
      tokens += loss.weight();
      tape.reset();
    }
    model.parameters().forEach(Parameter::zeroGradient);
    for (int i = 0; i < sum.length; i++) {
      sum[i] /= tokens;
    }
    return sum;
  }
}

package dev.unroll.cli.lesson;

import dev.unroll.core.RandomStream;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.language.LanguageTask;
import dev.unroll.models.language.TextOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.lesson.TrainedTruncation;
import dev.unroll.models.lesson.TruncatedGradient;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.DefaultText;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// Where the three ways cut, and what that does to the gradient.
final class TruncationLesson {
  static final Lesson LESSON =
      new Lesson(
          "truncation",
          "Truncation: full, truncated and randomly truncated backpropagation through time",
          TruncationLesson::tell);

  private static final int DRAWS = 1000;
  private static final int SHOWN = 3;
  private static final int MODEL_TEXT = 200_000;
  private static final int MODEL_UNITS = 64;
  private static final int MODEL_UPDATES = 300;
  private static final int MODEL_STEPS = 64;
  private static final int MODEL_INTERVAL = 8;

  private TruncationLesson() {}

  private static void tell(Telling to) throws IOException {
    TruncatedGradient chain = new TruncatedGradient();
    int interval = TruncatedGradient.INTERVAL;
    to.say(
        "A recurrent network reads “%s” up to the last character and is to expect that one. The loss is −log p of it; its gradient goes back through the text.",
        TruncatedGradient.TEXT);
    to.verbatim(
        "h[t] = tanh(W x[t] + R h'[t−1] + b);   h'[t] = h[t], its gradient times ξ[t]\n"
            + "full: ξ = 1      truncated: ξ = 0 every %d steps      randomized: ξ = 1/π with probability π = %s, else 0"
                .formatted(interval, TruncatedGradient.CONTINUATION));

    to.heading("Where each cuts");
    to.say("Nothing flows back over a bar; what stands in brackets no gradient reaches.");
    StringBuilder cuts = new StringBuilder();
    cuts.append(line("full", chain.full()));
    cuts.append(line("truncated", chain.truncated()));
    RandomStream random = new RandomStream(3);
    for (int k = 0; k < SHOWN; k++) {
      cuts.append(line("randomized", chain.randomized(random)));
    }
    to.verbatim(cuts.toString());

    to.heading("What that does to the gradient of R");
    table(to, chain.compare(DRAWS, 1));
    to.say(
        "Truncation is cheap and always wrong by the same amount. Randomized truncation is right in the mean (its bias is about its standard error and falls with more draws) and pays for it with variance. In unroll: --truncation whole, chunks or randomized.");

    onAModel(to);
  }

  /// The same of a model that has learned something, by the task that trains it.
  private static void onAModel(Telling to) throws IOException {
    DefaultText source = DefaultText.find();
    int length = Math.min(source.text().length(), MODEL_TEXT);
    Corpus text = Corpus.ofCharacters(TextSource.of(source.text().substring(0, length)));
    LanguageModel model =
        LanguageModel.build(
            LanguageModelOptions.characters(Cell.LSTM, MODEL_UNITS), text.vocabulary(), 1);
    LanguageTask task = new LanguageTask(model, text, TextOptions.chunks(16, 32));
    Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.steps(MODEL_UPDATES))
        .run(TrainingListener.NONE);

    int from = length / 2;
    String read = source.text().substring(from, from + MODEL_STEPS + 2);
    Corpus piece = Corpus.with(text.vocabulary(), Tokenizer.CHARACTERS, TextSource.of(read));
    TrainedTruncation truncation =
        new TrainedTruncation(model, piece, MODEL_INTERVAL, TruncatedGradient.CONTINUATION);
    to.heading("On a model that has learned");
    to.say(
        "An LSTM of %d units after %d updates on %s reads %d characters of it; the gradient is that of the mean loss of all of them, as in training, with respect to the recurrent weights. Cut every %d steps, or with π = %s there:",
        MODEL_UNITS,
        MODEL_UPDATES,
        source.description(),
        MODEL_STEPS,
        MODEL_INTERVAL,
        TruncatedGradient.CONTINUATION);
    table(to, truncation.compare(DRAWS, 1));
    to.say(
        "Most of what a gradient says about the next character is near it: the bias is smaller than for one loss at the end of the text.");
  }

  private static void table(Telling to, List<TruncatedGradient.Estimate> estimates) {
    List<List<String>> rows = new ArrayList<>();
    for (TruncatedGradient.Estimate each : estimates) {
      rows.add(
          List.of(
              each.name(),
              Integer.toString(each.draws()),
              Telling.number(each.bias()),
              Telling.number(each.biasError()),
              Telling.number(each.deviation()),
              "%.1f".formatted(each.steps())));
    }
    to.table(
        List.of(
            "way",
            "draws",
            "‖mean − exact‖/‖exact‖",
            "its standard error",
            "deviation of a draw",
            "steps back"),
        rows);
  }

  private static String line(String name, TruncatedGradient.Draw draw) {
    String text = TruncatedGradient.TEXT;
    int steps = text.length() - 1;
    int first = steps - draw.reached();
    StringBuilder line = new StringBuilder("%-11s".formatted(name));
    line.append(first > 0 ? "[" + text.substring(0, first) + "]│" : "");
    return line.append(text, first, steps)
        .append(" → ")
        .append(text.charAt(steps))
        .append('\n')
        .toString();
  }
}

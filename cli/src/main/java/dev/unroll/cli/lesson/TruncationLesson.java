package dev.unroll.cli.lesson;

import dev.unroll.core.RandomStream;
import dev.unroll.models.lesson.TruncatedGradient;
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

  private TruncationLesson() {}

  private static void tell(Telling to) {
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
    List<List<String>> rows = new ArrayList<>();
    for (TruncatedGradient.Estimate each : chain.compare(DRAWS, 1)) {
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
    to.say(
        "Truncation is cheap and always wrong by the same amount. Randomized truncation is right in the mean (its bias is about its standard error and falls with more draws) and pays for it with variance. In unroll: --truncation whole, chunks or randomized.");
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

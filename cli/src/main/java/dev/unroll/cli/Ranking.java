package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.kernels.Workers;
import dev.unroll.models.language.TextModel;
import dev.unroll.models.language.TextScore;
import dev.unroll.models.text.TokenIds;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/// Sentences by their probability, each by itself ([TextModel#alone]), the likeliest first.
///
/// The share of a sentence is its probability divided by that of all that are compared: what a recognizer of
/// speech, which cannot tell "pear" from "pair", would go by.
record Ranking(TextModel model, Output output) {
  private record Ranked(String sentence, TextScore score, int unknown) {}

  /// Scores and prints them.
  void print(List<String> sentences) throws IOException {
    List<Ranked> ranked = new ArrayList<>();
    for (String sentence : sentences) {
      int[] ids =
          Stage.READING.run(
              () -> {
                int[] encoded = model.vocabulary().encode(sentence, model.tokenizer());
                if (model.alone(encoded).length < 2) {
                  throw new IllegalArgumentException(
                      "expected sentences of two tokens or more, got '%s': the first is only read"
                          .formatted(sentence));
                }
                return encoded;
              });
      TextScore score =
          Stage.USE.run(() -> model.score(TokenIds.of(model.alone(ids)), Workers.CALLER));
      ranked.add(new Ranked(sentence, score, model.vocabulary().unknownIn(ids)));
    }
    ranked.sort(Comparator.comparingDouble(each -> each.score().nats()));
    double best = ranked.getFirst().score().nats();
    double sum = ranked.stream().mapToDouble(each -> Math.exp(best - each.score().nats())).sum();
    output.println("    ln p  perplexity   share  sentence");
    for (Ranked each : ranked) {
      TextScore score = each.score();
      output.printf(
          "%8.3f  %10.3f  %5.1f%%  %s%s",
          -score.nats(),
          score.perplexity(),
          100 * Math.exp(best - score.nats()) / sum,
          Output.harmless(each.sentence()),
          each.unknown() == 0 ? "" : " (unknown: %d)".formatted(each.unknown()));
    }
  }
}

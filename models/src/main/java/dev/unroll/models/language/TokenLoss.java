package dev.unroll.models.language;

import dev.unroll.models.layer.Pass;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import java.util.List;

/// What the tasks of text models measure: the cross-entropy of a token, and its exponential.
///
/// @param tokenizer what a token is
record TokenLoss(Tokenizer tokenizer) {
  Metric metric() {
    return Metric.lower(
        "cross-entropy", tokenizer == Tokenizer.CHARACTERS ? "nats/char" : "nats/word");
  }

  /// What tokens are called.
  String items() {
    return tokenizer == Tokenizer.CHARACTERS ? "characters" : "words";
  }

  /// The scores of summed nats and the number of tokens.
  List<Score> scores(double[] totals) {
    double mean = totals[0] / totals[1];
    return List.of(
        new Score(metric(), mean), new Score(Metric.lower("perplexity", ""), StrictMath.exp(mean)));
  }

  /// The loss of a task's batches.
  <B> Evaluation<B> evaluation(Task<B> task) {
    Evaluation<B> loss = Evaluation.ofLoss(task);
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, B batch) {
        return loss.sums(pass, batch);
      }

      @Override
      public List<Score> scores(double[] totals) {
        return TokenLoss.this.scores(totals);
      }
    };
  }
}

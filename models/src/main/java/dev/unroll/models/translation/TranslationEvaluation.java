package dev.unroll.models.translation;

import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.metrics.Bleu;
import dev.unroll.models.metrics.Tokenizer13a;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Measures a translator on held-out pairs: the loss on every pair; and each distinct source translated once, and
/// compared with the targets of all pairs that have it, by exact match and by BLEU. References are the tokens of
/// the texts themselves, so that an unknown word, which the vocabulary lacks, is never matched.
///
/// Two BLEUs, both over the corpus: `bleu` on the model's own tokens, without smoothing, and `sacre-bleu`,
/// SacreBLEU's default on the texts that these tokens make; for characters only that, and only where references
/// have more than one word, as single words have no n-grams.
final class TranslationEvaluation implements Evaluation<PairBatch> {
  /// What [Bleu#counts] gives.
  private static final int COUNTS = 2 * Bleu.ORDERS + 2;

  /// Of equal sources.
  private record Question(List<List<String>> references) {}

  private final TranslationTask task;
  private final BeamOptions beam;

  /// By the first pair that has a source, which is the one that asks for its translation.
  private final Map<Pair, Question> questions = new IdentityHashMap<>();

  TranslationEvaluation(
      TranslationTask task, List<Pair> heldOut, List<SentencePair> texts, BeamOptions beam) {
    this.task = task;
    this.beam = beam;
    Tokenizer tokenizer = task.model().options().tokenizer();
    Map<List<String>, Question> bySource = new LinkedHashMap<>();
    for (int i = 0; i < texts.size(); i++) {
      List<String> source = tokenizer.tokens(texts.get(i).source());
      Question question = bySource.get(source);
      if (question == null) {
        question = new Question(new ArrayList<>());
        bySource.put(source, question);
        questions.put(heldOut.get(i), question);
      }
      question.references().add(tokenizer.tokens(texts.get(i).target()));
    }
  }

  @Override
  public double[] sums(Pass pass, PairBatch batch) {
    Tokenizer tokenizer = task.model().options().tokenizer();
    Loss loss = task.loss(pass, batch);
    List<Pair> asked = batch.pairs().stream().filter(questions::containsKey).toList();
    List<int[]> translated = translated(asked.stream().map(Pair::source).toList());
    double exact = 0;
    Bleu bleu = new Bleu();
    Bleu sacre = new Bleu();
    for (int n = 0; n < asked.size(); n++) {
      List<List<String>> right = questions.get(asked.get(n)).references();
      List<String> answer = task.model().target().decode(translated.get(n));
      exact += right.contains(answer) ? 1 : 0;
      bleu.add(answer, right);
      sacre.add(
          Tokenizer13a.tokens(tokenizer.join(answer)),
          right.stream().map(tokenizer::join).map(Tokenizer13a::tokens).toList());
    }
    double[] sums = Arrays.copyOf(bleu.counts(), 2 * COUNTS + 4);
    System.arraycopy(sacre.counts(), 0, sums, COUNTS, COUNTS);
    sums[2 * COUNTS] = exact;
    sums[2 * COUNTS + 1] = asked.size();
    sums[2 * COUNTS + 2] = loss.mean().value().item() * loss.weight();
    sums[2 * COUNTS + 3] = loss.weight();
    return sums;
  }

  private List<int[]> translated(List<int[]> sources) {
    if (beam.width() == 1) {
      return task.model().greedy(sources);
    }
    return sources.stream()
        .map(source -> task.model().best(source, beam))
        .map(best -> best.isEmpty() ? new int[0] : best.getFirst().ids())
        .toList();
  }

  @Override
  public List<Score> scores(double[] totals) {
    Bleu bleu = Bleu.ofCounts(totals);
    Bleu sacre = Bleu.ofCounts(Arrays.copyOfRange(totals, COUNTS, 2 * COUNTS));
    double asked = totals[2 * COUNTS + 1];
    Score exact = new Score(Metric.higher("exact-match", ""), totals[2 * COUNTS] / asked);
    Score loss =
        new Score(TranslationTask.CROSS_ENTROPY, totals[2 * COUNTS + 2] / totals[2 * COUNTS + 3]);
    Score text =
        new Score(Metric.higher("sacre-bleu", ""), sacre.score(Bleu.Smoothing.EXPONENTIAL));
    if (task.model().options().tokenizer() != Tokenizer.CHARACTERS) {
      double quality = bleu.score(Bleu.Smoothing.NONE);
      return List.of(new Score(Metric.higher("bleu", ""), quality), text, exact, loss);
    }
    return sacre.referenceLength() > asked ? List.of(exact, text, loss) : List.of(exact, loss);
  }
}

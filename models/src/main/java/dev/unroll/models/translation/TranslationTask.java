package dev.unroll.models.translation;

import static dev.unroll.autograd.op.Ops.crossEntropy;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.models.data.BucketedBatches;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.decode.BeamSearch;
import dev.unroll.models.decode.Decoding;
import dev.unroll.models.decode.DecodingLimits;
import dev.unroll.models.decode.Hypothesis;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.metrics.Bleu;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// Trains a [Translator] on pairs, teacher-forced, on the cross-entropy of the target's tokens; held-out sources are
/// translated greedily. What is best is said by BLEU for words, by the share of exact answers for characters.
public final class TranslationTask implements Task<PairBatch> {
  private static final int MEASURED = 256;
  private static final int SHOWN = 5;

  private final Translator model;
  private final List<Pair> training;
  private final List<Pair> heldOut;
  private final Batches<PairBatch> batches;
  private final Batches<PairBatch> validation;
  private final DecodingLimits limits;
  private final Metric crossEntropy = Metric.lower("cross-entropy", "nats/token");

  /// A task on pairs in the model's vocabularies.
  ///
  /// @param batch pairs of a step
  /// @param seed of their order
  public TranslationTask(
      Translator model, List<Pair> training, List<Pair> heldOut, int batch, long seed) {
    this.model = model;
    this.training = List.copyOf(training);
    this.heldOut = List.copyOf(heldOut);
    Checks.positive("batch", batch);
    batches =
        training.isEmpty()
            ? Batches.none()
            : BucketedBatches.shuffled(
                lengths(this.training), batch, seed, fingerprint(), this::collate);
    validation =
        heldOut.isEmpty()
            ? Batches.none()
            : BucketedBatches.sorted(
                lengths(this.heldOut),
                MEASURED,
                "held-out pairs",
                indices -> batch(this.heldOut, indices));
    int longest = 0;
    for (Pair pair : training.isEmpty() ? heldOut : training) {
      longest = Math.max(longest, pair.target().length);
    }
    limits = new DecodingLimits(model.target().id(Special.END), 2 * longest + 5);
  }

  private static int[] lengths(List<Pair> pairs) {
    return pairs.stream().mapToInt(pair -> pair.source().length + pair.target().length).toArray();
  }

  private String fingerprint() {
    int hash = 1;
    for (Pair pair : training) {
      hash = 31 * hash + Arrays.hashCode(pair.source());
      hash = 31 * hash + Arrays.hashCode(pair.target());
    }
    return "%,d pairs with hash %08x".formatted(training.size(), hash);
  }

  private PairBatch collate(int[] indices) {
    return batch(training, indices);
  }

  private PairBatch batch(List<Pair> pairs, int[] indices) {
    return PairBatch.of(
        Arrays.stream(indices).mapToObj(pairs::get).toList(), model.source(), model.target());
  }

  @Override
  public Translator model() {
    return model;
  }

  @Override
  public Batches<PairBatch> training() {
    return batches;
  }

  @Override
  public Batches<PairBatch> validation() {
    return validation;
  }

  @Override
  public Loss loss(Pass pass, PairBatch batch) {
    Variable logits = model.logits(pass, batch.sources(), batch.inputs());
    return Loss.of(crossEntropy(logits, batch.targets(), PairBatch.NONE));
  }

  @Override
  public Metric lossMetric() {
    return crossEntropy;
  }

  @Override
  public long items(PairBatch batch) {
    return batch.counted();
  }

  @Override
  public String itemName() {
    return "tokens";
  }

  @Override
  public double initialLoss() {
    return Math.log(model.target().size());
  }

  /// The likeliest answer of each source, token by token.
  public List<int[]> answers(Sequence.Tokens sources) {
    int[] first = new int[sources.batch()];
    Arrays.fill(first, model.target().id(Special.BEGIN));
    return Decoding.greedy(new TranslatorStream(model, sources), first, limits).stream()
        .map(Hypothesis::ids)
        .toList();
  }

  /// The best answers of one source, the best first.
  public List<Hypothesis> answers(int[] source, BeamOptions options) {
    Sequence.Tokens read = new Sequence.Tokens(source, source.length, 1);
    return BeamSearch.search(
        new TranslatorStream(model, read), model.target().id(Special.BEGIN), limits, options);
  }

  @Override
  public Evaluation<PairBatch> evaluation() {
    TokenVocabulary target = model.target();
    Map<List<Integer>, List<List<String>>> references = PairData.references(heldOut, target);
    Bleu bleu = new Bleu();
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, PairBatch batch) {
        Loss loss = loss(pass, batch);
        double exact = 0;
        List<int[]> answers = answers(batch.sources());
        for (int n = 0; n < answers.size(); n++) {
          Pair pair = batch.pairs().get(n);
          List<String> answer = target.decode(answers.get(n));
          List<List<String>> right = references.get(PairData.key(pair.source()));
          exact += right.contains(answer) ? 1 : 0;
          bleu.add(answer, right);
        }
        return new double[] {
          loss.mean().value().item() * loss.weight(), loss.weight(), exact, answers.size()
        };
      }

      @Override
      public List<Score> scores(double[] totals) {
        Score exact = new Score(Metric.higher("exact-match", ""), totals[2] / totals[3]);
        Score loss = new Score(crossEntropy, totals[0] / totals[1]);
        if (model.options().tokenizer() == Tokenizer.CHARACTERS) {
          return List.of(exact, loss);
        }
        double quality = bleu.score(Bleu.Smoothing.NONE);
        return List.of(new Score(Metric.higher("bleu", ""), quality), exact, loss);
      }
    };
  }

  /// Held-out sources with the model's answers and the right ones.
  @Override
  public List<String> examples() {
    List<String> lines = new ArrayList<>();
    Tokenizer tokenizer = model.options().tokenizer();
    for (Pair pair : heldOut.subList(0, Math.min(SHOWN, heldOut.size()))) {
      int[] answer =
          answers(new Sequence.Tokens(pair.source(), pair.source().length, 1)).getFirst();
      boolean right = Arrays.equals(answer, pair.target());
      lines.add(
          "%s → %s  %s"
              .formatted(
                  tokenizer.join(model.source().decode(pair.source())),
                  tokenizer.join(model.target().decode(answer)),
                  right ? "✓" : "✗ " + tokenizer.join(model.target().decode(pair.target()))));
    }
    return lines;
  }
}

package dev.unroll.models.translation;

import static dev.unroll.autograd.op.Ops.crossEntropy;

import dev.unroll.autograd.Variable;
import dev.unroll.models.data.BucketedBatches;
import dev.unroll.models.data.Fingerprint;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.layer.Pass;
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

/// Trains a [Translator] on pairs, on the cross-entropy of the target's tokens; each held-out source is translated,
/// and compared with all targets that it has. What is best is said by BLEU for words, by the share of exact answers
/// for characters.
public final class TranslationTask implements Task<PairBatch> {
  static final Metric CROSS_ENTROPY = Metric.lower("cross-entropy", "nats/token");
  private static final int MEASURED = 256;
  private static final int SHOWN = 5;

  private final Translator model;
  private final List<Pair> training;
  private final List<Pair> heldOut;
  private final List<SentencePair> heldOutTexts;
  private final BeamOptions beam;
  private final Batches<PairBatch> batches;
  private final Batches<PairBatch> validation;

  /// A task whose held-out sources are translated greedily.
  ///
  /// @param seed of the order of the pairs
  /// @throws IllegalArgumentException if a side of a pair has no token
  public TranslationTask(
      Translator model,
      List<SentencePair> training,
      List<SentencePair> heldOut,
      Teaching teaching,
      long seed) {
    this(model, training, heldOut, teaching, BeamOptions.of(1), seed);
  }

  /// A task.
  ///
  /// @param beam how held-out sources are translated
  /// @param seed of the order of the pairs
  /// @throws IllegalArgumentException if a side of a pair has no token
  public TranslationTask(
      Translator model,
      List<SentencePair> training,
      List<SentencePair> heldOut,
      Teaching teaching,
      BeamOptions beam,
      long seed) {
    this.model = model;
    this.beam = beam;
    this.training = Pair.encoded(training, model);
    this.heldOut = Pair.encoded(heldOut, model);
    heldOutTexts = List.copyOf(heldOut);
    batches =
        training.isEmpty()
            ? Batches.none()
            : taught(
                BucketedBatches.shuffled(
                    lengths(this.training),
                    teaching.batch(),
                    seed,
                    fingerprint(training),
                    indices -> batch(this.training, indices)),
                teaching);
    validation =
        heldOut.isEmpty()
            ? Batches.none()
            : BucketedBatches.sorted(
                lengths(this.heldOut),
                MEASURED,
                "held-out pairs",
                indices -> batch(this.heldOut, indices));
  }

  private static int[] lengths(List<Pair> pairs) {
    return pairs.stream().mapToInt(pair -> pair.source().length + pair.target().length).toArray();
  }

  private static String fingerprint(List<SentencePair> pairs) {
    Fingerprint hash = new Fingerprint();
    pairs.forEach(pair -> hash.add(pair.source()).add(pair.target()));
    return hash.of(pairs.size() + " pairs");
  }

  private PairBatch batch(List<Pair> pairs, int[] indices) {
    return PairBatch.of(
        Arrays.stream(indices).mapToObj(pairs::get).toList(), model.source(), model.target());
  }

  private static Batches<PairBatch> taught(Batches<PairBatch> batches, Teaching teaching) {
    return new Batches<>() {
      @Override
      public int count(int epoch) {
        return batches.count(epoch);
      }

      @Override
      public PairBatch read(int epoch, int k) {
        return batches.read(epoch, k).withSampling(teaching.sampling(epoch));
      }

      @Override
      public boolean has(int epoch, int k) {
        return batches.has(epoch, k);
      }

      @Override
      public String fingerprint() {
        return batches.fingerprint();
      }
    };
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
    PairBatch read =
        pass.training() && batch.sampling() > 0
            ? ScheduledSampling.sampled(model, batch, pass.random())
            : batch;
    Variable logits = model.logits(pass, read.sources(), read.inputs());
    return Loss.of(crossEntropy(logits, read.targets(), PairBatch.NONE));
  }

  @Override
  public Metric lossMetric() {
    return CROSS_ENTROPY;
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

  /// What tokens cost that are guessed by their frequency in training; nothing without held-out pairs.
  public List<Score> baselines() {
    return heldOut.isEmpty()
        ? List.of()
        : List.of(
            new Score(
                Metric.lower("unigram-cross-entropy", CROSS_ENTROPY.unit()),
                Pair.unigrams(training, heldOut, model.target())));
  }

  @Override
  public Evaluation<PairBatch> evaluation() {
    return new TranslationEvaluation(this, heldOut, heldOutTexts, beam);
  }

  /// Held-out sources with the model's answers and the right ones.
  @Override
  public List<String> examples() {
    List<String> lines = new ArrayList<>();
    Tokenizer tokenizer = model.options().tokenizer();
    int count = Math.min(SHOWN, heldOut.size());
    for (int i = 0; i < count; i++) {
      Pair pair = heldOut.get((int) ((long) i * heldOut.size() / count));
      int[] answer = model.greedy(List.of(pair.source())).getFirst();
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

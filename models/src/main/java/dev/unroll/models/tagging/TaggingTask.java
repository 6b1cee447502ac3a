package dev.unroll.models.tagging;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.models.data.BucketedBatches;
import dev.unroll.models.data.Fingerprint;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.metrics.EntityScore;
import dev.unroll.models.metrics.PrecisionRecall;
import dev.unroll.models.text.Normalization;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Trains a [Tagger] by the negative log-likelihood of the words' tags. Where tags are those of entities (`O`, `B-type`,
/// `I-type`), the F1 of whole entities decides which model is best, else the accuracy of words.
public final class TaggingTask implements Task<TaggerBatch> {
  private static final Metric CROSS_ENTROPY = Metric.lower("cross-entropy", "nats/word");
  private static final Metric ACCURACY = Metric.higher("word-accuracy", "");
  private static final int MEASURED = 64;
  private static final int EXAMPLES = 3;

  private final Tagger model;
  private final List<TaggedSentence> training;
  private final List<TaggedSentence> heldOut;
  private final BucketedBatches<TaggerBatch> batches;
  private final BucketedBatches<TaggerBatch> measured;
  private final boolean entities;

  /// A task.
  ///
  /// @param batch `N`, sentences of a batch
  /// @param seed of the order of the sentences
  /// @throws IllegalArgumentException if a sentence has a tag that the model does not know
  public TaggingTask(
      Tagger model,
      List<TaggedSentence> training,
      List<TaggedSentence> heldOut,
      int batch,
      long seed) {
    this.model = model;
    this.training = List.copyOf(training);
    this.heldOut = List.copyOf(heldOut);
    Checks.positive("batch", batch);
    entities = model.vocabulary().tags().tokens().stream().allMatch(TaggingTask::ofEntity);
    Fingerprint hash = new Fingerprint();
    for (TaggedSentence sentence : training) {
      sentence.words().forEach(hash::add);
      sentence.tags().forEach(hash::add);
      hash.add(sentence.words().size());
    }
    String fingerprint = hash.of(training.size() + " tagged sentences");
    TaggerBatch.Encoded[] train = encoded(this.training);
    TaggerBatch.Encoded[] held = encoded(this.heldOut);
    batches =
        BucketedBatches.shuffled(
            lengths(train), batch, seed, fingerprint, rows -> batch(train, rows));
    measured =
        BucketedBatches.sorted(
            lengths(held), MEASURED, "held-out sentences", rows -> batch(held, rows));
  }

  private static boolean ofEntity(String tag) {
    return tag.equals("O") || (tag.length() > 2 && tag.matches("[BI]-.*"));
  }

  private TaggerBatch.Encoded[] encoded(List<TaggedSentence> sentences) {
    return sentences.stream()
        .map(sentence -> model.encode(sentence.words(), sentence.tags()))
        .toArray(TaggerBatch.Encoded[]::new);
  }

  private static int[] lengths(TaggerBatch.Encoded[] sentences) {
    int[] lengths = new int[sentences.length];
    for (int i = 0; i < lengths.length; i++) {
      lengths[i] = sentences[i].words().length;
    }
    return lengths;
  }

  private TaggerBatch batch(TaggerBatch.Encoded[] sentences, int[] rows) {
    TaggerBatch.Encoded[] some = new TaggerBatch.Encoded[rows.length];
    for (int i = 0; i < rows.length; i++) {
      some[i] = sentences[rows[i]];
    }
    return model.batch(some);
  }

  @Override
  public Tagger model() {
    return model;
  }

  @Override
  public Batches<TaggerBatch> training() {
    return batches;
  }

  @Override
  public Batches<TaggerBatch> validation() {
    return measured;
  }

  @Override
  public Loss loss(Pass pass, TaggerBatch batch) {
    return model.loss(pass, batch, model.forward(pass, batch));
  }

  @Override
  public Metric lossMetric() {
    return CROSS_ENTROPY;
  }

  @Override
  public Evaluation<TaggerBatch> evaluation() {
    TokenVocabulary tags = model.vocabulary().tags();
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, TaggerBatch batch) {
        Variable logits = model.forward(pass, batch);
        Counts counts = new Counts(entities);
        int[] decoded = model.decode(logits.value(), batch);
        List<List<String>> predicted = Decoding.tags(tags, decoded, batch);
        List<List<String>> truth = Decoding.tags(tags, batch.tags(), batch);
        for (int n = 0; n < truth.size(); n++) {
          counts.add(predicted.get(n), truth.get(n));
        }
        Loss loss = model.loss(pass, batch, logits);
        return counts.sums(loss.mean().value().item() * loss.weight());
      }

      @Override
      public List<Score> scores(double[] totals) {
        return scored(totals, "");
      }
    };
  }

  /// What is counted over sentences: words, right ones, entities found, predicted and there.
  private static final class Counts {
    private final EntityScore found = new EntityScore();
    private final boolean entities;
    private long words;
    private long right;

    Counts(boolean entities) {
      this.entities = entities;
    }

    void add(List<String> predicted, List<String> truth) {
      for (int t = 0; t < truth.size(); t++) {
        words++;
        right += truth.get(t).equals(predicted.get(t)) ? 1 : 0;
      }
      if (entities) {
        found.add(predicted, truth);
      }
    }

    double[] sums(double loss) {
      PrecisionRecall all = found.overall();
      return new double[] {loss, words, right, all.found(), all.predicted(), all.actual()};
    }
  }

  private List<Score> scored(double[] totals, String prefix) {
    List<Score> scores = new ArrayList<>();
    if (entities) {
      PrecisionRecall all =
          new PrecisionRecall((long) totals[3], (long) totals[4], (long) totals[5]);
      scores.add(new Score(Metric.higher(prefix + "entity-f1", ""), all.f1()));
      scores.add(new Score(Metric.higher(prefix + "precision", ""), all.precision()));
      scores.add(new Score(Metric.higher(prefix + "recall", ""), all.recall()));
    }
    scores.add(new Score(Metric.higher(prefix + ACCURACY.name(), ""), totals[2] / totals[1]));
    if (prefix.isEmpty()) {
      scores.add(new Score(CROSS_ENTROPY, totals[0] / totals[1]));
    }
    return scores;
  }

  /// The scores, on the held-out sentences, of the rule that each word, in lower case, has the tag that it most
  /// often has in training, an unknown one that of most words. Empty if nothing is held out.
  public List<Score> baselines() {
    if (heldOut.isEmpty()) {
      return List.of();
    }
    Map<String, Map<String, Integer>> byWord = new HashMap<>();
    Map<String, Integer> all = new HashMap<>();
    for (TaggedSentence sentence : training) {
      for (int i = 0; i < sentence.words().size(); i++) {
        String tag = sentence.tags().get(i);
        byWord
            .computeIfAbsent(plain(sentence.words().get(i)), _ -> new HashMap<>())
            .merge(tag, 1, Integer::sum);
        all.merge(tag, 1, Integer::sum);
      }
    }
    String usual = mostFrequent(all);
    Counts counts = new Counts(entities);
    for (TaggedSentence sentence : heldOut) {
      counts.add(
          sentence.words().stream()
              .map(word -> byWord.get(plain(word)))
              .map(seen -> seen == null ? usual : mostFrequent(seen))
              .toList(),
          sentence.tags());
    }
    return scored(counts.sums(0), "most-frequent-tag-");
  }

  private static String plain(String word) {
    return Normalization.lowerCase(word);
  }

  /// Of equally frequent ones the first in the order of the vocabulary.
  private String mostFrequent(Map<String, Integer> counts) {
    String best = null;
    for (String tag : model.vocabulary().tags().tokens()) {
      int count = counts.getOrDefault(tag, 0);
      best = best == null || count > counts.getOrDefault(best, 0) ? tag : best;
    }
    return best;
  }

  @Override
  public long items(TaggerBatch batch) {
    return batch.counted();
  }

  @Override
  public String itemName() {
    return "words";
  }

  /// Held-out sentences, each word with its tag where that is not `O`, and the true one where it differs.
  @Override
  public List<String> examples() {
    List<String> lines = new ArrayList<>();
    int count = Math.min(EXAMPLES, heldOut.size());
    for (int i = 0; i < count; i++) {
      TaggedSentence sentence = heldOut.get((int) ((long) i * heldOut.size() / count));
      List<String> tags = model.tag(sentence.words());
      StringBuilder line = new StringBuilder();
      for (int t = 0; t < tags.size(); t++) {
        String tag = tags.get(t);
        String truth = sentence.tags().get(t);
        line.append(t == 0 ? "" : " ").append(sentence.words().get(t));
        if (!tag.equals(truth)) {
          line.append('/').append(tag).append(" (is ").append(truth).append(')');
        } else if (!tag.equals("O")) {
          line.append('/').append(tag);
        }
      }
      lines.add(line.toString());
    }
    return lines;
  }
}

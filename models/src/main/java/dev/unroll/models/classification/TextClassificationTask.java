package dev.unroll.models.classification;

import dev.unroll.autograd.Variable;
import dev.unroll.models.data.BucketedBatches;
import dev.unroll.models.data.Fingerprint;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.metrics.ConfusionMatrix;
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

/// Trains a [TextClassifier] on labelled texts by the cross-entropy of their labels.
public final class TextClassificationTask implements Task<TextClassificationTask.Batch> {
  /// Texts to measure at once.
  private static final int MEASURED = 128;

  private static final int EXAMPLES = 6;

  private final TextClassifier model;
  private final Texts training;
  private final Texts heldOut;
  private final ClassMeasures measures;
  private final BucketedBatches<Batch> batches;

  /// Some texts, side by side.
  ///
  /// @param labels the id of each text's label
  public record Batch(Sequence.Tokens inputs, int[] labels) {}

  /// Encoded texts.
  private record Texts(List<LabelledText> examples, int[][] ids, int[] labels) {
    static Texts of(TextClassifier model, List<LabelledText> examples) {
      int[][] ids = new int[examples.size()][];
      int[] labels = new int[ids.length];
      for (int i = 0; i < ids.length; i++) {
        ids[i] = model.encode(examples.get(i).text());
        labels[i] = Labels.id(model.labels(), examples.get(i).label());
      }
      return new Texts(List.copyOf(examples), ids, labels);
    }

    int[] lengths() {
      return Arrays.stream(ids).mapToInt(text -> text.length).toArray();
    }
  }

  /// A task.
  ///
  /// @param training the examples to train on
  /// @param heldOut those to measure on; empty for none
  /// @param seed of the order of the examples
  /// @throws IllegalArgumentException if an example has a label that the model does not know
  public TextClassificationTask(
      TextClassifier model,
      List<LabelledText> training,
      List<LabelledText> heldOut,
      ClassificationOptions options,
      long seed) {
    this.model = model;
    this.training = Texts.of(model, training);
    this.heldOut = Texts.of(model, heldOut);
    int classes = model.labels().size();
    measures =
        new ClassMeasures(
            classes,
            options.balanced() ? ClassMeasures.balanced(this.training.labels(), classes) : null);
    Fingerprint fingerprint = new Fingerprint();
    training.forEach(example -> fingerprint.add(example.label()).add(example.text()));
    batches =
        BucketedBatches.shuffled(
            this.training.lengths(),
            options.batch(),
            seed,
            fingerprint.of("%d labelled texts".formatted(training.size())),
            examples -> batch(this.training, examples));
  }

  private Batch batch(Texts texts, int[] examples) {
    int[][] ids = new int[examples.length][];
    int[] labels = new int[examples.length];
    for (int i = 0; i < examples.length; i++) {
      ids[i] = texts.ids()[examples[i]];
      labels[i] = texts.labels()[examples[i]];
    }
    return new Batch(model.batch(ids), labels);
  }

  @Override
  public TextClassifier model() {
    return model;
  }

  @Override
  public Batches<Batch> training() {
    return batches;
  }

  @Override
  public Batches<Batch> validation() {
    return BucketedBatches.sorted(
        heldOut.lengths(), MEASURED, "held-out texts", examples -> batch(heldOut, examples));
  }

  @Override
  public Loss loss(Pass pass, Batch batch) {
    return measures.loss(logits(pass, batch), batch.labels());
  }

  private Variable logits(Pass pass, Batch batch) {
    return model.forward(pass, batch.inputs()).logits();
  }

  @Override
  public Metric lossMetric() {
    return ClassMeasures.CROSS_ENTROPY;
  }

  @Override
  public Evaluation<Batch> evaluation() {
    return measures.evaluation(this::logits, Batch::labels);
  }

  /// What the latest evaluation took for what; null before the first.
  public ConfusionMatrix confusion() {
    return measures.confusion();
  }

  @Override
  public List<String> findings() {
    return measures.findings(model.labels().tokens());
  }

  @Override
  public long items(Batch batch) {
    return batch.labels().length;
  }

  @Override
  public String itemName() {
    return "texts";
  }

  /// That of a uniform guess.
  @Override
  public double initialLoss() {
    return Math.log(model.labels().size());
  }

  /// The accuracies on the held-out texts of two rules without a network: the label that is most frequent in
  /// training, and naive Bayes on the tokens (of characters: on pairs of them). Empty if nothing is held out.
  public List<Score> baselines() {
    if (heldOut.labels().length == 0) {
      return List.of();
    }
    int classes = model.labels().size();
    NaiveBayes bayes = new NaiveBayes(classes);
    for (int i = 0; i < training.labels().length; i++) {
      bayes.add(features(training.ids()[i]), training.labels()[i]);
    }
    double right = 0;
    for (int i = 0; i < heldOut.labels().length; i++) {
      right += heldOut.labels()[i] == bayes.classify(features(heldOut.ids()[i])) ? 1 : 0;
    }
    return List.of(
        ClassMeasures.majority(training.labels(), heldOut.labels(), classes),
        new Score(Metric.higher("naive-bayes", ""), right / heldOut.labels().length));
  }

  private boolean characters() {
    return model.options().tokenizer() == Tokenizer.CHARACTERS;
  }

  /// Of words the words; of characters all pairs of neighbours, the ends of the text included.
  private int[] features(int[] ids) {
    if (!characters()) {
      return ids;
    }
    int end = model.vocabulary().size();
    int[] pairs = new int[ids.length + 1];
    for (int i = 0; i <= ids.length; i++) {
      pairs[i] = (i == 0 ? end : ids[i - 1]) * (end + 1) + (i == ids.length ? end : ids[i]);
    }
    return pairs;
  }

  /// Held-out texts with what the model takes them for.
  @Override
  public List<String> examples() {
    List<String> lines = new ArrayList<>();
    int count = Math.min(EXAMPLES, heldOut.labels().length);
    for (int i = 0; i < count; i++) {
      LabelledText example =
          heldOut.examples().get((int) ((long) i * heldOut.labels().length / count));
      Classification answer = model.classify(example.text());
      lines.add(
          "%s %.2f (%s) %s"
              .formatted(
                  answer.label(),
                  answer.probability(),
                  answer.label().equals(example.label()) ? "right" : "is " + example.label(),
                  example.text().strip()));
    }
    return lines;
  }
}

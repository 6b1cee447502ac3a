package dev.unroll.models.captioning;

import static dev.unroll.autograd.op.Ops.crossEntropy;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.models.data.BucketedBatches;
import dev.unroll.models.data.Padding;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.decode.Decoding;
import dev.unroll.models.decode.Hypothesis;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenCounter;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import dev.unroll.models.vision.PictureText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;

/// Trains a [Captioner], teacher-forced, on the cross-entropy of the captions' words and ends, each with its count.
/// Measured are that and the share of captions that greedy decoding writes word by word as they are.
public final class CaptioningTask implements Task<CaptioningTask.Batch> {
  private static final int MEASURED = 64;
  private static final int SHOWN = 3;

  /// In place of a word that does not count.
  private static final int NONE = -1;

  private final Captioner model;
  private final List<PictureText> heldOut;
  private final Batches<Batch> batches;
  private final Batches<Batch> validation;
  private final Metric crossEntropy = Metric.lower("cross-entropy", "nats/token");

  /// Some pictures.
  ///
  /// @param pictures `[N,3,H,W]`
  /// @param captions the ids of the words of each
  /// @param read what the decoder reads: BEGIN and the words
  /// @param targets `[S·N]`, what it is to write: the words and END; −1 past each end
  public record Batch(Tensor pictures, List<int[]> captions, Sequence.Tokens read, int[] targets) {}

  /// A task.
  ///
  /// @param batch pictures of a step
  /// @param seed of their order
  /// @throws IllegalArgumentException if a picture has another size than the model's options say, or a caption no
  ///     word
  public CaptioningTask(
      Captioner model,
      List<PictureText> training,
      List<PictureText> heldOut,
      int batch,
      long seed) {
    this.model = model;
    this.heldOut = List.copyOf(heldOut);
    Checks.positive("batch", batch);
    List<int[]> trainingCaptions = encoded(training);
    List<int[]> heldOutCaptions = encoded(heldOut);
    batches =
        training.isEmpty()
            ? Batches.none()
            : BucketedBatches.shuffled(
                new int[training.size()], // by chance, not by length, which goes with what is shown
                batch,
                seed,
                PictureText.fingerprint(training),
                rows -> batch(training, trainingCaptions, rows));
    validation =
        heldOut.isEmpty()
            ? Batches.none()
            : BucketedBatches.sorted(
                lengths(heldOutCaptions),
                MEASURED,
                "held-out pictures",
                rows -> batch(this.heldOut, heldOutCaptions, rows));
  }

  /// The words of captions that occur often enough, with PAD, UNKNOWN, BEGIN and END.
  ///
  /// @param minimumCount how often a word occurs at least
  public static TokenVocabulary vocabulary(List<PictureText> pictures, int minimumCount) {
    TokenCounter counter = new TokenCounter();
    pictures.forEach(picture -> counter.add(picture.text(), Tokenizer.CAPTIONS));
    return counter.vocabulary(EnumSet.allOf(Special.class), minimumCount, TokenCounter.UNLIMITED);
  }

  private List<int[]> encoded(List<PictureText> examples) {
    List<int[]> captions = new ArrayList<>();
    for (PictureText each : examples) {
      each.pixels().requireSize(3, model.options().height(), model.options().width());
      int[] words = model.vocabulary().encode(each.text(), Tokenizer.CAPTIONS);
      if (words.length == 0) {
        throw new IllegalArgumentException(
            "caption %d: expected words, got '%s'".formatted(captions.size() + 1, each.text()));
      }
      captions.add(words);
    }
    return captions;
  }

  private static int[] lengths(List<int[]> captions) {
    return captions.stream().mapToInt(each -> each.length).toArray();
  }

  private Batch batch(List<PictureText> examples, List<int[]> captions, int[] rows) {
    List<int[]> written = Arrays.stream(rows).mapToObj(captions::get).toList();
    int begin = model.vocabulary().id(Special.BEGIN);
    int end = model.vocabulary().id(Special.END);
    int[][] read = new int[rows.length][];
    for (int n = 0; n < rows.length; n++) {
      read[n] = new int[written.get(n).length + 1];
      read[n][0] = begin;
      System.arraycopy(written.get(n), 0, read[n], 1, written.get(n).length);
    }
    Sequence.Tokens tokens = Padding.after(read, model.vocabulary().id(Special.PAD));
    int[] targets = new int[tokens.ids().length];
    Arrays.fill(targets, NONE);
    for (int n = 0; n < rows.length; n++) {
      int[] words = written.get(n);
      for (int t = 0; t <= words.length; t++) {
        targets[t * rows.length + n] = t < words.length ? words[t] : end;
      }
    }
    Tensor pictures =
        model.batch(Arrays.stream(rows).mapToObj(row -> examples.get(row).pixels()).toList());
    return new Batch(pictures, written, tokens, targets);
  }

  @Override
  public Captioner model() {
    return model;
  }

  @Override
  public Batches<Batch> training() {
    return batches;
  }

  @Override
  public Batches<Batch> validation() {
    return validation;
  }

  @Override
  public Loss loss(Pass pass, Batch batch) {
    return Loss.of(
        crossEntropy(model.logits(pass, batch.pictures(), batch.read()), batch.targets(), NONE));
  }

  @Override
  public Metric lossMetric() {
    return crossEntropy;
  }

  @Override
  public long items(Batch batch) {
    return batch.captions().size();
  }

  @Override
  public String itemName() {
    return "pictures";
  }

  @Override
  public double initialLoss() {
    return Math.log(model.vocabulary().size());
  }

  @Override
  public Evaluation<Batch> evaluation() {
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, Batch batch) {
        Loss loss = loss(pass, batch);
        int[] first = new int[batch.captions().size()];
        Arrays.fill(first, model.vocabulary().id(Special.BEGIN));
        CaptionerStream stream = new CaptionerStream(model, batch.pictures());
        double exact = 0;
        List<Hypothesis> written = Decoding.greedy(stream, first, model.limits());
        for (int n = 0; n < first.length; n++) {
          exact += Arrays.equals(written.get(n).ids(), batch.captions().get(n)) ? 1 : 0;
        }
        return new double[] {
          loss.mean().value().item() * loss.weight(), loss.weight(), exact, first.length
        };
      }

      @Override
      public List<Score> scores(double[] totals) {
        return List.of(
            new Score(crossEntropy, totals[0] / totals[1]),
            new Score(Metric.higher("exact-match", ""), totals[2] / totals[3]));
      }
    };
  }

  /// Held-out pictures: what the model says, and the caption where it is another one.
  @Override
  public List<String> examples() {
    List<String> lines = new ArrayList<>();
    int count = Math.min(SHOWN, heldOut.size());
    for (int i = 0; i < count; i++) {
      PictureText example = heldOut.get((int) ((long) i * heldOut.size() / count));
      String said = model.caption(example.pixels(), BeamOptions.of(1)).getFirst().text();
      String truth = String.join(" ", Tokenizer.CAPTIONS.tokens(example.text()));
      lines.add(said.equals(truth) ? said + "  ✓" : "%s  ✗ %s".formatted(said, truth));
    }
    return lines;
  }
}

package dev.unroll.models.reading;

import static dev.unroll.autograd.op.Ops.ctc;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.models.data.BucketedBatches;
import dev.unroll.models.decode.CtcDecoding;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.metrics.EditDistance;
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
import java.util.List;

/// Trains a [PictureReader] by connectionist temporal classification. Measured, by what the likeliest path spells,
/// are the share of texts that are right as a whole and the mean edit distance, in characters.
public final class ReadingTask implements Task<ReadingTask.Batch> {
  private static final int MEASURED = 128;
  private static final int SHOWN = 5;

  private final PictureReader model;
  private final List<PictureText> training;
  private final List<PictureText> heldOut;
  private final Batches<Batch> batches;
  private final Batches<Batch> validation;
  private final Metric loss = Metric.lower("ctc", "nats/text");

  /// Some pictures.
  ///
  /// @param pictures `[N,1,H,W]`
  /// @param texts what stands on them
  /// @param targets `[S·N]`, time-major, the class of each character; 1 past a text's end
  /// @param lengths `[N]`, characters of each text
  public record Batch(Tensor pictures, List<String> texts, int[] targets, int[] lengths) {}

  /// A task.
  ///
  /// @param batch pictures of a step
  /// @param seed of their order
  /// @throws IllegalArgumentException if a picture has another size, or a text characters that the model does not
  ///     know or more than it can read
  public ReadingTask(
      PictureReader model,
      List<PictureText> training,
      List<PictureText> heldOut,
      int batch,
      long seed) {
    this.model = model;
    this.training = List.copyOf(training);
    this.heldOut = List.copyOf(heldOut);
    Checks.positive("batch", batch);
    training.forEach(this::check);
    heldOut.forEach(this::check);
    batches =
        training.isEmpty()
            ? Batches.none()
            : BucketedBatches.shuffled(
                new int[training.size()],
                batch,
                seed,
                PictureText.fingerprint(training),
                rows -> batch(this.training, rows));
    validation =
        heldOut.isEmpty()
            ? Batches.none()
            : BucketedBatches.sorted(
                new int[heldOut.size()],
                MEASURED,
                "held-out pictures",
                rows -> batch(this.heldOut, rows));
  }

  /// A character takes a column, and one that is the same as the one before it a blank before.
  private void check(PictureText example) {
    int[] characters = encoded(example.text());
    int needed = characters.length;
    for (int i = 1; i < characters.length; i++) {
      needed += characters[i] == characters[i - 1] ? 1 : 0;
    }
    if (needed > model.columns()) {
      throw new IllegalArgumentException(
          "the text '%s' takes %d columns, but the model looks at a picture in %d: make the pictures wider"
              .formatted(example.text(), needed, model.columns()));
    }
    PictureReaderOptions options = model.options();
    example.pixels().requireSize(example.pixels().channels(), options.height(), options.width());
  }

  private int[] encoded(String text) {
    return model.vocabulary().encode(text, Tokenizer.CHARACTERS);
  }

  private Batch batch(List<PictureText> from, int[] rows) {
    List<PictureText> examples = Arrays.stream(rows).mapToObj(from::get).toList();
    List<String> texts = examples.stream().map(PictureText::text).toList();
    int[][] ids = texts.stream().map(this::encoded).toArray(int[][]::new);
    int[] lengths = Arrays.stream(ids).mapToInt(each -> each.length).toArray();
    int longest = Arrays.stream(lengths).max().orElse(0);
    int[] targets = new int[longest * rows.length];
    Arrays.fill(targets, 1);
    for (int n = 0; n < ids.length; n++) {
      for (int s = 0; s < ids[n].length; s++) {
        targets[s * rows.length + n] = ids[n][s] + 1;
      }
    }
    Tensor pictures = model.batch(examples.stream().map(PictureText::pixels).toList());
    return new Batch(pictures, texts, targets, lengths);
  }

  @Override
  public PictureReader model() {
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
    return loss(model.logits(pass, batch.pictures()), batch);
  }

  private static Loss loss(Variable logits, Batch batch) {
    return Loss.of(ctc(logits, null, batch.targets(), batch.lengths(), false));
  }

  @Override
  public Metric lossMetric() {
    return loss;
  }

  @Override
  public long items(Batch batch) {
    return batch.texts().size();
  }

  @Override
  public String itemName() {
    return "pictures";
  }

  @Override
  public Evaluation<Batch> evaluation() {
    return new Evaluation<>() {
      @Override
      public double[] sums(Pass pass, Batch batch) {
        Variable logits = model.logits(pass, batch.pictures());
        Loss loss = loss(logits, batch);
        double exact = 0;
        double edits = 0;
        for (int n = 0; n < batch.texts().size(); n++) {
          String read = model.text(CtcDecoding.greedy(logits.value(), n, model.columns()));
          int distance = EditDistance.of(read, batch.texts().get(n));
          exact += distance == 0 ? 1 : 0;
          edits += distance;
        }
        return new double[] {
          exact, edits, loss.mean().value().item() * loss.weight(), batch.texts().size()
        };
      }

      @Override
      public List<Score> scores(double[] totals) {
        return List.of(
            new Score(Metric.higher("exact-match", ""), totals[0] / totals[3]),
            new Score(Metric.lower("edit-distance", "characters/text"), totals[1] / totals[3]),
            new Score(loss, totals[2] / totals[3]));
      }
    };
  }

  /// Held-out pictures: what stands there, and what the model reads.
  @Override
  public List<String> examples() {
    List<String> lines = new ArrayList<>();
    for (PictureText example : heldOut.subList(0, Math.min(SHOWN, heldOut.size()))) {
      String read = model.read(example.pixels());
      lines.add(
          read.equals(example.text())
              ? "%s  ✓".formatted(read)
              : "%s  ✗ %s".formatted(read, example.text()));
    }
    return lines;
  }
}

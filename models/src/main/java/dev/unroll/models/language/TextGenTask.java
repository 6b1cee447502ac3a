package dev.unroll.models.language;

import static dev.unroll.autograd.op.Ops.crossEntropy;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import dev.unroll.models.data.Fingerprint;
import dev.unroll.models.data.TokenWindows;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;

/// Trains a [TextGenRnn] on texts: on the cross-entropy of each token and of the mark that ends the text, from the
/// last tokens before it; in a new random order each epoch. The last part of the tokens is held out.
public final class TextGenTask implements Task<TokenWindows.Batch> {
  /// textgenrnn's own.
  public static final int BATCH = 128;

  private static final Sampling EXAMPLE = Sampling.of(200);
  private static final float[] TEMPERATURES = {0.2f, 0.5f, 1};

  private final TextGenRnn model;
  private final int[] ids; // all texts between marks, one after the other
  private final int[] targets; // positions that are predicted, in order
  private final int[] begins; // where the text of each target begins
  private final Batches<TokenWindows.Batch> training;
  private final Batches<TokenWindows.Batch> validation;
  private final TokenLoss tokens;
  private long examples;

  /// A task in batches of [#BATCH] with nothing held out.
  public TextGenTask(TextGenRnn model, TextGenData data) {
    this(model, data, BATCH, 0, 1);
  }

  /// A task.
  ///
  /// @param data in the model's vocabulary
  /// @param batch tokens that are predicted in a step
  /// @param heldOut the fraction of the tokens, the last, that is held out; 1 to measure on all of them
  /// @param seed of the order
  public TextGenTask(TextGenRnn model, TextGenData data, int batch, float heldOut, long seed) {
    this.model = model;
    Checks.positive("batch", batch);
    int count = data.tokens() + data.texts().size();
    ids = new int[Math.addExact(count, data.texts().size())];
    targets = new int[count];
    begins = new int[count];
    Fingerprint fingerprint = new Fingerprint();
    int end = 0;
    int target = 0;
    for (int[] text : data.texts()) {
      int[] alone = model.alone(text);
      System.arraycopy(alone, 0, ids, end, alone.length);
      for (int i = 1; i < alone.length; i++) {
        begins[target] = end;
        targets[target++] = end + i;
        fingerprint.add(alone[i]);
      }
      end += alone.length;
    }
    int cut = count - (int) (count * (double) Checks.within("validation", heldOut, 0, 1));
    String name =
        fingerprint.of("%,d texts of %,d tokens, hash".formatted(data.texts().size(), count));
    training = cut == 0 ? Batches.none() : new Contexts(0, cut, batch, true, seed, name);
    validation = cut == count ? Batches.none() : new Contexts(cut, count, batch, false, seed, name);
    tokens = new TokenLoss(model.tokenizer());
  }

  /// Trains a model on texts for so many epochs, as textgenrnn does, with nothing held out.
  public static void train(TextGenRnn model, TextGenData data, int epochs) {
    try {
      Trainer.start(new TextGenTask(model, data), training(1), TrainingLimits.epochs(epochs))
          .run(TrainingListener.NONE);
    } catch (IOException e) {
      throw new IllegalStateException("training without a directory touched a file", e);
    }
  }

  /// How textgenrnn trains: Adam with rate 0.004.
  public static TrainingOptions training(long seed) {
    return TrainingOptions.defaults()
        .withOptimizer(new OptimizerOptions.Adam(4e-3f))
        .withClipping(0, 0)
        .withSeed(seed);
  }

  /// Some of the targets with their contexts, a batch at a time.
  private final class Contexts implements Batches<TokenWindows.Batch> {
    private final int from;
    private final int batch;
    private final boolean shuffled;
    private final long seed;
    private final String fingerprint;
    private final int[] order;
    private int ordered = -1;

    Contexts(int from, int to, int batch, boolean shuffled, long seed, String fingerprint) {
      this.from = from;
      this.batch = batch;
      this.shuffled = shuffled;
      this.seed = seed;
      this.fingerprint = fingerprint;
      order = new int[to - from];
    }

    @Override
    public int count(int epoch) {
      return Math.ceilDiv(order.length, batch);
    }

    @Override
    public TokenWindows.Batch read(int epoch, int k) {
      if (ordered != epoch) {
        for (int i = 0; i < order.length; i++) {
          order[i] = from + i;
        }
        if (shuffled) {
          RandomStream.named(seed, "contexts of epoch " + epoch).shuffle(order);
        }
        ordered = epoch;
      }
      int rows = Math.min(batch, order.length - k * batch);
      int steps = model.options().maxLength();
      int[] contexts = new int[steps * rows];
      int[] next = new int[rows];
      for (int row = 0; row < rows; row++) {
        int target = order[k * batch + row];
        model.context(ids, begins[target], targets[target], contexts, row, rows);
        next[row] = ids[targets[target]];
      }
      return new TokenWindows.Batch(new Sequence.Tokens(contexts, steps, rows), next);
    }

    @Override
    public String fingerprint() {
      return fingerprint;
    }
  }

  @Override
  public TextGenRnn model() {
    return model;
  }

  @Override
  public Batches<TokenWindows.Batch> training() {
    return training;
  }

  @Override
  public Batches<TokenWindows.Batch> validation() {
    return validation;
  }

  @Override
  public Loss loss(Pass pass, TokenWindows.Batch batch) {
    return Loss.of(crossEntropy(model.logits(pass, batch.windows()), batch.targets()));
  }

  @Override
  public Metric lossMetric() {
    return tokens.metric();
  }

  @Override
  public Evaluation<TokenWindows.Batch> evaluation() {
    return tokens.evaluation(this);
  }

  @Override
  public long items(TokenWindows.Batch batch) {
    return batch.targets().length;
  }

  @Override
  public String itemName() {
    return tokens.items();
  }

  @Override
  public double initialLoss() {
    return Math.log(model.vocabulary().size());
  }

  /// A text at each of textgenrnn's temperatures, other ones each time.
  @Override
  public List<String> examples() {
    examples++;
    return IntStream.range(0, TEMPERATURES.length)
        .mapToObj(
            i ->
                "temperature %s: %s"
                    .formatted(
                        TEMPERATURES[i],
                        model.generate(
                            "", EXAMPLE.withTemperature(TEMPERATURES[i]).withSeed(examples))))
        .toList();
  }
}

package dev.unroll.models.language;

import static dev.unroll.autograd.op.Ops.crossEntropy;

import dev.unroll.core.Checks;
import dev.unroll.models.data.TokenWindows;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Task;
import java.util.List;

/// Trains a [FixedWindowModel] on all windows of a text, on the cross-entropy of the token after each. The last
/// part of the text is held out; its first tokens are predicted from windows that begin before it.
public final class FixedWindowTask implements Task<TokenWindows.Batch> {
  private static final Sampling EXAMPLE = Sampling.of(40);

  private final FixedWindowModel model;
  private final Batches<TokenWindows.Batch> training;
  private final TokenWindows validation;
  private final TokenLoss tokens;
  private long examples;

  /// A task on a text in the model's vocabulary.
  ///
  /// @param batch windows of a step
  /// @param heldOut the fraction of the text, its last part, that is held out
  /// @param seed of the order of the windows
  /// @throws IllegalArgumentException if the text is shorter than a window and the token after it
  public FixedWindowTask(
      FixedWindowModel model, Corpus corpus, int batch, float heldOut, long seed) {
    this(model, corpus, batch, seed, cut(corpus.ids().length(), heldOut));
  }

  /// A task with nothing to train on: all of the text is held out.
  public static FixedWindowTask measuring(FixedWindowModel model, Corpus corpus, int batch) {
    return new FixedWindowTask(model, corpus, batch, 0L, 0);
  }

  private FixedWindowTask(FixedWindowModel model, Corpus corpus, int batch, long seed, int cut) {
    this.model = model;
    int window = model.options().window();
    TokenIds ids = corpus.ids();
    training =
        cut == 0
            ? Batches.none()
            : TokenWindows.shuffled(ids.part(0, cut), window, batch, seed, corpus.fingerprint());
    int from = cut == ids.length() ? cut : Math.max(0, cut - window);
    validation = TokenWindows.inOrder(ids.part(from, ids.length()), window, batch);
    tokens = new TokenLoss(model.tokenizer());
  }

  private static int cut(int length, float heldOut) {
    return length - (int) (length * (double) Checks.within("validation", heldOut, 0, 1));
  }

  @Override
  public FixedWindowModel model() {
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

  /// A sample, another one each time.
  @Override
  public List<String> examples() {
    String written = model.generate("", EXAMPLE.withSeed(++examples));
    return written.lines().toList();
  }
}

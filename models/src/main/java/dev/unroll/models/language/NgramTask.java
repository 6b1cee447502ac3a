package dev.unroll.models.language;

import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Task;
import java.util.List;

/// Measures a [NgramTextModel] on the part of a text that it was not made of, each token from all before it.
/// There is nothing to train: such a model is made by counting.
public final class NgramTask implements Task<NgramTask.Range> {
  private static final Sampling EXAMPLE = Sampling.of(200);

  private final NgramTextModel model;
  private final int[] text;
  private final Batches<Range> validation;
  private final TokenLoss tokens;
  private long examples;

  /// Tokens of the text to predict.
  ///
  /// @param from the first
  /// @param to behind the last
  public record Range(int from, int to) {}

  /// A task on a text in the model's vocabulary.
  ///
  /// @param from where that part begins that is held out; 0 to measure on all of it
  public NgramTask(NgramTextModel model, Corpus corpus, int from) {
    this.model = model;
    text = corpus.ids().toArray();
    validation =
        from == text.length
            ? Batches.none()
            : Batches.of(List.of(new Range(from, text.length)), corpus.fingerprint());
    tokens = new TokenLoss(model.tokenizer());
  }

  @Override
  public NgramTextModel model() {
    return model;
  }

  @Override
  public Batches<Range> training() {
    return Batches.none();
  }

  @Override
  public Batches<Range> validation() {
    return validation;
  }

  @Override
  public Loss loss(Pass pass, Range range) {
    int count = range.to() - range.from();
    double mean = model.counts().nats(text, range.from(), range.to()) / count;
    return new Loss(pass.tape().constant(Tensor.scalar((float) mean)), count);
  }

  @Override
  public Metric lossMetric() {
    return tokens.metric();
  }

  @Override
  public Evaluation<Range> evaluation() {
    return tokens.evaluation(this);
  }

  @Override
  public long items(Range range) {
    return range.to() - range.from();
  }

  @Override
  public String itemName() {
    return tokens.items();
  }

  @Override
  public List<String> examples() {
    return model.generate("", EXAMPLE.withSeed(++examples)).lines().toList();
  }
}

package dev.unroll.models.translation;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.models.decode.Choice;
import dev.unroll.models.layer.Sequence;

/// Lets a decoder read tokens of its own among the right ones: with a probability, input i+1 is the token that the
/// model deems likeliest after its inputs up to i, which may hold such tokens already. No gradient flows through the
/// choice, so the inputs are chosen first, step by step, and then trained on like right ones.
///
/// Source: Bengio, Vinyals, Jaitly and Shazeer, *Scheduled sampling for sequence prediction with recurrent neural
/// networks*, 2015.
final class ScheduledSampling {
  private ScheduledSampling() {}

  /// A batch with some of its inputs exchanged.
  static PairBatch sampled(Translator model, PairBatch batch, RandomStream random) {
    Sequence.Tokens inputs = batch.inputs();
    int rows = inputs.batch();
    int[] ids = inputs.ids().clone();
    int[] read = new int[rows];
    Choice choice = new Choice(model.target().size());
    TranslatorStream stream = new TranslatorStream(model, batch.sources());
    for (int t = 0; t + 1 < inputs.steps(); t++) {
      System.arraycopy(ids, t * rows, read, 0, rows);
      Tensor logits = stream.step(read);
      for (int n = 0; n < rows; n++) {
        if (t + 1 < inputs.lengths()[n] && random.nextDouble() < batch.sampling()) {
          ids[(t + 1) * rows + n] = choice.draw(logits, n, 0, 0, 1, random);
        }
      }
    }
    return new PairBatch(
        batch.pairs(),
        batch.sources(),
        new Sequence.Tokens(ids, inputs.steps(), rows, inputs.lengths()),
        batch.targets(),
        batch.counted(),
        batch.sampling());
  }
}

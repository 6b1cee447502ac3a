package dev.unroll.models.language;

import static dev.unroll.autograd.op.Ops.crossEntropy;
import static dev.unroll.autograd.op.Ops.softmax;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.models.data.TextBatch;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Task;
import java.util.ArrayList;
import java.util.List;

/// Trains a [LanguageModel] to spell one word, the lecture's first example of a recurrent network: it reads h, e, l, l
/// one after the other, from a state of zeros, and says after each which letter follows. The second l is another
/// case than the first, which only the hidden state can tell.
///
/// Source: Karpathy, *The unreasonable effectiveness of recurrent neural networks*, 2015.
public final class SpellingTask implements Task<TextBatch> {
  private final LanguageModel model;
  private final TextBatch word;
  private final Batches<TextBatch> training;
  private final TokenLoss tokens;

  /// A task on a word in the model's vocabulary.
  ///
  /// @throws IllegalArgumentException if it has one letter only
  public SpellingTask(LanguageModel model, Corpus word) {
    this.model = model;
    int[] ids = word.ids().toArray();
    if (ids.length < 2) {
      throw new IllegalArgumentException("the word: expected two letters or more, got one");
    }
    int[] inputs = new int[ids.length - 1];
    int[] targets = new int[ids.length - 1];
    System.arraycopy(ids, 0, inputs, 0, inputs.length);
    System.arraycopy(ids, 1, targets, 0, targets.length);
    this.word =
        new TextBatch(new Sequence.Tokens(inputs, inputs.length, 1), targets, true, targets.length);
    training = Batches.of(List.of(this.word), word.fingerprint());
    tokens = new TokenLoss(model.tokenizer());
  }

  /// What the model says after each letter of the word but the last.
  ///
  /// @param letter the letter that was read
  /// @param next the letter that follows in the word
  /// @param probabilities of each letter of the vocabulary's following
  public record Step(String letter, String next, float[] probabilities) {}

  /// The steps of the word.
  public List<Step> steps() {
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Tensor p =
          softmax(model.forward(Pass.reading(tape), word.inputs(), null).logits(), 2).value();
      List<Step> steps = new ArrayList<>();
      for (int t = 0; t < word.targets().length; t++) {
        steps.add(
            new Step(
                model.vocabulary().token(word.inputs().ids()[t]),
                model.vocabulary().token(word.targets()[t]),
                p.at(t).toArray()));
      }
      return steps;
    } finally {
      tape.reset();
    }
  }

  @Override
  public LanguageModel model() {
    return model;
  }

  @Override
  public Batches<TextBatch> training() {
    return training;
  }

  @Override
  public Batches<TextBatch> validation() {
    return Batches.none();
  }

  @Override
  public Loss loss(Pass pass, TextBatch batch) {
    return Loss.of(
        crossEntropy(model.forward(pass, batch.inputs(), null).logits(), batch.targets()));
  }

  @Override
  public Metric lossMetric() {
    return tokens.metric();
  }

  @Override
  public long items(TextBatch batch) {
    return batch.counted();
  }

  @Override
  public String itemName() {
    return tokens.items();
  }

  @Override
  public double initialLoss() {
    return Math.log(model.vocabulary().size());
  }
}

package dev.unroll.models.language;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.models.decode.Candidate;
import dev.unroll.models.decode.Choice;
import dev.unroll.models.decode.StepModel;
import java.util.List;

/// A text that is being written with a model: ask it what may come next, and tell it what does.
///
///     TextWriter writer = new TextWriter(model, "the ");
///     for (int id = writer.choose(sampling, random); id != model.end(); …) {
///       writer.accept(id);
///     }
///
/// Not thread-safe.
public final class TextWriter {
  private final StepModel steps;
  private final Choice choice;
  private final int[] single = new int[1];
  private Tensor logits;

  /// A text that begins with a prompt, which may be empty.
  ///
  /// @throws dev.unroll.models.text.UnknownTokenException if the prompt has a token that the model does not know,
  ///     and its vocabulary has no id for unknown ones
  public TextWriter(TextModel model, String prompt) {
    this(model, model.vocabulary().encode(prompt, model.tokenizer()));
  }

  /// A text that begins with the tokens of a prompt, of which there may be none.
  public TextWriter(TextModel model, int[] prompt) {
    steps = model.stepModel();
    choice = new Choice(model.vocabulary().size());
    for (int id : model.prompted(prompt)) {
      accept(id);
    }
  }

  /// The text goes on with a token.
  public void accept(int id) {
    single[0] = id;
    logits = steps.step(single);
  }

  /// A token drawn from what may come next.
  ///
  /// @throws IllegalStateException if the model's logits are no numbers
  public int choose(Sampling sampling, RandomStream random) {
    return choice.draw(logits, 0, sampling.temperature(), sampling.topK(), sampling.topP(), random);
  }

  /// The likeliest tokens to come next, the likeliest first; fewer than `count` if there are fewer.
  public List<Candidate> candidates(int count) {
    return Candidate.likeliest(logits, 0, count);
  }
}

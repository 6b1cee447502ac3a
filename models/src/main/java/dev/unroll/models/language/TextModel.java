package dev.unroll.models.language;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.decode.Candidate;
import dev.unroll.models.decode.DecodingLimits;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.Arrays;
import java.util.List;

/// A model of text, whatever computes it: it says what may come next after what was read. So it can write, judge
/// what others wrote, and complete what someone is typing.
///
/// Reading is safe from many threads at once as long as nobody trains the model.
public interface TextModel extends Model {
  /// The tokens that this model knows.
  TokenVocabulary vocabulary();

  /// The rule that cuts texts into them.
  Tokenizer tokenizer();

  /// This model one token at a time: one row that has read nothing.
  StepModel stepModel();

  /// The id of the token after which a text begins: a newline where the vocabulary has one, else the first.
  default int beginning() {
    int newline = vocabulary().idOf("\n");
    boolean known = newline >= 0 && vocabulary().specialOf(newline) != Special.UNKNOWN;
    return known ? newline : 0;
  }

  /// The id of the token with which a text ends, [DecodingLimits#NO_END] where texts have no end.
  default int end() {
    return DecodingLimits.NO_END;
  }

  /// What is read before text that continues a prompt: the prompt, or without one the token after which a text
  /// begins.
  default int[] prompted(int[] prompt) {
    return prompt.length == 0 ? new int[] {beginning()} : prompt;
  }

  /// A text by itself, as it is scored beside others: with what stands before and after it. After a newline where
  /// the vocabulary has one, else as it is.
  default int[] alone(int[] text) {
    int newline = vocabulary().contains("\n") ? vocabulary().idOf("\n") : -1;
    if (newline < 0) {
      return text;
    }
    int[] ids = new int[text.length + 1];
    ids[0] = newline;
    System.arraycopy(text, 0, ids, 1, text.length);
    return ids;
  }

  /// Text that continues a prompt; the prompt itself is not part of it. Without a prompt it begins as a text
  /// begins. It ends after so many tokens, or where the model ends it.
  ///
  /// @throws dev.unroll.models.text.UnknownTokenException if the prompt has a token that the model does not know,
  ///     and its vocabulary has no id for unknown ones
  /// @throws IllegalStateException if the model's logits are no numbers
  default String generate(String prompt, Sampling sampling) {
    TextWriter writer = new TextWriter(this, prompt);
    RandomStream random = new RandomStream(sampling.seed());
    int[] ids = new int[sampling.length()];
    int count = 0;
    while (count < ids.length) {
      int id = writer.choose(sampling, random);
      if (id == end()) {
        break;
      }
      ids[count++] = id;
      writer.accept(id);
    }
    return tokenizer().join(vocabulary().decode(Arrays.copyOf(ids, count)));
  }

  /// The likeliest tokens after a text, the likeliest first.
  ///
  /// @throws dev.unroll.models.text.UnknownTokenException as [#generate]
  default List<Candidate> likeliest(String text, int count) {
    return new TextWriter(this, text).candidates(count);
  }

  /// How well the model predicts all tokens of a text but the first, each from all before it.
  ///
  /// @throws dev.unroll.models.text.UnknownTokenException as [#generate]
  default TextScore score(String text) {
    return score(TokenIds.of(vocabulary().encode(text, tokenizer())), Workers.CALLER);
  }

  /// [#score(String)] of a text given as ids, with more threads where that helps; they do not change the result.
  default TextScore score(TokenIds ids, Workers workers) {
    StepModel model = stepModel();
    double nats = 0;
    for (int at = 1; at < ids.length(); at++) {
      Tensor logits = model.step(new int[] {ids.at(at - 1)});
      nats -= Candidate.logProbability(logits, 0, ids.at(at));
    }
    return new TextScore(Math.max(0, ids.length() - 1), nats);
  }
}

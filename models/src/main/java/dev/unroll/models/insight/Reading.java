package dev.unroll.models.insight;

import dev.unroll.autograd.Variable;
import dev.unroll.models.classification.TextClassifier;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.tagging.Tagger;
import dev.unroll.models.text.TokenVocabulary;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// A model and a text that it reads.
///
/// @param tokens what it reads, `T` of them, as it knows them: `<unk>` where it does not
/// @param separator what stands between two tokens in a text: nothing between characters
/// @param stack the recurrent layers to be looked at
/// @param outputs what comes of it
/// @param answers what the outputs say, `K` of them
/// @param eachStep whether there is an answer after each token, or only one after the last
/// @param next the answer that the text itself gives after each token, −1 where it gives none; null where it
///     never does
public record Reading(
    List<String> tokens,
    String separator,
    Recurrent stack,
    Outputs outputs,
    List<String> answers,
    boolean eachStep,
    int[] next) {
  /// A model on a text.
  @FunctionalInterface
  public interface Outputs {
    /// The logits of the text in each of `rows` equal rows: `[T,N,K]`, or `[N,K]` where there is one answer.
    Variable logits(Pass pass, int rows);
  }

  public Reading {
    tokens = List.copyOf(tokens);
    answers = List.copyOf(answers);
    if (tokens.isEmpty()) {
      throw new IllegalArgumentException("expected a text of at least one token, got none");
    }
  }

  /// A language model that reads a text and after each token expects the next.
  ///
  /// @param most tokens that are read at most
  /// @throws dev.unroll.models.text.UnknownTokenException if the model cannot read it
  public static Reading of(LanguageModel model, String text, int most) {
    TokenVocabulary vocabulary = model.vocabulary();
    int[] all = vocabulary.encode(text, model.options().tokenizer());
    int[] ids = first(all, most);
    int[] next = new int[ids.length];
    for (int t = 0; t < next.length; t++) {
      next[t] = t + 1 < all.length ? all[t + 1] : -1;
    }
    return new Reading(
        texts(vocabulary, ids),
        model.options().tokenizer().separator(),
        model.recurrent(),
        (pass, rows) -> model.forward(pass, repeated(ids, rows), null).logits(),
        all(vocabulary),
        true,
        next);
  }

  /// A classifier that reads a text and then gives it a label.
  public static Reading of(TextClassifier model, String text, int most) {
    int[] ids = first(model.encode(text), most);
    return new Reading(
        texts(model.vocabulary(), ids),
        model.options().tokenizer().separator(),
        model.recurrent(),
        (pass, rows) -> model.forward(pass, repeated(ids, rows)).logits(),
        all(model.labels()),
        false,
        null);
  }

  /// A tagger that reads words and gives each a tag.
  public static Reading of(Tagger model, List<String> words, int most) {
    List<String> read = words.subList(0, Math.min(most, words.size()));
    return new Reading(
        read,
        " ",
        model.recurrent(),
        (pass, rows) -> model.forward(pass, read, rows),
        all(model.vocabulary().tags()),
        true,
        null);
  }

  private static int[] first(int[] ids, int most) {
    return ids.length <= most ? ids : Arrays.copyOf(ids, most);
  }

  private static List<String> texts(TokenVocabulary vocabulary, int[] ids) {
    List<String> texts = new ArrayList<>();
    for (int id : ids) {
      texts.add(vocabulary.token(id));
    }
    return texts;
  }

  private static List<String> all(TokenVocabulary vocabulary) {
    List<String> all = new ArrayList<>();
    for (int id = 0; id < vocabulary.size(); id++) {
      all.add(vocabulary.token(id));
    }
    return all;
  }

  /// Time-major: a step's rows are all the same token.
  private static Sequence.Tokens repeated(int[] ids, int rows) {
    int[] all = new int[ids.length * rows];
    for (int i = 0; i < all.length; i++) {
      all[i] = ids[i / rows];
    }
    return new Sequence.Tokens(all, ids.length, rows);
  }

  /// `T`.
  public int steps() {
    return tokens.size();
  }
}

package dev.unroll.models.language;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.models.decode.Candidate;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.text.Tokenizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Completes the word that someone is typing, or proposes the next, as the keyboard of a telephone does.
///
/// A word model is asked for the likeliest of those of its words that begin with what is typed of the word. From a
/// character model words are spelled out by a beam search: the likeliest beginnings are carried on, letter by
/// letter, each up to whatever is no letter.
///
/// Not thread-safe.
public final class Completer {
  /// Beginnings of words that are carried on for each suggestion that is asked for.
  private static final int BEAM = 4;

  /// Letters of a word that are spelled out at most.
  private static final int LONGEST = 24;

  private final TextModel model;
  private final Map<Integer, String> letters = new HashMap<>();

  /// For a model of words or characters.
  public Completer(TextModel model) {
    this.model = model;
    for (int id = 0; id < model.vocabulary().size(); id++) {
      String token = model.vocabulary().token(id);
      if (model.vocabulary().specialOf(id) == null
          && token.codePointCount(0, token.length()) == 1
          && isLetter(token.codePointAt(0))) {
        letters.put(id, token);
      }
    }
  }

  /// A word.
  ///
  /// @param word all of it, with what is typed of it
  /// @param probability of its being the word, given all that is typed
  public record Suggestion(String word, double probability) {}

  /// What is typed of the last word of a text; empty behind a space or a mark.
  public String begun(String text) {
    if (model.tokenizer() != Tokenizer.CHARACTERS) {
      boolean ended = text.isEmpty() || Character.isWhitespace(text.codePointBefore(text.length()));
      List<String> tokens = model.tokenizer().tokens(text);
      return ended || tokens.isEmpty() ? "" : tokens.getLast();
    }
    int begin = text.length();
    while (begin > 0 && isLetter(text.codePointBefore(begin))) {
      begin -= Character.charCount(text.codePointBefore(begin));
    }
    return text.substring(begin);
  }

  private static boolean isLetter(int codePoint) {
    return Character.isLetterOrDigit(codePoint) || codePoint == '\'' || codePoint == '’';
  }

  /// The likeliest words to stand at the end of a text, the likeliest first; fewer than `count` if there are fewer.
  ///
  /// @throws dev.unroll.models.text.UnknownTokenException if the text has a token that the model does not know,
  ///     and its vocabulary has no id for unknown ones
  public List<Suggestion> suggest(String text, int count) {
    Checks.notNegative("count", count);
    String begun = begun(text);
    return model.tokenizer() == Tokenizer.CHARACTERS
        ? spelled(text, begun, count)
        : words(text, begun, count);
  }

  private List<Suggestion> words(String text, String begun, int count) {
    List<String> tokens = model.tokenizer().tokens(text);
    int[] before =
        model.vocabulary().encode(begun.isEmpty() ? tokens : tokens.subList(0, tokens.size() - 1));
    List<Candidate> all = new TextWriter(model, before).candidates(model.vocabulary().size());
    List<Candidate> fitting =
        all.stream()
            .filter(each -> model.vocabulary().specialOf(each.id()) == null)
            .filter(each -> each.id() != model.end())
            .filter(each -> model.vocabulary().token(each.id()).startsWith(begun))
            .toList();
    double sum = begun.isEmpty() ? 1 : fitting.stream().mapToDouble(Candidate::probability).sum();
    return fitting.stream()
        .limit(count)
        .map(
            each ->
                new Suggestion(
                    model.vocabulary().token(each.id()), sum > 0 ? each.probability() / sum : 0))
        .toList();
  }

  /// A beginning of a word.
  ///
  /// @param letters what follows what is typed
  /// @param last the id of the last letter
  private record Beginning(String letters, int last, double logProbability) {}

  private List<Suggestion> spelled(String text, String begun, int count) {
    StepModel steps = model.stepModel();
    int[] read = model.prompted(model.vocabulary().encode(text, model.tokenizer()));
    for (int i = 0; i < read.length - 1; i++) {
      steps.step(new int[] {read[i]});
    }
    List<Beginning> beam = List.of(new Beginning("", read[read.length - 1], 0));
    List<Suggestion> done = new ArrayList<>();
    for (int length = 0; length < LONGEST && !beam.isEmpty() && count > 0; length++) {
      Tensor logits = steps.step(beam.stream().mapToInt(Beginning::last).toArray());
      List<Beginning> next = new ArrayList<>();
      Map<Beginning, Integer> rows = new HashMap<>();
      for (int row = 0; row < beam.size(); row++) {
        Beginning beginning = beam.get(row);
        double ends = 0;
        for (Candidate each : Candidate.likeliest(logits, row, model.vocabulary().size())) {
          String letter = letters.get(each.id());
          if (letter == null) {
            ends += each.probability();
          } else if (each.probability() > 0) {
            Beginning longer =
                new Beginning(
                    beginning.letters + letter,
                    each.id(),
                    beginning.logProbability + StrictMath.log(each.probability()));
            next.add(longer);
            rows.put(longer, row);
          }
        }
        String word = begun + beginning.letters;
        if (!word.isEmpty() && ends > 0) {
          done.add(new Suggestion(word, ends * StrictMath.exp(beginning.logProbability)));
        }
      }
      done.sort(Comparator.comparingDouble(Suggestion::probability).reversed());
      done = new ArrayList<>(done.subList(0, Math.min(count, done.size())));
      double worst = done.size() < count ? 0 : done.getLast().probability();
      next.sort(Comparator.comparingDouble(Beginning::logProbability).reversed());
      beam =
          next.stream()
              .limit((long) BEAM * count)
              .filter(each -> StrictMath.exp(each.logProbability) > worst)
              .toList();
      if (!beam.isEmpty()) {
        steps.select(beam.stream().mapToInt(rows::get).toArray());
      }
    }
    return List.copyOf(done);
  }
}

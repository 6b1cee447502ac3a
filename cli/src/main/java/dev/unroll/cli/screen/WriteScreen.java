package dev.unroll.cli.screen;

import dev.unroll.models.decode.Candidate;
import dev.unroll.models.language.TextModel;
import dev.unroll.models.language.TextWriter;
import dev.unroll.models.text.Special;
import java.util.ArrayList;
import java.util.List;

/// A text that a model and a person write together, as with textgenrnn: the model proposes what comes next, the person
/// chooses.
public final class WriteScreen implements Screen {
  /// Choices have the keys 1 to 9.
  public static final int MOST = 9;

  private final TextModel model;
  private final int count;
  private final int[] prompt;
  private final String begun;
  private final List<Integer> written = new ArrayList<>();
  private TextWriter writer;
  private List<Candidate> choices;

  /// A text that begins with a prompt.
  ///
  /// @param count choices to show, up to [#MOST]
  /// @throws dev.unroll.models.text.UnknownTokenException if the prompt has a token that the model does not know
  public WriteScreen(TextModel model, int count, String begun) {
    this.model = model;
    this.count = Math.min(count, MOST);
    this.begun = begun;
    prompt = model.vocabulary().encode(begun, model.tokenizer());
    rewrite();
  }

  private void rewrite() {
    writer = new TextWriter(model, prompt);
    written.forEach(writer::accept);
    choices = choices();
  }

  /// What may come next, of what can be written: an unknown word is none, nor is padding.
  private List<Candidate> choices() {
    return writer.candidates(count + Special.values().length).stream()
        .filter(each -> each.id() == model.end() || model.vocabulary().specialOf(each.id()) == null)
        .limit(count)
        .toList();
  }

  /// The text so far.
  public String text() {
    List<String> tokens =
        model.vocabulary().decode(written.stream().mapToInt(Integer::intValue).toArray());
    String between = begun.isEmpty() || tokens.isEmpty() ? "" : model.tokenizer().separator();
    return begun + between + model.tokenizer().join(tokens);
  }

  @Override
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(text() + "_");
    lines.add("");
    for (int i = 0; i < choices.size(); i++) {
      Candidate each = choices.get(i);
      lines.add("%d  %5.1f%%  %s".formatted(i + 1, 100 * each.probability(), shown(each.id())));
    }
    lines.add(
        "1-%d choose, ENTER takes 1, BACKSPACE undoes, Ctrl-D ends".formatted(choices.size()));
    return lines;
  }

  private String shown(int id) {
    String token = model.vocabulary().token(id);
    return id == model.end()
        ? "(the end)"
        : switch (token) {
          case " " -> "(space)";
          case "\n" -> "(new line)";
          case "\t" -> "(tab)";
          default -> token;
        };
  }

  @Override
  public boolean press(Key key) {
    return switch (key.kind()) {
      case ENTER -> choose(0);
      case CHARACTER -> choose(key.codePoint() - '1');
      case BACKSPACE -> {
        if (!written.isEmpty()) {
          written.removeLast();
          rewrite();
        }
        yield true;
      }
      case END -> false;
      default -> true;
    };
  }

  /// Takes a choice, if there is one of that number; returns whether the text goes on.
  private boolean choose(int number) {
    if (number < 0 || number >= choices.size()) {
      return true;
    }
    int id = choices.get(number).id();
    if (id == model.end()) {
      return false;
    }
    written.add(id);
    writer.accept(id);
    choices = choices();
    return true;
  }
}

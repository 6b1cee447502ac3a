package dev.unroll.cli.screen;

import dev.unroll.models.language.Completer;
import dev.unroll.models.language.Completer.Suggestion;
import dev.unroll.models.text.UnknownTokenException;
import java.util.ArrayList;
import java.util.List;

/// A line that is typed, and below it the likeliest words to stand at its end, of which one is taken with TAB.
public final class CompleteScreen implements Screen {
  private final Completer completer;
  private final int count;
  private final StringBuilder typed = new StringBuilder();
  private List<Suggestion> suggestions = List.of();
  private String problem = "";
  private int chosen;

  /// A line with some text in it.
  ///
  /// @param count suggestions to show
  public CompleteScreen(Completer completer, int count, String text) {
    this.completer = completer;
    this.count = count;
    typed.append(text);
    suggest();
  }

  /// What is typed so far.
  public String text() {
    return typed.toString();
  }

  private void suggest() {
    chosen = 0;
    try {
      suggestions = completer.suggest(typed.toString(), count);
      problem = suggestions.isEmpty() ? "no word of the model begins so" : "";
    } catch (UnknownTokenException e) {
      suggestions = List.of();
      problem = e.getMessage();
    }
  }

  @Override
  public List<String> lines() {
    StringBuilder row = new StringBuilder(problem);
    for (int i = 0; i < suggestions.size(); i++) {
      Suggestion each = suggestions.get(i);
      String shown = "%s %.0f%%".formatted(each.word(), 100 * each.probability());
      row.append(i == chosen ? "[" + shown + "]" : " " + shown + " ").append("  ");
    }
    List<String> lines = new ArrayList<>();
    lines.add("> " + typed + "_");
    lines.add("");
    lines.add(row.toString().stripTrailing());
    lines.add("TAB takes [ ], arrows choose, ENTER or Ctrl-D ends");
    return lines;
  }

  @Override
  public boolean press(Key key) {
    switch (key.kind()) {
      case CHARACTER -> {
        typed.appendCodePoint(key.codePoint());
        suggest();
      }
      case BACKSPACE -> {
        if (!typed.isEmpty()) {
          typed.setLength(
              typed.length() - Character.charCount(typed.codePointBefore(typed.length())));
          suggest();
        }
      }
      case TAB -> {
        if (!suggestions.isEmpty()) {
          typed.setLength(typed.length() - completer.begun(typed.toString()).length());
          typed.append(suggestions.get(chosen).word()).append(' ');
          suggest();
        }
      }
      case LEFT -> chosen = Math.max(0, chosen - 1);
      case RIGHT -> chosen = Math.max(0, Math.min(suggestions.size() - 1, chosen + 1));
      case ENTER, END -> {
        return false;
      }
      default -> {}
    }
    return true;
  }
}

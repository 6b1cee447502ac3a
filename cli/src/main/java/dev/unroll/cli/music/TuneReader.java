package dev.unroll.cli.music;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/// Reads one tune: the header's fields, then its music, then the bars' lengths.
///
/// A header begins with the number `X:`, has a title `T:` and ends with the key `K:`. Between two single bar
/// lines a bar is as long as the metre says. Beside any other line and beside an ending's beginning, where a
/// part of the tune begins or ends, it may be shorter (an upbeat, and the bar that the upbeat completes), but
/// not longer.
final class TuneReader {
  private static final String HEADER_FIELDS = "ABCDFGHIKLMmNOPQRrSsTUVWXZ";
  private static final String MUSIC_FIELDS = "IKLMmNPQRrSsTUVWw";

  private static final Pattern FIELD = Pattern.compile("\\p{Alpha}:(?![|:])"); // A:| is music

  private final List<String> lines;
  private final int firstLine;
  private final List<Problem> problems = new ArrayList<>();
  private final MelodyReader melody = new MelodyReader(problems);
  private final StringBuilder seen = new StringBuilder(); // the fields so far
  private String title = "";
  private String tempo;
  private Metre metre;
  private Fraction note;
  private boolean inMusic;

  TuneReader(List<String> lines, int firstLine) {
    this.lines = List.copyOf(lines);
    this.firstLine = firstLine;
  }

  Tune read() {
    for (int i = 0; i < lines.size(); i++) {
      readLine(lines.get(i), firstLine + i);
    }
    int last = firstLine + lines.size() - 1;
    if (!inMusic) {
      problem(last, "the header ends without the key, K:");
    }
    List<Bar> bars = melody.end(last);
    if (inMusic && bars.isEmpty()) {
      problem(last, "there is no note after the header");
    }
    bars.forEach(this::checkLength);
    problems.sort(Comparator.comparingInt(Problem::line).thenComparingInt(Problem::column));
    Tempo speed = Tempo.of(metre);
    if (tempo != null) {
      speed = Tempo.parse(tempo, metre);
    }
    return new Tune(title, speed, bars, List.copyOf(problems));
  }

  private void readLine(String line, int number) {
    if (line.startsWith("%")) {
      return; // a comment or a directive
    }
    int comment = line.indexOf('%');
    String content = (comment < 0 ? line : line.substring(0, comment)).stripTrailing();
    boolean field = FIELD.matcher(content).lookingAt();
    if (!field && inMusic) {
      melody.read(content, number);
    } else if (!field) {
      problem(number, "expected a field such as K:D before the music, got '%s'".formatted(content));
    } else if (inMusic) {
      musicField(content.charAt(0), content.substring(2).strip(), number);
    } else {
      headerField(content.charAt(0), content.substring(2).strip(), number);
    }
  }

  private void headerField(char name, String value, int line) {
    if (HEADER_FIELDS.indexOf(name) < 0) {
      problem(line, "expected a field of a header, got %s:".formatted(name));
      return;
    }
    if (seen.isEmpty() && name != 'X') {
      problem(line, "a header begins with the tune's number, X:1 say; got %s:".formatted(name));
    }
    if ("XKLM".indexOf(name) >= 0 && seen.indexOf(String.valueOf(name)) >= 0) {
      problem(line, "a header has one field %s:, this is another".formatted(name));
    }
    seen.append(name);
    switch (name) {
      case 'X' -> {
        if (!value.matches("\\d{1,9}")) {
          problem(line, "expected a number after X:, got '%s'".formatted(value));
        }
      }
      case 'T' -> title = title.isEmpty() ? value : title;
      case 'M' -> value(line, value, text -> metre = Metre.parse(text));
      case 'L' -> value(line, value, text -> note = MelodyReader.noteLength(text));
      case 'Q' -> tempoField(value, line);
      case 'K' -> beginMusic(value, line);
      default -> {}
    }
  }

  private void beginMusic(String key, int line) {
    inMusic = true;
    if (seen.indexOf("T") < 0) {
      problem(line, "the header has no title, T:");
    }
    melody.metre(metre);
    melody.note(note == null ? Metre.defaultNote(metre) : note);
    value(line, key, text -> melody.key(KeySignature.parse(text)));
  }

  private void musicField(char name, String value, int line) {
    if (MUSIC_FIELDS.indexOf(name) < 0) {
      problem(line, "expected music or a field that may stand in it, got %s:".formatted(name));
      return;
    }
    if (name == 'Q') {
      tempoField(value, line);
    } else {
      value(line, value, text -> melody.field(name, text));
    }
  }

  /// The first tempo counts.
  private void tempoField(String value, int line) {
    value(
        line,
        value,
        text -> {
          Tempo.parse(text, metre);
          tempo = tempo == null ? text : tempo;
        });
  }

  /// Reads a field's value; what is wrong with it becomes a problem.
  private void value(int line, String value, Consumer<String> reader) {
    try {
      reader.accept(value);
    } catch (IllegalArgumentException e) {
      problems.add(new Problem(line, 3, e.getMessage()));
    }
  }

  private void problem(int line, String message) {
    problems.add(new Problem(line, 1, message));
  }

  private void checkLength(Bar bar) {
    if (bar.expected() == null) {
      return;
    }
    int order = bar.length().compareTo(bar.expected());
    boolean mayBeShort = bar.left().section() || bar.right().section();
    if (order > 0 || (order < 0 && !mayBeShort)) {
      problems.add(
          new Problem(
              bar.line(),
              bar.column(),
              "the bar is %s long, expected %s".formatted(bar.length(), bar.expected())));
    }
  }
}

package dev.unroll.cli.music;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Reads the music of a tune, line by line, into bars. What it does not understand becomes a problem, and
/// reading goes on behind it.
final class MelodyReader {
  private static final Pattern BAR_LINE =
      Pattern.compile(":*\\[?\\|+[\\]:]*|::+|\\|\\]:*|:+\\|*\\]");
  private static final Pattern ENDING = Pattern.compile("\\[?\\s*([1-9](?:[,-][1-9])*)");
  private static final Pattern INLINE_FIELD = Pattern.compile("\\[([A-Za-z]):([^\\]]*)\\]");
  private static final Pattern TUPLET = Pattern.compile("\\(([2-9])(?::([1-9]?))?(?::([1-9]?))?");
  private static final Pattern LENGTH = Pattern.compile("(\\d{0,3})(?:/(\\d{1,3})|(/*))");
  private static final Pattern NOTE = Pattern.compile("(\\^\\^?|__?|=)?([A-Ga-g])([,']*)");
  private static final Pattern BROKEN = Pattern.compile(">{1,3}|<{1,3}");
  private static final Pattern DECORATION = Pattern.compile("[!+][^!+|\\s]+[!+]");
  private static final Pattern NOTE_LENGTH = Pattern.compile("1(?:/(1|2|4|8|16|32|64))?");
  private static final String SHORTHANDS = ".~HLMOPSTuv";

  private final List<Problem> problems;
  private final List<Bar> bars = new ArrayList<>();
  private final Accidentals accidentals = new Accidentals();
  private Metre metre;
  private Fraction note;

  private List<Sound> sounds = new ArrayList<>();
  private Fraction expected;
  private BarLine left = BarLine.EDGE;
  private int endings;
  private int barLine;
  private int barColumn;

  private Fraction tupletFactor = Fraction.ONE;
  private int tupletLeft;
  private Fraction nextFactor = Fraction.ONE; // of the note after a > or <

  private String text;
  private int line;
  private int at;
  private int start; // of the element that is being read

  MelodyReader(List<Problem> problems) {
    this.problems = problems;
  }

  void metre(Metre newMetre) {
    metre = newMetre;
    if (sounds.isEmpty()) {
      expected = metre == null ? null : metre.length();
    }
  }

  void note(Fraction newNote) {
    note = newNote;
  }

  void key(KeySignature key) {
    accidentals.key(key);
  }

  /// The length of a field `L:`.
  static Fraction noteLength(String value) {
    Matcher matcher = NOTE_LENGTH.matcher(value);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "expected a note's length such as 1/8, got '%s'".formatted(value));
    }
    return new Fraction(1, matcher.group(1) == null ? 1 : Integer.parseInt(matcher.group(1)));
  }

  /// A field within the music.
  void field(char name, String value) {
    switch (name) {
      case 'K' -> key(KeySignature.parse(value));
      case 'L' -> note(noteLength(value));
      case 'M' -> metre(Metre.parse(value));
      default -> {}
    }
  }

  /// Reads a line of music.
  void read(String music, int number) {
    text = music;
    line = number;
    at = 0;
    while (at < text.length()) {
      readElement();
    }
  }

  /// The bars of all lines.
  List<Bar> end(int lastLine) {
    line = lastLine;
    if (tupletLeft > 0) {
      problem(text.length(), "a tuplet lacks %d notes".formatted(tupletLeft));
    }
    endBar(BarLine.EDGE);
    return bars;
  }

  private void readElement() {
    char c = text.charAt(at);
    start = at;
    Matcher found;
    if (Character.isWhitespace(c) || c == '`' || c == 'y') {
      at++;
    } else if ((found = matcher(INLINE_FIELD)) != null) {
      inlineField(found);
    } else if (c == '[' && (found = matcher(ENDING)) != null) {
      ending(found);
    } else if ((found = matcher(BAR_LINE)) != null) {
      endBar(BarLine.of(found.group()));
      if ((found = matcher(ENDING)) != null) {
        ending(found);
      }
    } else if (c == '(' && (found = matcher(TUPLET)) != null) {
      tuplet(found);
    } else if (c == '(' || c == ')') {
      at++; // a slur
    } else if (c == '"') {
      skipTo('"', "a chord's name or a remark");
    } else if (c == '{') {
      skipTo('}', "grace notes");
    } else if ((c == '!' || c == '+') && matcher(DECORATION) != null) {
      return;
    } else if (c == '!' || c == '$' || (c == '\\' && at == text.length() - 1)) {
      at++; // a line's end
    } else if (SHORTHANDS.indexOf(c) >= 0) {
      at++;
    } else if (c == '[') {
      chord();
    } else if (c == 'z' || c == 'x') {
      at++;
      addSound(List.of(), length());
    } else if (c == 'Z') {
      wholeBars();
    } else {
      Integer pitch = pitch();
      if (pitch != null) {
        addSound(List.of(pitch), length());
      } else if (at == start) {
        skip("expected a note, a rest or a bar line");
      }
    }
  }

  /// The match of a pattern here, which is then read; null if there is none.
  private Matcher matcher(Pattern pattern) {
    Matcher matcher = pattern.matcher(text).region(at, text.length());
    if (!matcher.lookingAt()) {
      return null;
    }
    at = matcher.end();
    return matcher;
  }

  private void skip(String expected) {
    String symbol = Character.toString(text.codePointAt(at));
    problem(at, "%s, got '%s'".formatted(expected, symbol));
    at += symbol.length();
  }

  private void problem(int index, String message) {
    problems.add(new Problem(line, index + 1, message));
  }

  private void skipTo(char end, String what) {
    int to = text.indexOf(end, at + 1);
    if (to < 0) {
      problem(at, "%s: the end '%s' is missing in this line".formatted(what, end));
      at = text.length();
    } else {
      at = to + 1;
    }
  }

  private void inlineField(Matcher found) {
    try {
      field(found.group(1).charAt(0), found.group(2).strip());
    } catch (IllegalArgumentException e) {
      problem(found.start() + 3, e.getMessage());
    }
  }

  private void ending(Matcher found) {
    endBar(BarLine.EDGE); // nothing, where a bar line stands before it
    left = left.ofSection();
    if (!bars.isEmpty()) {
      bars.addLast(bars.removeLast().beforeEnding());
    }
    String numbers = found.group(1);
    endings = 0;
    for (int i = 0; i < numbers.length(); i += 2) {
      int number = numbers.charAt(i) - '0';
      int from = i > 0 && numbers.charAt(i - 1) == '-' ? numbers.charAt(i - 2) - '0' : number;
      for (int each = from; each <= number; each++) {
        endings |= 1 << each;
      }
    }
  }

  private void tuplet(Matcher found) {
    int p = Integer.parseInt(found.group(1));
    boolean compound = metre != null && metre.isCompound();
    int usual =
        switch (p) {
          case 2, 4, 8 -> 3;
          case 3, 6 -> 2;
          default -> compound ? 3 : 2;
        };
    int q = number(found.group(2), usual);
    tupletLeft = number(found.group(3), p);
    tupletFactor = new Fraction(q, p);
  }

  private static int number(String digit, int otherwise) {
    return digit == null || digit.isEmpty() ? otherwise : Integer.parseInt(digit);
  }

  /// The pitch of a note here, which is then read without its length; null if there is none.
  private Integer pitch() {
    Matcher found = matcher(NOTE);
    if (found == null) {
      if ("^_=".indexOf(text.charAt(at)) >= 0) {
        problem(at, "expected a note after '%s'".formatted(text.charAt(at)));
        at++;
      }
      return null;
    }
    int octave = 0;
    for (char mark : found.group(3).toCharArray()) {
      octave += mark == '\'' ? 1 : -1;
    }
    int pitch = accidentals.pitch(found.group(1), found.group(2).charAt(0), octave);
    if (pitch < 0 || pitch > 127) {
      problem(found.start(), "the note %s is out of hearing".formatted(found.group()));
      return 60;
    }
    return pitch;
  }

  /// The factor of a note's length here: `3`, `/`, `3/2`, `//`…
  private Fraction length() {
    int here = at;
    Matcher found = matcher(LENGTH); // which may be empty
    long numerator = found.group(1).isEmpty() ? 1 : Long.parseLong(found.group(1));
    long denominator = 1;
    if (found.group(2) != null) {
      denominator = Long.parseLong(found.group(2));
    } else if (!found.group(3).isEmpty()) {
      denominator = 1L << Math.min(found.group(3).length(), 10);
    }
    if (numerator == 0 || denominator == 0 || Long.bitCount(denominator) != 1) {
      problem(here, "expected a length such as 2, /2 or 3/2, got '%s'".formatted(found.group()));
      return Fraction.ONE;
    }
    return new Fraction(numerator, denominator);
  }

  private void chord() {
    at++;
    List<Integer> pitches = new ArrayList<>();
    Fraction length = Fraction.ONE;
    while (at < text.length() && text.charAt(at) != ']') {
      int here = at;
      Integer pitch = pitch();
      if (pitch != null) {
        Fraction each = length();
        length = pitches.isEmpty() ? each : length;
        pitches.add(pitch);
      } else if (at == here) {
        skip("expected a note of a chord or its end");
      }
    }
    if (at == text.length() || pitches.isEmpty()) {
      problem(start, "a chord has notes and an end, as in [CEG]");
    }
    at = Math.min(at + 1, text.length());
    addSound(pitches, length.times(length()));
  }

  private void wholeBars() {
    at++;
    Fraction count = length();
    if (expected == null || count.denominator() != 1) {
      problem(start, "expected a whole number of bars of a metre to rest");
      return;
    }
    expected = expected.times(count);
    beginBar();
    sounds.add(new Sound(List.of(), expected, false));
  }

  private void addSound(List<Integer> pitches, Fraction factor) {
    beginBar();
    Fraction length = note.times(factor).times(nextFactor);
    nextFactor = Fraction.ONE;
    if (tupletLeft > 0) {
      length = length.times(tupletFactor);
      tupletLeft--;
    }
    Matcher broken = matcher(BROKEN);
    if (broken != null) {
      // a>b: dotted and half, a>>b: double dotted and a quarter, a<b the other way round
      int dots = broken.group().length();
      Fraction half = new Fraction(1, 1L << dots);
      Fraction dotted = new Fraction((2L << dots) - 1, 1L << dots);
      boolean longFirst = broken.group().charAt(0) == '>';
      length = length.times(longFirst ? dotted : half);
      nextFactor = longFirst ? half : dotted;
    }
    boolean tied = at < text.length() && text.charAt(at) == '-';
    at += tied ? 1 : 0;
    sounds.add(new Sound(List.copyOf(pitches), length, tied));
  }

  private void beginBar() {
    if (sounds.isEmpty()) {
      barLine = line;
      barColumn = start + 1;
    }
  }

  private void endBar(BarLine right) {
    if (!sounds.isEmpty()) {
      bars.add(new Bar(List.copyOf(sounds), expected, left, right, endings, barLine, barColumn));
      left = right;
    } else {
      left =
          new BarLine(
              left.repeatsBefore() || right.repeatsBefore(),
              left.beginsRepeat() || right.beginsRepeat(),
              left.section() || right.section());
    }
    if (right.section() && right != BarLine.EDGE) {
      endings = 0;
    }
    sounds = new ArrayList<>();
    expected = metre == null ? null : metre.length();
    accidentals.endBar();
  }
}

package dev.unroll.cli.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TuneTest {
  private static final String HEADER = "X:1\nT:A tune\nM:4/4\nL:1/8\nK:C\n";

  private static Tune tune(String text) {
    List<Tune> tunes = Tune.all(text);
    assertEquals(1, tunes.size());
    return tunes.getFirst();
  }

  /// The lengths of all sounds in eighths.
  private static String lengths(Tune tune) {
    return tune.bars().stream()
        .flatMap(bar -> bar.sounds().stream())
        .map(sound -> sound.length().times(new Fraction(8, 1)))
        .map(eighths -> eighths.denominator() == 1 ? "" + eighths.numerator() : "" + eighths)
        .collect(Collectors.joining(" "));
  }

  private static List<Integer> pitches(String header, String music) {
    return tune(header + music).bars().stream()
        .flatMap(bar -> bar.sounds().stream())
        .flatMap(sound -> sound.pitches().stream())
        .toList();
  }

  private static void assertProblems(String text, String... problems) {
    assertEquals(List.of(problems), tune(text).problems().stream().map(Problem::toString).toList());
  }

  @Test
  void aWholeTuneIsValid() {
    Tune tune =
        tune(
            """
            X:7
            T:The Example
            T:Another name
            % a remark
            M:6/8
            L:1/8
            Q:3/8=100
            K:D Major
            "D" A|:d2f {g}fed|(3ABc d z3|[M:9/8] d3 ~e3 !trill!f3|!
            [M:6/8] d>ef- f<ga|[DFA]3 [d/f/]2[df]2|.d ^c =c _c,2 A'|1 d5 A:|2 d6|]
            P:B
            K:G
            |: G6 :: "again" B6-|B5 :| % the end
            """);
    assertEquals(List.of(), tune.problems());
    assertTrue(tune.isValid());
    assertEquals("The Example", tune.title());
    assertEquals(new Tempo(new Fraction(3, 8), 100), tune.tempo());
  }

  @Test
  void lengthsAreThoseOfTheNotation() {
    assertEquals(
        "1 2 1/2 1/2 1/4 1/4 3/2 3/4", lengths(tune(HEADER + "A A2 A/2 A/ A// A/4 A3/2 A3/4")));
    assertEquals("3/2 1/2 1/2 3/2 7/4 1/4 1/4 7/4", lengths(tune(HEADER + "a>b a<b a>>b a<<b")));
    assertEquals("2/3 2/3 4/3 3/2 3/2 1", lengths(tune(HEADER + "(3ABc2 (2AB c")));
    assertEquals("2/3 2/3 2/3 2/3 1", lengths(tune(HEADER + "(3:2:4ABcd e")));
    assertEquals("2/5 2/5 2/5 2/5 2/5", lengths(tune(HEADER + "(5ABcde")));
    assertEquals("3/5 3/5 3/5 3/5 3/5", lengths(tune(HEADER.replace("4/4", "6/8") + "(5ABcde")));
    assertEquals("2 4 8", lengths(tune(HEADER + "[CE]2 [C2E2]2 | Z")));
    String noLength = HEADER.replace("L:1/8\n", "");
    assertEquals("1/2 1", lengths(tune(noLength.replace("4/4", "2/4") + "A B2")));
    assertEquals("1 2", lengths(tune(noLength + "A B2")));
  }

  @Test
  void pitchesFollowKeyAndAccidentals() {
    assertEquals(List.of(60, 62, 71, 72, 74, 48, 84, 36), pitches(HEADER, "C D B c d C, c' C,,"));
    assertEquals(List.of(66, 73, 67), pitches(HEADER.replace("K:C", "K:D"), "F c G"));
    // An accidental holds for its letter in all octaves until the bar ends.
    assertEquals(List.of(61, 73, 60, 61, 60), pitches(HEADER, "^C c =C ^C | C"));
    assertEquals(List.of(62, 58, 58), pitches(HEADER, "^^C __C C"));
  }

  @ParameterizedTest
  @CsvSource({
    "C, 0", "G, 1", "F, -1", "D Major, 2", "A Dorian, 1", "Ador, 1", "D Mixolydian, 1", "Em, 1",
    "F# Minor, 3", "Bb, -2", "Bbmix, -3", "Ephr, 0", "Bloc, 0", "Flyd, 0", "C#, 7", "Cb, -7",
    "none, 0", "HP, 2", "G clef=treble, 1", "Am octave=-1 clef=bass, 0", "'', 0"
  })
  void keys(String key, int sharps) {
    assertEquals(sharps, KeySignature.parse(key).sharps());
  }

  @Test
  void aKeyRaisesOrLowersItsNotes() {
    assertEquals("0 1 1 0 0 0 0", accidentals(2));
    assertEquals("0 0 0 0 0 -1 -1", accidentals(-2));
    assertEquals("1 1 1 1 1 1 1", accidentals(7));
    assertEquals("-1 -1 -1 -1 -1 -1 -1", accidentals(-7));
  }

  private static String accidentals(int sharps) {
    KeySignature key = new KeySignature(sharps);
    return "GFCADEB"
        .chars()
        .mapToObj(c -> "" + key.accidental((char) c))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @ValueSource(strings = {"H", "C minorish minor x", "Dq", "G#", "c", "Fblyd x", "D maj,"})
  void whatIsNoKeyIsAProblem(String key) {
    assertProblems(
        "X:1\nT:t\nK:" + key + "\nA\n",
        "line 3, column 3: expected a key such as G, F# minor or A Dorian, got '" + key + "'");
  }

  @Test
  void barsAreAsLongAsTheMetreSays() {
    assertProblems(HEADER + "A2|A8|A4 A4|A6|]"); // an upbeat, and the bar that it completes
    assertProblems(
        HEADER + "A8|A7|A8|\nA4 A5|A8|]",
        "line 6, column 4: the bar is 7/8 long, expected 1/1",
        "line 7, column 1: the bar is 9/8 long, expected 1/1");
    assertProblems(HEADER + "A9|A8|]", "line 6, column 1: the bar is 9/8 long, expected 1/1");
    assertProblems(HEADER + "A8|A6:|A2|A8|A4||A4|A8|]");
    assertProblems(HEADER + "A8|A6|[1A2|A8|A6:|[2 A2|A8|]"); // beside endings
    assertProblems(HEADER + "A8|Z3|A8|]");
    assertProblems(HEADER.replace("4/4", "none") + "A8|A|A2|A3|]");
    assertProblems(HEADER.replace("4/4", "2+3/8") + "A|A5|A5|A4|]");
  }

  @Test
  void headersHaveTheirFields() {
    assertProblems("X:1\nT:t\nK:D\nA"); // free metre
    assertProblems(
        "T:t\nK:D\nA", "line 1, column 1: a header begins with the tune's number, X:1 say; got T:");
    assertProblems("X:1\nK:D\nA", "line 2, column 1: the header has no title, T:");
    assertProblems(
        "X:1\nT:t\nA2",
        "line 3, column 1: expected a field such as K:D before the music, got 'A2'",
        "line 3, column 1: the header ends without the key, K:");
    assertProblems("X:1\nT:t\nK:D", "line 3, column 1: there is no note after the header");
    assertProblems(
        "X:a\nT:t\nE:2\nM:6\nM:6/8\nL:1/3\nQ:fast\nK:D\nA",
        "line 1, column 1: expected a number after X:, got 'a'",
        "line 3, column 1: expected a field of a header, got E:",
        "line 4, column 3: expected a metre such as 6/8, C, C| or none, got '6'",
        "line 5, column 1: a header has one field M:, this is another",
        "line 6, column 3: expected a note's length such as 1/8, got '1/3'",
        "line 7, column 3: expected a tempo such as 1/4=120, got 'fast'");
  }

  @Test
  void musicHasItsGrammar() {
    assertProblems(
        "X:1\nT:t\nK:D\nA h\n^ B [C\nB3/ {d \"D (3AB\nX:3\nZ",
        "line 4, column 3: expected a note, a rest or a bar line, got 'h'",
        "line 5, column 1: expected a note after '^'",
        "line 5, column 5: a chord has notes and an end, as in [CEG]",
        "line 6, column 5: grace notes: the end '}' is missing in this line",
        "line 7, column 1: expected music or a field that may stand in it, got X:",
        "line 8, column 1: expected a whole number of bars of a metre to rest");
    assertProblems("X:1\nT:t\nK:D\nA (3AB", "line 4, column 7: a tuplet lacks 1 notes");
    assertProblems(
        "X:1\nT:t\nK:D\nA0 A/3 A2/0",
        "line 4, column 2: expected a length such as 2, /2 or 3/2, got '0'",
        "line 4, column 5: expected a length such as 2, /2 or 3/2, got '/3'",
        "line 4, column 9: expected a length such as 2, /2 or 3/2, got '2/0'");
    assertProblems(
        "X:1\nT:t\nK:D\n[L:1/5]A [🙂A] C,,,,,,,",
        "line 4, column 4: expected a note's length such as 1/8, got '1/5'",
        "line 4, column 11: expected a note of a chord or its end, got '🙂'",
        "line 4, column 16: the note C,,,,,,, is out of hearing");
  }

  @Test
  void blankLinesSeparateTunes() {
    List<Tune> tunes = Tune.all("\n\nX:1\nT:a\nK:C\nA\r\n \r\nX:2\rT:b\rK:C\r?\n");
    assertEquals(List.of("a", "b"), tunes.stream().map(Tune::title).toList());
    assertTrue(tunes.getFirst().isValid());
    assertEquals(11, tunes.get(1).problems().getFirst().line());
    assertEquals(List.of(), Tune.all("\n \n"));
  }

  /// Whatever a model writes: problems, but no exception.
  @Test
  void noTextBreaksTheReader() {
    String symbols = "ABCabc^_=,'/2340(3:[]|{}\"!+-<>zZxXKM:TLQ% \n";
    Random random = new Random(1);
    for (int i = 0; i < 2000; i++) {
      StringBuilder text = new StringBuilder(i % 2 == 0 ? HEADER : "");
      for (int j = 0; j < 60; j++) {
        text.append(symbols.charAt(random.nextInt(symbols.length())));
      }
      Tune.all(text.toString());
    }
  }
}

package dev.unroll.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.language.Completer;
import dev.unroll.models.language.NgramOptions;
import dev.unroll.models.language.NgramTextModel;
import dev.unroll.models.language.Smoothing;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.Tokenizer;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jline.utils.NonBlocking;
import org.jline.utils.NonBlockingReader;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// What keys do, without a terminal.
class ScreensTest {
  private static NgramTextModel model;

  @BeforeAll
  static void count() throws IOException {
    String text = "the cat sat\nthe cow sat\nthe cat ran\n".repeat(9);
    NgramOptions options = new NgramOptions(Tokenizer.CHARACTERS, 5, new Smoothing.AddK(1e-9));
    model = NgramTextModel.of(options, Corpus.ofCharacters(TextSource.of(text)));
  }

  private static void type(Screen screen, String text) {
    for (char each : text.toCharArray()) {
      assertTrue(screen.press(Key.of(each)));
    }
  }

  @Test
  void tabTakesWhatIsChosen() {
    CompleteScreen screen = new CompleteScreen(new Completer(model), 2, "");
    type(screen, "the c");
    assertEquals("> the c_", screen.lines().getFirst());
    assertEquals("[cat 67%]   cow 33%", screen.lines().get(2));
    screen.press(Key.of(Key.Kind.RIGHT));
    screen.press(Key.of(Key.Kind.RIGHT)); // no further
    assertEquals(" cat 67%   [cow 33%]", screen.lines().get(2));
    screen.press(Key.of(Key.Kind.TAB));
    assertEquals("the cow ", screen.text());
    assertTrue(screen.lines().get(2).startsWith("[sat 100%]"), screen.lines()::toString);
    screen.press(Key.of(Key.Kind.BACKSPACE));
    type(screen, "!");
    assertEquals("the cow!", screen.text());
    assertTrue(screen.lines().get(2).startsWith("the character '!'"), screen.lines()::toString);
    screen.press(Key.of(Key.Kind.TAB)); // nothing to take
    assertEquals("the cow!", screen.text());
    assertFalse(screen.press(Key.of(Key.Kind.ENTER)));
  }

  @Test
  void numbersChoose() {
    WriteScreen screen = new WriteScreen(model, 3, "the c");
    assertEquals("the c_", screen.lines().getFirst());
    assertEquals("1   66.7%  a", screen.lines().get(2));
    assertEquals("2   33.3%  o", screen.lines().get(3));
    assertTrue(screen.press(Key.of('2')));
    assertTrue(screen.press(Key.of('1')));
    assertEquals("1  100.0%  (space)", screen.lines().get(2));
    assertTrue(screen.press(Key.of(Key.Kind.ENTER)));
    assertTrue(screen.press(Key.of('9'))); // there is none
    assertEquals("the cow ", screen.text());
    screen.press(Key.of(Key.Kind.BACKSPACE));
    assertEquals("the cow", screen.text());
    assertFalse(screen.press(Key.of(Key.Kind.END)));
  }

  @Test
  void anUnknownWordIsNoChoice() throws IOException {
    TextSource text = TextSource.of("the cat the dog the cow the sun the cat");
    Corpus corpus = Corpus.ofTokens(text, Tokenizer.LETTERS, Set.of(Special.UNKNOWN), 2, 100, 0);
    NgramOptions options = new NgramOptions(Tokenizer.LETTERS, 1, new Smoothing.AddK(1e-9));
    WriteScreen screen = new WriteScreen(NgramTextModel.of(options, corpus), 3, "the");
    assertEquals("1   40.0%  cat", screen.lines().get(2)); // after 60 % for unknown words
    screen.press(Key.of(Key.Kind.ENTER));
    assertEquals("the cat", screen.text());
    assertFalse(screen.lines().toString().contains(Special.UNKNOWN.symbol()));
  }

  @Test
  void keysAreTold() throws IOException {
    List<Key> keys = keys("a\u00e9\t\r\u007f\033[C\033OD\033[1;5A\u0001\uD83D\uDE00\004");
    assertEquals(
        List.of(
            Key.of('a'),
            Key.of('\u00e9'),
            Key.of(Key.Kind.TAB),
            Key.of(Key.Kind.ENTER),
            Key.of(Key.Kind.BACKSPACE),
            Key.of(Key.Kind.RIGHT),
            Key.of(Key.Kind.LEFT),
            Key.of(Key.Kind.OTHER),
            Key.of(Key.Kind.OTHER),
            new Key(Key.Kind.CHARACTER, 0x1F600),
            Key.of(Key.Kind.END)),
        keys);
  }

  private static List<Key> keys(String typed) throws IOException {
    List<Key> keys = new ArrayList<>();
    try (NonBlockingReader reader = NonBlocking.nonBlocking("typed", new StringReader(typed))) {
      do {
        keys.add(RawTerminal.read(reader));
      } while (keys.getLast().kind() != Key.Kind.END);
    }
    return keys;
  }
}

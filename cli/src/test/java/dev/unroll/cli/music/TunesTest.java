package dev.unroll.cli.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class TunesTest {
  private static final String TUNE = "X:1\nT:%s\nM:2/4\nL:1/8\nK:D\n%s\n";

  @Test
  void whatIsCutOffDoesNotCountUnlessItIsAll() {
    String whole = TUNE.formatted("whole", "abcd|efga|");
    String wrong = TUNE.formatted("wrong", "abc|efga|dd|");
    Tunes tunes = Tunes.written(wrong + "\n" + whole + "\n\n" + "X:3\nT:cut");
    assertEquals(2, tunes.tunes().size());
    assertEquals(1, tunes.valid());
    assertTrue(tunes.verdict().startsWith("1 of 2 tunes pass"), tunes::verdict);
    assertTrue(tunes.verdict().endsWith(": 50%"), tunes::verdict);
    assertEquals("whole", tunes.playable().orElseThrow().title());
    assertEquals(1, Tunes.written("X:3\nT:cut").tunes().size());
    assertEquals(2, Tunes.written(whole + "\n" + whole + "\n").valid());
  }

  @Test
  void aTuneWithNotesIsPlayedIfNoneIsValid() {
    Tunes tunes = Tunes.written("nothing\n\n" + TUNE.formatted("wrong", "abc|efga|dd|") + "\n");
    assertEquals("wrong", tunes.playable().orElseThrow().title());
    assertTrue(Tunes.written("no tune at all").playable().isEmpty());
    assertTrue(Tunes.written("").playable().isEmpty());
    assertEquals("0 of 0", Tunes.written("").verdict().substring(0, 6));
  }
}

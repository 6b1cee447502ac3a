package dev.unroll.cli.music;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MidiFileTest {
  private static final String HEADER = "X:1\nT:Café\nM:4/4\nL:1/4\nQ:1/4=90\nK:C\n";

  @TempDir private Path directory;

  private Sequence written(String music) throws Exception {
    Path file = directory.resolve("tune.mid");
    MidiFile.write(Tune.all(HEADER + music).getFirst(), file);
    assertEquals(0, MidiSystem.getMidiFileFormat(file.toFile()).getType());
    return MidiSystem.getSequence(file.toFile());
  }

  /// Notes as `pitch@begin-end`, times in quarters of a quarter note, in the order of their ends.
  private String notes(String music) throws Exception {
    Track track = written(music).getTracks()[0];
    long[] begun = new long[128];
    List<String> notes = new ArrayList<>();
    for (int i = 0; i < track.size(); i++) {
      MidiEvent event = track.get(i);
      if (event.getMessage() instanceof ShortMessage message) {
        long quarter = event.getTick() / 240;
        if (message.getCommand() == ShortMessage.NOTE_ON) {
          begun[message.getData1()] = quarter;
        } else {
          notes.add(message.getData1() + "@" + begun[message.getData1()] + "-" + quarter);
        }
      }
    }
    return String.join(" ", notes);
  }

  @Test
  void notesSoundInTheirTime() throws Exception {
    assertEquals("60@0-4 64@4-6 72@10-12 67@12-20", notes("C E/ z c/|G2"));
    assertEquals("64@0-8 67@0-8 60@0-8 65@8-12", notes("[CEG]2 F"));
    assertEquals("60@0-4 60@4-8", notes("C C"));
  }

  @Test
  void tiedNotesAreOne() throws Exception {
    assertEquals("60@0-20 62@20-24", notes("C4-|C D"));
    assertEquals("64@0-4 65@4-12 60@0-12", notes("[CE]-[CF]-[CF]"));
    assertEquals("60@0-4 62@4-8", notes("C-D-")); // a tie to no note
  }

  @Test
  void repeatsArePlayed() throws Exception {
    assertEquals("C C D", order("C:|D"));
    assertEquals("C D D E", order("C|:D:|E"));
    assertEquals("C D D E E F", order("C|:D::E:|F"));
    assertEquals("C D C E", order("C|1D:|2E"));
    assertEquals("C D C E F", order("C|[1D:|[2E||F"));
    assertEquals("C D C D C E F F", order("|:C|[1,2D:|[3E|]F:|"));
    assertEquals("C D E F C D G", order("|:C|D|[1E|F:|[2G|]"));
    assertEquals("C D C D E", order("C|D:|E"));
    assertEquals("C C D E D E D F", order("C:|D|[1,2E:|[3F"));
    assertEquals("C D C D E E", order("C|D:|E:|"));
  }

  private String order(String music) throws Exception {
    Track track = written(music).getTracks()[0];
    List<String> played = new ArrayList<>();
    for (int i = 0; i < track.size(); i++) {
      if (track.get(i).getMessage() instanceof ShortMessage message
          && message.getCommand() == ShortMessage.NOTE_ON) {
        played.add("C D EF G".substring(message.getData1() - 60, message.getData1() - 59));
      }
    }
    return String.join(" ", played);
  }

  @Test
  void titleAndTempoAreWritten() throws Exception {
    Sequence sequence = written("C");
    assertEquals(960, sequence.getResolution());
    Track track = sequence.getTracks()[0];
    MetaMessage title = (MetaMessage) track.get(0).getMessage();
    assertEquals("Café", new String(title.getData(), StandardCharsets.UTF_8));
    MetaMessage tempo = (MetaMessage) track.get(1).getMessage();
    assertEquals(0x51, tempo.getType());
    int microseconds = Integer.parseInt(HexFormat.of().formatHex(tempo.getData()), 16);
    assertEquals(666_667, microseconds); // 60 s / 90
  }

  /// A seventh of a quarter note is no whole number of ticks: the error must not add up.
  @Test
  void roundingsDoNotAddUp() throws Exception {
    Track track = written("(7C/D/C/D/C/D/C/".repeat(40) + "E").getTracks()[0];
    long end = track.get(track.size() - 2).getTick();
    assertEquals(40 * 960 + 960, end);
  }

  @Test
  void whatCannotBeReadIsLeftOut() throws Exception {
    assertEquals("60@0-4 62@4-8", notes("C h D"));
    Tune empty = Tune.all("X:1\nT:t\nK:C\n").getFirst();
    Path file = directory.resolve("none.mid");
    String message =
        assertThrows(IllegalArgumentException.class, () -> MidiFile.write(empty, file))
            .getMessage();
    assertTrue(message.contains("at least one note"));
    assertTrue(Files.notExists(file));
  }
}

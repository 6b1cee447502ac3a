package dev.unroll.cli.music;

import dev.unroll.core.io.FileReplacement;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import javax.sound.midi.InvalidMidiDataException;
import javax.sound.midi.MetaMessage;
import javax.sound.midi.MidiEvent;
import javax.sound.midi.MidiSystem;
import javax.sound.midi.Sequence;
import javax.sound.midi.ShortMessage;
import javax.sound.midi.Track;

/// Tunes as standard MIDI files of one track, which every player of music opens.
public final class MidiFile {
  private static final int TICKS_PER_QUARTER = 960; // divisible by 64ths, triplets and quintuplets
  private static final int TRACK_NAME = 0x03;
  private static final int SET_TEMPO = 0x51;
  private static final int CHANNEL = 0;
  private static final int VELOCITY = 80;

  private MidiFile() {}

  /// Writes a tune, its repeats played, replacing the file only when everything is written. What could not be
  /// read of it is left out.
  ///
  /// @throws IllegalArgumentException if there is nothing to play
  /// @throws IOException if the file cannot be written
  public static void write(Tune tune, Path file) throws IOException {
    if (tune.bars().isEmpty()) {
      throw new IllegalArgumentException("expected a tune with at least one note, got none");
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      MidiSystem.write(sequence(tune), 0, bytes);
    } catch (InvalidMidiDataException e) {
      throw new IllegalStateException("the tune gave an event that MIDI does not have", e);
    }
    FileReplacement.replace(file, channel -> channel.write(ByteBuffer.wrap(bytes.toByteArray())));
  }

  private static Sequence sequence(Tune tune) throws InvalidMidiDataException {
    Sequence sequence = new Sequence(Sequence.PPQ, TICKS_PER_QUARTER);
    Track track = sequence.createTrack();
    track.add(new MidiEvent(meta(TRACK_NAME, tune.title().getBytes(StandardCharsets.UTF_8)), 0));
    track.add(new MidiEvent(meta(SET_TEMPO, microsecondsPerQuarter(tune.tempo())), 0));
    Fraction time = Fraction.ZERO;
    Map<Integer, Long> tied = new HashMap<>(); // pitches that go on sounding, and since when
    for (Bar bar : PlayingOrder.of(tune.bars())) {
      for (Sound sound : bar.sounds()) {
        Map<Integer, Long> sounding = new HashMap<>();
        for (int pitch : sound.pitches()) {
          Long since = tied.remove(pitch);
          sounding.put(pitch, since != null ? since : ticks(time));
        }
        stop(track, tied, ticks(time)); // ties to no note
        time = time.plus(sound.length());
        if (sound.tied()) {
          tied.putAll(sounding);
        } else {
          stop(track, sounding, ticks(time));
        }
      }
    }
    stop(track, tied, ticks(time));
    return sequence;
  }

  private static void stop(Track track, Map<Integer, Long> sounding, long end)
      throws InvalidMidiDataException {
    for (Map.Entry<Integer, Long> note : sounding.entrySet()) {
      track.add(event(ShortMessage.NOTE_ON, note.getKey(), VELOCITY, note.getValue()));
      track.add(event(ShortMessage.NOTE_OFF, note.getKey(), 0, end));
    }
    sounding.clear();
  }

  private static MidiEvent event(int command, int pitch, int velocity, long tick)
      throws InvalidMidiDataException {
    return new MidiEvent(new ShortMessage(command, CHANNEL, pitch, velocity), tick);
  }

  private static MetaMessage meta(int type, byte[] data) throws InvalidMidiDataException {
    return new MetaMessage(type, data, data.length);
  }

  /// Rounded from the beginning on, so that roundings do not add up.
  private static long ticks(Fraction time) {
    return Math.round(4.0 * TICKS_PER_QUARTER * time.numerator() / time.denominator());
  }

  private static byte[] microsecondsPerQuarter(Tempo tempo) {
    double quartersPerMinute =
        4.0 * tempo.beat().numerator() / tempo.beat().denominator() * tempo.perMinute();
    int microseconds = Math.clamp(Math.round(60e6 / quartersPerMinute), 1, 0xFFFFFF);
    return new byte[] {
      (byte) (microseconds >> 16), (byte) (microseconds >> 8), (byte) microseconds
    };
  }
}

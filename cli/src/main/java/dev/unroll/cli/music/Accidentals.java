package dev.unroll.cli.music;

import java.util.HashMap;
import java.util.Map;

/// Which pitch a written note has: by the key, and by the accidentals before it in its bar, which hold for
/// its letter in every octave until the bar ends.
final class Accidentals {
  private static final String NOTES = "C D EF G A B"; // by half tones above C
  private static final int MIDDLE_C = 60;

  private final Map<Character, Integer> inBar = new HashMap<>();
  private KeySignature key = new KeySignature(0);

  void key(KeySignature newKey) {
    key = newKey;
  }

  void endBar() {
    inBar.clear();
  }

  /// @param written the accidental before the note, or null
  /// @param note the letter: C begins the octave of the middle C, c the next one
  /// @param octave how many octaves above that
  int pitch(String written, char note, int octave) {
    char letter = Character.toUpperCase(note);
    if (written != null) {
      inBar.put(
          letter,
          switch (written) {
            case "^" -> 1;
            case "^^" -> 2;
            case "_" -> -1;
            case "__" -> -2;
            default -> 0;
          });
    }
    int octaves = octave + (letter == note ? 0 : 1);
    int halfTones = inBar.getOrDefault(letter, key.accidental(letter));
    return MIDDLE_C + NOTES.indexOf(letter) + 12 * octaves + halfTones;
  }
}

package dev.unroll.cli.music;

import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which notes a key raises or lowers.
///
/// @param sharps how many sharps, or negative how many flats, from −7 to 7
record KeySignature(int sharps) {
  private static final String FIFTHS = "FCGDAEB";
  private static final Pattern KEY =
      Pattern.compile("([A-G])([#b]?)\\s*([A-Za-z]*)((?:\\s+[^\\s=]+=\\S+)*)");
  private static final Map<String, Integer> MODES =
      Map.of(
          "maj", 0, "ion", 0, "mix", -1, "dor", -2, "min", -3, "aeo", -3, "phr", -4, "loc", -5,
          "lyd", 1);

  /// The key of a field `K:`, such as `D`, `F# Minor`, `Ador`, `Bbmix`, `none`; properties such as
  /// `clef=treble` may follow.
  ///
  /// @throws IllegalArgumentException if it is none
  static KeySignature parse(String value) {
    if (value.isEmpty() || value.equals("none")) {
      return new KeySignature(0);
    }
    if (value.equals("HP") || value.equals("Hp")) { // the Highland pipes
      return new KeySignature(2);
    }
    Matcher key = KEY.matcher(value);
    if (key.matches()) {
      Integer mode = mode(key.group(3).toLowerCase(Locale.ROOT));
      if (mode != null) {
        int accidental = key.group(2).isEmpty() ? 0 : key.group(2).equals("#") ? 7 : -7;
        int sharps = FIFTHS.indexOf(key.group(1)) - 1 + accidental + mode;
        if (sharps >= -7 && sharps <= 7) {
          return new KeySignature(sharps);
        }
      }
    }
    throw new IllegalArgumentException(
        "expected a key such as G, F# minor or A Dorian, got '%s'".formatted(value));
  }

  private static Integer mode(String name) {
    return switch (name) {
      case "" -> 0;
      case "m" -> -3;
      default -> name.length() < 3 ? null : MODES.get(name.substring(0, 3));
    };
  }

  /// 1 if the key raises a note A to G, −1 if it lowers it, else 0.
  int accidental(char note) {
    int place = FIFTHS.indexOf(note);
    return sharps > place ? 1 : -sharps > 6 - place ? -1 : 0;
  }
}

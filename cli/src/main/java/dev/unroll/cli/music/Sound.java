package dev.unroll.cli.music;

import java.util.List;

/// A note, a chord or, without pitches, a rest.
///
/// @param pitches as MIDI numbers them, 60 the middle C
/// @param length how long it lasts
/// @param tied whether it goes on sounding with the next one of its pitch
public record Sound(List<Integer> pitches, Fraction length, boolean tied) {}

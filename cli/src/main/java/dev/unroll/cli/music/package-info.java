/// Music in ABC notation: reading tunes, saying what is wrong with them, and writing them as MIDI files. What
/// is understood is the notation of single melodies with chords (ABC standard 2.1, sections 3 and 4); lengths
/// are exact fractions of a whole note.
package dev.unroll.cli.music;

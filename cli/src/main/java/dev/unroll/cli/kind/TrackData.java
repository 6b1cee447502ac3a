package dev.unroll.cli.kind;

import dev.unroll.cli.data.Track;
import dev.unroll.models.data.Split;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.trajectory.TrajectoryOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Tracks in files.
///
/// @param tracks files of lines `frame name x y` to train on; none for a generated ball that bounces
/// @param heldOut files to measure on
/// @param validationEvery each so many-th of the tracks to train on is kept to choose the best model by, and what is
///     held out is measured in the end alone; 0 to choose by what is held out
public record TrackData(
    @Setting(value = "Files of lines FRAME NAME X Y to train on.", label = "FILE,…")
        List<Path> tracks,
    @Setting(value = "Files of lines FRAME NAME X Y to measure on.", label = "FILE,…")
        List<Path> heldOut,
    @Setting(
            value =
                "Choose the best model by each so many-th track to train on; 0 to choose by what is held out.",
            label = "K")
        int validationEvery) {
  public TrackData {
    tracks = List.copyOf(tracks);
    heldOut = List.copyOf(heldOut);
    if (tracks.isEmpty() && !heldOut.isEmpty()) {
      throw new IllegalArgumentException("held-out: expected tracks to train on too, got none");
    }
    if (validationEvery < 0 || validationEvery == 1) {
      throw new IllegalArgumentException(
          "validation-every: expected 0, or 2 or more, got " + validationEvery);
    }
  }

  /// Generated tracks.
  static TrackData generated() {
    return new TrackData(List.of(), List.of(), 0);
  }

  /// Tracks to train on, and those to choose the best model by.
  Split.Parts<float[]> split(List<float[]> tracks) {
    return validationEvery == 0
        ? new Split.Parts<>(tracks, List.of())
        : new Split.Every(validationEvery).of(tracks);
  }

  /// The tracks of files that have positions enough; longer ones are cut into pieces.
  static List<float[]> read(List<Path> files, TrajectoryOptions options, Console console)
      throws IOException {
    int length = 2 * options.length();
    List<float[]> all = new ArrayList<>();
    int shorter = 0;
    for (Path file : files) {
      for (Track track : Track.read(file)) {
        float[] positions = track.positions();
        shorter += positions.length < length ? 1 : 0;
        for (int from = 0; from + length <= positions.length; from += length) {
          all.add(Arrays.copyOfRange(positions, from, from + length));
        }
      }
    }
    if (shorter > 0) {
      console.say(
          "tracks: %,d with fewer than %d positions are left out", shorter, options.length());
    }
    if (all.isEmpty() && !files.isEmpty()) {
      throw new IOException(
          "%s: expected a track of at least %d observed and %d following positions, found none"
              .formatted(files.getFirst(), options.observed(), options.predicted()));
    }
    return all;
  }
}

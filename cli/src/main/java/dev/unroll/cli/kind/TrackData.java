package dev.unroll.cli.kind;

import dev.unroll.cli.data.Track;
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
public record TrackData(
    @Setting(value = "Files of lines FRAME NAME X Y to train on.", label = "FILE,…")
        List<Path> tracks,
    @Setting(value = "Files of lines FRAME NAME X Y to measure on.", label = "FILE,…")
        List<Path> heldOut) {
  public TrackData {
    tracks = List.copyOf(tracks);
    heldOut = List.copyOf(heldOut);
    if (tracks.isEmpty() && !heldOut.isEmpty()) {
      throw new IllegalArgumentException("held-out: expected tracks to train on too, got none");
    }
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

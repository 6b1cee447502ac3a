package dev.unroll.cli.kind;

import dev.unroll.cli.chart.Chart;
import dev.unroll.cli.chart.PathChart;
import dev.unroll.cli.chart.PathChart.Group;
import dev.unroll.models.trajectory.TrajectoryTask;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Tracks and how they were thought to go on, drawn.
final class TrajectoryChart {
  /// Tracks at most: more would cover each other.
  private static final int SHOWN = 6;

  private TrajectoryChart() {}

  /// Some held-out tracks, evenly chosen: what was observed, how they went on, what the model said.
  static Chart of(TrajectoryTask task) {
    List<float[]> tracks = task.heldOut();
    int end = 2 * task.model().options().observed();
    List<float[]> observed = new ArrayList<>();
    List<float[]> future = new ArrayList<>();
    List<float[]> said = new ArrayList<>();
    int count = Math.min(SHOWN, tracks.size());
    for (int i = 0; i < count; i++) {
      float[] track = tracks.get((int) ((long) i * tracks.size() / count));
      float[] seen = Arrays.copyOf(track, end);
      observed.add(seen);
      // both go on from the last observed position
      future.add(Arrays.copyOfRange(track, end - 2, track.length));
      said.add(from(track[end - 2], track[end - 1], task.model().predict(seen)));
    }
    return new PathChart(
        "Where they go next",
        "x",
        "y",
        List.of(
            new Group("observed", observed, true),
            new Group("went on", future, true),
            new Group("predicted", said, true)));
  }

  private static float[] from(float x, float y, float[] path) {
    float[] whole = new float[path.length + 2];
    whole[0] = x;
    whole[1] = y;
    System.arraycopy(path, 0, whole, 2, path.length);
    return whole;
  }
}

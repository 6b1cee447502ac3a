package dev.unroll.cli.chart;

import dev.unroll.core.io.FileReplacement;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// Something that can be drawn.
public sealed interface Chart permits LineChart, HeatMap, PathChart, LookChart, SurfaceChart {
  /// The chart as a document of its own.
  String svg(Theme theme);

  /// Writes the chart to a file, replacing it only when everything is written.
  ///
  /// @throws IOException if it cannot be written
  default void write(Path file, Theme theme) throws IOException {
    byte[] bytes = svg(theme).getBytes(StandardCharsets.UTF_8);
    FileReplacement.replace(file, channel -> channel.write(ByteBuffer.wrap(bytes)));
  }
}

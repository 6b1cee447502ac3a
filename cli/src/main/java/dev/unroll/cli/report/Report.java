package dev.unroll.cli.report;

import dev.unroll.cli.page.Page;
import dev.unroll.core.io.JsonText;
import dev.unroll.models.history.HistoryFile;
import dev.unroll.models.training.RunDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;

/// A page with the records of one run or of several side by side. The records stand in it as they are, and a
/// script draws them.
///
/// @param runs the directories
public record Report(List<Path> runs) {
  /// The name of a run's own report in its directory.
  public static final String FILE = "report.html";

  public Report {
    runs = List.copyOf(runs);
  }

  /// The page as the records are now.
  ///
  /// @throws IOException if a directory holds no record, or it cannot be read
  public Page page() throws IOException {
    StringBuilder json = new StringBuilder("[");
    for (Path run : runs) {
      json.append(json.length() > 1 ? ",\n" : "").append("{\"name\":");
      json.append(JsonText.of(name(run))).append(",\"lines\":[\n");
      json.append(
          lines(run).stream().map(HistoryFile.Line::text).collect(Collectors.joining(",\n")));
      json.append("]}");
    }
    String names = runs.stream().map(Report::name).collect(Collectors.joining(", "));
    return new Page("Training report: " + names)
        .style(Page.resource(Page.class, "uPlot.min.css"))
        .style(Page.resource(Report.class, "report.css"))
        .html("<div id=\"report\"><noscript>The curves need JavaScript.</noscript></div>")
        .json("runs", json.append("]").toString())
        .script(Page.resource(Page.class, "uPlot.iife.min.js"))
        .script(Page.resource(Report.class, "report.js"));
  }

  private static String name(Path run) {
    Path name = run.toAbsolutePath().normalize().getFileName();
    return name == null ? run.toString() : name.toString();
  }

  private static List<HistoryFile.Line> lines(Path run) throws IOException {
    Path file = run.resolve(RunDirectory.HISTORY);
    if (!Files.isRegularFile(file)) {
      throw new IOException(
          "%s: expected the directory of a run with its record (%s), which unroll train writes"
              .formatted(run, RunDirectory.HISTORY));
    }
    return HistoryFile.read(file);
  }
}

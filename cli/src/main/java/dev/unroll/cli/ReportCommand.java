package dev.unroll.cli;

import dev.unroll.cli.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Makes a page of what happened in runs.
@Command(
    name = "report",
    sortOptions = false,
    description = {
      "Makes a page for a browser of what happened in a run, or in several side by side: curves, examples, options.",
      ""
    })
final class ReportCommand implements Callable<Integer>, OutputUser {
  /// What `--report` does.
  static final String WHILE_TRAINING =
      "Keep a page of how it goes, report.html, in the run's directory; reload it to follow.";

  private Output output;

  @Parameters(
      paramLabel = "DIR",
      description = "Directories of runs; default the latest in the current directory.")
  private List<Path> runs = new ArrayList<>();

  @Option(
      names = "--html",
      paramLabel = "FILE",
      description = "Where the page goes; default report.html in the first directory.")
  private Path html;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    List<Path> shown = runs.isEmpty() ? List.of(RunDirectories.here().toResume(null)) : runs;
    Path file = html != null ? html : shown.getFirst().resolve(Report.FILE);
    new Report(shown).page().write(file);
    output.printf("report %s", file);
    return 0;
  }
}

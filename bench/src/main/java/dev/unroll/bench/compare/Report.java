package dev.unroll.bench.compare;

import dev.unroll.bench.machine.Machine;
import dev.unroll.bench.machine.MemoryLevel;
import dev.unroll.bench.machine.Peak;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/// The comparison as a Markdown page.
final class Report {
  private Report() {}

  /// The page: machine, versions, date, then the rows, those with the worst ratio first.
  static String markdown(
      List<Result> results,
      List<String> failures,
      Peaks peaks,
      List<String> versions,
      boolean quick) {
    StringBuilder page = new StringBuilder("# Results of the comparison\n\n");
    page.append(
        """
        Written by `bench/compare`; see [README.md](README.md). One thread against one thread in \
        interleaved rounds in one process a row, results compared before anything is timed. Times are \
        medians; a ratio is the best peer's time over ours, the median over the rounds; the \
        percentage is of the roof that binds, measured in the same rounds: the largest of the least times \
        that the multiply-adds, all vector operations (issue), the divisions and square roots \
        (divide) and the bandwidth of the level of memory that holds the data allow.

        """);
    if (quick) {
      page.append("**A quick run**: fewer rows, few rounds; not to be quoted.\n\n");
    }
    page.append("- Date: ").append(LocalDate.now(ZoneOffset.UTC)).append('\n');
    page.append("- Machine: ").append(Machine.processor()).append('\n');
    page.append("- JVM: ").append(Machine.software());
    page.append(", vectors of ").append(Peak.vectorBits()).append(" bits\n");
    page.append("- Measured peaks: ").append(peaks).append('\n');
    page.append("- Peers: ").append(versions.isEmpty() ? "none" : String.join("; ", versions));
    page.append("\n\n![The kernels under the measured roofs](roofline.png)\n\n");
    long met = results.stream().filter(Result::isMet).count();
    page.append("%d of %d rows meet their target.\n\n".formatted(met, results.size()));
    page.append(
        "| work | extents | unroll, µs | of the roof | peers, µs | ratio | target | met |"
            + " 2 threads | bytes allocated |\n");
    page.append("|---|---|--:|--:|---|--:|---|---|--:|--:|\n");
    results.stream()
        .sorted(
            Comparator.comparingDouble(
                result -> Double.isNaN(result.ratio()) ? Double.MAX_VALUE : result.ratio()))
        .forEach(result -> page.append(row(result)).append('\n'));
    characters(page, results);
    for (String failure : failures) {
      page.append("\nFailed: `").append(failure.lines().findFirst().orElse("")).append("`\n");
    }
    return page.toString();
  }

  /// The training steps once more, in characters a second.
  private static void characters(StringBuilder page, List<Result> results) {
    StringBuilder rows = new StringBuilder();
    for (Result result : results) {
      if (result.row().task() instanceof Task.Character task) {
        double count = 1e9 * task.steps() * task.batch();
        String peers =
            result.peers().stream()
                .map(peer -> "%s %,.0f".formatted(peer.name(), count / peer.median()))
                .collect(Collectors.joining("; "));
        rows.append(
            "| %s | %s | %,.0f | %s |\n"
                .formatted(task.title(), task.extents(), count / result.ours().median(), peers));
      }
    }
    if (!rows.isEmpty()) {
      page.append("\n| work | extents | unroll, characters a second | peers |\n|---|---|--:|---|\n")
          .append(rows);
    }
  }

  private static String row(Result result) {
    Task task = result.row().task();
    String peers =
        result.peers().stream()
            .map(peer -> peer.name() + " " + microseconds(peer.median()))
            .collect(Collectors.joining("; "));
    return "| %s | %s | %s | %.0f %% of %s | %s | %s | %s | %s | %s | %.0f |"
        .formatted(
            task.title(),
            task.extents(),
            microseconds(result.ours().median()),
            result.roofPercent(),
            roof(result.roof()),
            peers.isEmpty() ? "—" : peers,
            ratio(result.ratio()),
            result.row().target(),
            result.isMet() ? "yes" : "**no**",
            Double.isNaN(result.speedup())
                ? "—"
                : ratio(result.speedup()) + (result.speedupIsMet() ? "" : " **no**"),
            result.allocated());
  }

  private static String roof(String name) {
    return name.equals(MemoryLevel.MEMORY.name()) ? "memory" : name;
  }

  private static String ratio(double value) {
    return Double.isNaN(value) ? "—" : String.format(Locale.ROOT, "%.2f ×", value);
  }

  private static String microseconds(double nanoseconds) {
    double value = nanoseconds / 1000;
    return String.format(Locale.ROOT, value < 10 ? "%.2f" : value < 100 ? "%.1f" : "%,.0f", value);
  }

  /// One result as a line for the terminal.
  static String line(Result result) {
    String peers =
        result.peers().stream()
            .map(peer -> "%s %.2f".formatted(peer.name(), peer.ratio()))
            .collect(Collectors.joining(", "));
    return String.format(
        Locale.ROOT,
        "%-40s %12s µs %5.0f %% of %-6s %-44s %s",
        result.row().task().id(),
        microseconds(result.ours().median()),
        result.roofPercent(),
        result.roof(),
        (peers.isEmpty() ? "" : "ratio " + peers)
            + (Double.isNaN(result.speedup()) ? "" : ", 2 threads " + ratio(result.speedup()))
            + (result.allocated() > 0 ? ", %.0f B".formatted(result.allocated()) : ""),
        result.isMet() ? "" : "target " + result.row().target());
  }
}

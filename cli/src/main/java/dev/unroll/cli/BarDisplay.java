package dev.unroll.cli;

import dev.unroll.models.training.EpochResult;
import dev.unroll.models.training.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.function.IntSupplier;

/// A bar on the last line of a terminal; everything else scrolls above it. It follows the terminal's width.
final class BarDisplay implements TrainingDisplay {
  private static final Duration REDRAW = Duration.ofMillis(100);
  private static final int USUAL_WIDTH = 80;
  private static final int LONGEST_BAR = 40;
  private static final int SHORTEST_BAR = 5;

  private static final String CLEAR_LINE = "\r\u001b[K";
  private static final String BAR_COLOUR = "\u001b[36m";
  private static final String REST_COLOUR = "\u001b[90m";
  private static final String NO_COLOUR = "\u001b[0m";

  private final PrintStream out;
  private final IntSupplier columns;
  private final String items;
  private final EpochReports epochs = new EpochReports();
  private Progress latest;
  private Duration nextRedraw = Duration.ZERO;

  /// @param items what is counted, in the plural
  BarDisplay(Output output, String items) {
    this(output.out(), BarDisplay::terminalColumns, items);
  }

  BarDisplay(PrintStream out, IntSupplier columns, String items) {
    this.out = out;
    this.columns = columns;
    this.items = items;
  }

  private static int terminalColumns() {
    try {
      int found = Posix.columns();
      return found > 0 ? found : USUAL_WIDTH;
    } catch (RuntimeException e) {
      return USUAL_WIDTH;
    }
  }

  @Override
  public void onStep(Progress progress) {
    latest = progress;
    if (progress.elapsed().compareTo(nextRedraw) >= 0) {
      nextRedraw = progress.elapsed().plus(REDRAW);
      redraw();
    }
  }

  @Override
  public void onEpoch(EpochResult result) {
    String report = epochs.report(result);
    if (report != null) {
      show(report);
    }
  }

  @Override
  public void show(String text) {
    out.print(CLEAR_LINE);
    out.println(text);
    redraw();
  }

  @Override
  public void close() {
    if (latest != null) {
      redraw();
      out.println();
    }
  }

  private void redraw() {
    if (latest != null) {
      // One column stays free: a terminal may wrap a line that fills it.
      out.print(CLEAR_LINE + render(latest, columns.getAsInt() - 1));
      out.flush();
    }
  }

  /// The line, of at most `width` columns: first the figures as far as they fit, then the bar between them if
  /// there is room for one.
  private String render(Progress progress, int width) {
    double done = done(progress);
    String percent = Double.isNaN(done) ? "" : "%3.0f%%".formatted(Math.floor(100 * done));
    String[] figures = {
      progress.remaining() == null ? "" : LineDisplay.clock(progress.remaining()) + " left",
      "loss %.3f".formatted(progress.loss()),
      "smoothed %.3f".formatted(progress.smoothedLoss()),
      rate(progress.itemsPerSecond()),
      "epoch " + LineDisplay.epoch(progress)
    };
    StringBuilder right = new StringBuilder();
    for (String figure : figures) {
      if (!figure.isEmpty() && percent.length() + right.length() + 2 + figure.length() <= width) {
        right.append("  ").append(figure);
      }
    }
    int room = Math.min(LONGEST_BAR, width - percent.length() - right.length() - 2);
    boolean drawn = room >= SHORTEST_BAR && !Double.isNaN(done);
    return percent + (drawn ? "  " + bar(done, room) : "") + right;
  }

  private static String bar(double done, int length) {
    int halves = (int) (done * length * 2);
    int full = halves / 2;
    String half = halves % 2 == 1 ? "╸" : "";
    return BAR_COLOUR
        + "━".repeat(full)
        + half
        + REST_COLOUR
        + "─".repeat(length - full - half.length())
        + NO_COLOUR;
  }

  /// The part of the run that is done, from 0 to 1; NaN if no limit tells.
  private static double done(Progress progress) {
    if (progress.remaining() == null) {
      return Double.NaN;
    }
    double elapsed = progress.elapsed().toNanos();
    return Math.min(1, elapsed / (elapsed + progress.remaining().toNanos()));
  }

  private String rate(double itemsPerSecond) {
    return (itemsPerSecond < 10_000
            ? "%.0f ".formatted(itemsPerSecond)
            : "%.0fk ".formatted(itemsPerSecond / 1000))
        + items
        + "/s";
  }
}

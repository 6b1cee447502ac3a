package dev.unroll.cli;

import dev.unroll.models.training.EpochResult;
import dev.unroll.models.training.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;

/// A bar on the last line of a terminal; everything else scrolls above it.
final class BarDisplay implements TrainingDisplay {
  private static final int REDRAW_MILLIS = 250;

  private final Line line;
  private ProgressBar bar;
  private long toBeDone;
  private volatile Duration remaining;

  BarDisplay(Output output) {
    line = new Line(output.out());
  }

  @Override
  public void onStep(Progress progress) {
    boolean untilEpochs = progress.epochs() != Integer.MAX_VALUE;
    long done = untilEpochs ? progress.step() : progress.elapsed().toMillis();
    remaining = progress.remaining();
    if (bar == null) {
      toBeDone =
          untilEpochs ? (long) progress.epochs() * progress.stepsPerEpoch() : total(progress);
      bar = begin();
    }
    bar.stepTo(Math.min(done, toBeDone));
    bar.setExtraMessage(
        "%s char/s  loss %.3f  smoothed %.3f  epoch %s"
            .formatted(
                rate(progress.charactersPerSecond()),
                progress.loss(),
                progress.smoothedLoss(),
                LineDisplay.epoch(progress)));
  }

  /// The whole time of a run that only time limits.
  private static long total(Progress progress) {
    return progress.remaining() == null
        ? -1
        : progress.elapsed().plus(progress.remaining()).toMillis();
  }

  private ProgressBar begin() {
    return new ProgressBarBuilder()
        .setTaskName("training")
        .setInitialMax(toBeDone)
        .setConsumer(line)
        .setUpdateIntervalMillis(REDRAW_MILLIS)
        .setStyle(ProgressBarStyle.COLORFUL_UNICODE_BAR)
        .setEtaFunction(state -> Optional.ofNullable(remaining))
        .build();
  }

  private static String rate(double charactersPerSecond) {
    return charactersPerSecond < 10_000
        ? "%.0f".formatted(charactersPerSecond)
        : "%.0fk".formatted(charactersPerSecond / 1000);
  }

  @Override
  public void onEpoch(EpochResult result) {
    show(LineDisplay.line(result));
  }

  @Override
  public void show(String text) {
    line.replace(text);
    if (bar != null) {
      bar.refresh();
    }
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
    }
  }

  /// The bar's line, which its own thread redraws: only one at a time writes to the terminal.
  private static final class Line implements ProgressBarConsumer {
    private static final String CLEAR_TO_END = "\u001b[K";

    private final PrintStream out;
    private final ProgressBarConsumer width;

    Line(PrintStream out) {
      this.out = out;
      width = new ConsoleProgressBarConsumer(out);
    }

    @Override
    public int getMaxRenderedLength() {
      return width.getMaxRenderedLength();
    }

    @Override
    public synchronized void accept(String rendered) {
      out.print("\r" + rendered + CLEAR_TO_END);
      out.flush();
    }

    synchronized void replace(String text) {
      clear();
      out.println(text);
    }

    @Override
    public void clear() {
      out.print("\r" + CLEAR_TO_END);
    }

    @Override
    public synchronized void close() {
      out.println();
    }
  }
}

package dev.unroll.cli.report;

import dev.unroll.models.history.HistoryWriter;
import dev.unroll.models.training.EpochResult;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.RunDirectory;
import dev.unroll.models.training.TrainingDivergedException;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Keeps a run's report up to date: at every epoch and checkpoint, though never so often that it takes more than
/// a fiftieth of the time, and at the end.
public final class ReportListener implements TrainingListener {
  private static final long INTERVAL = TimeUnit.SECONDS.toNanos(2);
  private static final int SHARE = 50;

  private final HistoryWriter history;
  private final RunDirectory directory;
  private long next = System.nanoTime();

  /// @param history which hears of everything first
  public ReportListener(HistoryWriter history, RunDirectory directory) {
    this.history = history;
    this.directory = directory;
  }

  /// Where the report is.
  public Path file() {
    return directory.path().resolve(Report.FILE);
  }

  @Override
  public void onStep(Progress progress) throws IOException {}

  @Override
  public void onEpoch(EpochResult result) throws IOException {
    now();
  }

  @Override
  public void onCheckpoint(Path file, boolean best) throws IOException {
    now();
  }

  @Override
  public void onEnd(TrainingResult result) throws IOException {
    write();
  }

  @Override
  public void onDivergence(TrainingDivergedException reason) throws IOException {
    write();
  }

  private void now() throws IOException {
    long begin = System.nanoTime();
    if (begin - next >= 0) {
      write();
      long end = System.nanoTime();
      next = end + Math.max(INTERVAL, SHARE * (end - begin));
    }
  }

  private void write() throws IOException {
    history.flush();
    new Report(List.of(directory.path())).page().write(file());
  }
}

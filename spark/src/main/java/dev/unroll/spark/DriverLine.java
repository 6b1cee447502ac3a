package dev.unroll.spark;

import dev.unroll.models.training.EpochResult;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.TrainingListener;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Path;

/// A worker's connection with the driver.
final class DriverLine implements TrainingListener, AutoCloseable {
  private static final int CONNECT_MILLIS = 30_000;

  /// How long the driver may take to take note of a failure.
  private static final int NOTE_MILLIS = 10_000;

  /// The longest text in a report.
  private static final int LONGEST = 2000;

  private final Socket socket = new Socket();
  private final DataOutputStream to;

  DriverLine(TrainingPlan plan) throws IOException {
    try {
      socket.connect(new InetSocketAddress(plan.driverHost(), plan.driverPort()), CONNECT_MILLIS);
      socket.setTcpNoDelay(true);
      to = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
      to.write(plan.token());
      to.flush();
    } catch (IOException e) {
      socket.close();
      throw new IOException(
          "the driver cannot be reached at %s:%d: %s"
              .formatted(plan.driverHost(), plan.driverPort(), e.getMessage()),
          e);
    }
  }

  private void send(Report report) throws IOException {
    report.write(to);
    to.flush();
  }

  @Override
  public void onStep(Progress progress) throws IOException {
    send(new Report.Step(progress));
  }

  @Override
  public void onEpoch(EpochResult result) throws IOException {
    send(new Report.Epoch(result));
  }

  @Override
  public void onCheckpoint(Path file, boolean best) throws IOException {
    send(new Report.Saved(file.getFileName().toString(), best));
  }

  /// The training cannot succeed; returns when the driver has taken note of it.
  void failed(String reason) {
    try {
      socket.setSoTimeout(NOTE_MILLIS);
      send(new Report.Failed(shortened(reason)));
      socket.getInputStream().read();
    } catch (IOException e) {
      // the driver is gone, and with it who could be told
    }
  }

  /// This worker ends, and the training can be tried again.
  void lost(String reason) {
    try {
      send(new Report.Lost(shortened(reason)));
    } catch (IOException e) {
      // as above
    }
  }

  private static String shortened(String text) {
    return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "…";
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}

package dev.unroll.spark;

import dev.unroll.models.training.EpochResult;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.TrainingListener;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What a worker tells the driver.
sealed interface Report {
  /// Writes the report with a byte before it that says what it is.
  void write(DataOutputStream to) throws IOException;

  /// Why the training cannot succeed.
  record Failed(String reason) implements Report {
    @Override
    public void write(DataOutputStream to) throws IOException {
      to.writeByte('F');
      to.writeUTF(reason);
    }
  }

  /// Why this worker ends although it could go on.
  record Lost(String reason) implements Report {
    @Override
    public void write(DataOutputStream to) throws IOException {
      to.writeByte('L');
      to.writeUTF(reason);
    }
  }

  /// What a listener is told.
  sealed interface Event extends Report {
    void tell(TrainingListener listener) throws IOException;
  }

  /// After a step.
  record Step(Progress progress) implements Event {
    @Override
    public void tell(TrainingListener listener) throws IOException {
      listener.onStep(progress);
    }

    @Override
    public void write(DataOutputStream to) throws IOException {
      to.writeByte('P');
      to.writeLong(progress.step());
      to.writeInt(progress.epoch());
      to.writeInt(progress.epochs() == null ? -1 : progress.epochs());
      to.writeInt(progress.stepInEpoch());
      to.writeInt(progress.stepsPerEpoch());
      to.writeFloat(progress.loss());
      to.writeDouble(progress.smoothedLoss());
      to.writeDouble(progress.learningRate());
      to.writeDouble(progress.gradientNorm());
      to.writeLong(progress.items());
      to.writeDouble(progress.itemsPerSecond());
      to.writeLong(progress.elapsed().toNanos());
      to.writeLong(progress.remaining() == null ? -1 : progress.remaining().toNanos());
    }

    private static Step read(DataInputStream from) throws IOException {
      long step = from.readLong();
      int epoch = from.readInt();
      int epochs = from.readInt();
      return new Step(
          new Progress(
              step,
              epoch,
              epochs < 0 ? null : epochs,
              from.readInt(),
              from.readInt(),
              from.readFloat(),
              from.readDouble(),
              from.readDouble(),
              from.readDouble(),
              from.readLong(),
              from.readDouble(),
              Duration.ofNanos(from.readLong()),
              remaining(from.readLong())));
    }

    private static Duration remaining(long nanos) {
      return nanos < 0 ? null : Duration.ofNanos(nanos);
    }
  }

  /// After an epoch.
  record Epoch(EpochResult result) implements Event {
    @Override
    public void tell(TrainingListener listener) throws IOException {
      listener.onEpoch(result);
    }

    @Override
    public void write(DataOutputStream to) throws IOException {
      to.writeByte('E');
      to.writeInt(result.epoch());
      to.writeLong(result.step());
      to.writeDouble(result.loss());
      to.writeBoolean(result.best());
      writeScores(to, result.scores());
    }

    private static Epoch read(DataInputStream from) throws IOException {
      int epoch = from.readInt();
      long step = from.readLong();
      double loss = from.readDouble();
      boolean best = from.readBoolean();
      return new Epoch(new EpochResult(epoch, step, loss, readScores(from), best));
    }
  }

  /// After a checkpoint.
  record Saved(String file, boolean best) implements Event {
    @Override
    public void tell(TrainingListener listener) throws IOException {
      listener.onCheckpoint(Path.of(file), best);
    }

    @Override
    public void write(DataOutputStream to) throws IOException {
      to.writeByte('C');
      to.writeUTF(file);
      to.writeBoolean(best);
    }
  }

  /// Scores, one after the other.
  static void writeScores(DataOutputStream to, List<Score> scores) throws IOException {
    to.writeInt(scores.size());
    for (Score score : scores) {
      to.writeUTF(score.metric().name());
      to.writeUTF(score.metric().unit());
      to.writeBoolean(score.metric().higherIsBetter());
      to.writeDouble(score.value());
    }
  }

  /// What [#writeScores] wrote.
  static List<Score> readScores(DataInputStream from) throws IOException {
    List<Score> scores = new ArrayList<>();
    for (int left = from.readInt(); left > 0; left--) {
      Metric metric = new Metric(from.readUTF(), from.readUTF(), from.readBoolean());
      scores.add(new Score(metric, from.readDouble()));
    }
    return scores;
  }

  /// The next report; waits for it.
  static Report read(DataInputStream from) throws IOException {
    byte kind = from.readByte();
    return switch (kind) {
      case 'P' -> Step.read(from);
      case 'E' -> Epoch.read(from);
      case 'C' -> new Saved(from.readUTF(), from.readBoolean());
      case 'F' -> new Failed(from.readUTF());
      case 'L' -> new Lost(from.readUTF());
      default -> throw new IOException("no report begins with " + kind);
    };
  }
}

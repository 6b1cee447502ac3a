package dev.unroll.spark;

import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.io.Serializable;
import java.time.Duration;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.util.SerializableConfiguration;

/// All that the driver tells each worker.
///
/// @param driverHost where the driver hears reports
/// @param driverPort likewise
/// @param token that workers show to the driver and to one another
/// @param host the driver's [WorkerHost]
/// @param model the file of the model to begin with
/// @param options of training, as strings; null to take those of the checkpoint
/// @param limits of training, as strings; null to take those of the checkpoint
/// @param directory where checkpoints go
/// @param configuration of Hadoop's file systems
/// @param mayBegin whether to begin anew where the directory has no checkpoint
/// @param timeout after which a silent worker is given up
/// @param workers how many there are
/// @param shards how many partitions the data have
record TrainingPlan(
    String driverHost,
    int driverPort,
    byte[] token,
    String host,
    Broadcast<byte[]> model,
    Map<String, String> options,
    Map<String, String> limits,
    String directory,
    SerializableConfiguration configuration,
    boolean mayBegin,
    Duration timeout,
    int workers,
    int shards)
    implements Serializable {
  TrainingOptions trainingOptions() {
    return Settings.of(options).read(TrainingOptions.class);
  }

  TrainingLimits trainingLimits() {
    return limits == null ? null : Settings.of(limits).read(TrainingLimits.class);
  }

  /// The worker of a shard: neighbouring shards are together, so that their gradients are added up before they
  /// travel.
  static int worker(int shard, int workers, int shards) {
    return (int) ((long) shard * workers / shards);
  }
}

package dev.unroll.spark;

import dev.unroll.core.Checks;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.apache.hadoop.conf.Configuration;
import org.apache.spark.Partitioner;
import org.apache.spark.api.java.JavaFutureAction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;
import org.apache.spark.rdd.RDD;
import org.apache.spark.util.SerializableConfiguration;
import scala.Tuple2;
import scala.reflect.ClassTag;
import scala.reflect.ClassTag$;

/// Trains any task on the partitions of an RDD, by synchronous data parallelism in one barrier stage:
///
///     Trained<LanguageModel> trained =
///         SparkTrainer.of(lines, model, (m, part) -> new LanguageTask(m, corpus(part), textOptions))
///             .on(4)
///             .start("/shared/run", TrainingOptions.defaults(), TrainingLimits.epochs(10), listener);
///
/// Every partition is a shard of the data with a task of its own, and a micro-batch of each makes one step
/// ([dev.unroll.models.training.ShardedTask]); so the partitions, not the workers, determine the result. It has the
/// bits of the same training by any other number of workers, and of
/// [Trainer][dev.unroll.models.training.Trainer] on one machine. Each worker is a task of Spark and computes on one thread.
///
/// Records come to their worker by a shuffle, in the order of their partition, and stay in its memory. The
/// first worker writes the checkpoints. A worker that is lost ends the stage; it is tried again from the latest
/// checkpoint, without a trace in the result. Anything else that fails ends the training with a
/// [SparkTrainingException], the checkpoints intact.
///
/// @param <M> the model
/// @param <R> the records
/// @param <B> the batches of the tasks
public final class SparkTrainer<M extends Model, R, B> {
  private static final System.Logger LOGGER = System.getLogger(SparkTrainer.class.getName());
  private static final String INTERRUPT = "spark.job.interruptOnCancel";

  private final JavaRDD<R> data;
  private final M model;
  private final ShardTask<M, R, B> task;
  private final Integer workers;
  private final Duration timeout;
  private final int retries;

  private SparkTrainer(
      JavaRDD<R> data,
      M model,
      ShardTask<M, R, B> task,
      Integer workers,
      Duration timeout,
      int retries) {
    this.data = data;
    this.model = model;
    this.task = task;
    this.workers = workers;
    this.timeout = timeout;
    this.retries = retries;
  }

  /// A trainer with as many workers as there are partitions and, by `spark.default.parallelism`, cores.
  ///
  /// @param data records that can be serialized; the same ones in the same partitions if Spark computes them again
  /// @param model to begin with; it is not changed
  /// @param task makes a partition's task
  public static <M extends Model, R, B> SparkTrainer<M, R, B> of(
      JavaRDD<R> data, M model, ShardTask<M, R, B> task) {
    return new SparkTrainer<>(data, model, task, null, Duration.ofMinutes(10), 3);
  }

  /// This trainer with so many workers, which must be able to run at once. They do not change the result.
  public SparkTrainer<M, R, B> on(int newWorkers) {
    Checks.positive("workers", newWorkers);
    return new SparkTrainer<>(data, model, task, newWorkers, timeout, retries);
  }

  /// This trainer with another time after which a worker that gives no sign is given up: more than the longest
  /// step, validation and writing of a checkpoint take. Ten minutes unless given.
  public SparkTrainer<M, R, B> withTimeout(Duration newTimeout) {
    if (newTimeout.isNegative() || newTimeout.isZero()) {
      throw new IllegalArgumentException("timeout: expected more than 0, got " + newTimeout);
    }
    return new SparkTrainer<>(data, model, task, workers, newTimeout, retries);
  }

  /// This trainer with another number of tries after the first when workers are lost; 3 unless given.
  public SparkTrainer<M, R, B> withRetries(int newRetries) {
    Checks.notNegative("retries", newRetries);
    return new SparkTrainer<>(data, model, task, workers, timeout, newRetries);
  }

  /// Trains from the beginning.
  ///
  /// @param directory for checkpoints: a path that all machines share, or a URI of a Hadoop file system
  /// @param options but for the accumulation, which is the number of partitions
  /// @param listener is told on the driver
  /// @throws SparkTrainingException if it fails, or the directory holds a training already
  public Trained<M> start(
      String directory, TrainingOptions options, TrainingLimits limits, TrainingListener listener) {
    if (holdsRun(directory)) {
      throw new SparkTrainingException(
          directory + " holds a training already: resume it, or choose another directory", null);
    }
    int shards = shards();
    Map<String, String> strings = Settings.of(options.withAccumulation(shards)).strings();
    return run(directory, shards, strings, limits, listener);
  }

  /// Goes on with the training that a directory holds, with its options.
  ///
  /// @param limits for this run; null for those of the run before
  /// @throws SparkTrainingException if it fails, or the directory holds none
  public Trained<M> resume(String directory, TrainingLimits limits, TrainingListener listener) {
    if (!holdsRun(directory)) {
      throw new SparkTrainingException(directory + " holds no training to resume", null);
    }
    return run(directory, shards(), null, limits, listener);
  }

  private boolean holdsRun(String directory) {
    try {
      return CheckpointStore.holdsRun(directory, configuration());
    } catch (IOException e) {
      throw new SparkTrainingException("%s: %s".formatted(directory, Failures.text(e)), e);
    }
  }

  private int shards() {
    try {
      return data.getNumPartitions();
    } catch (Exception e) { // Spark throws checked ones, too, which it does not declare
      throw new SparkTrainingException("the data cannot be read: " + Failures.ofJob(e), e);
    }
  }

  private JavaSparkContext context() {
    return JavaSparkContext.fromSparkContext(data.context());
  }

  private Configuration configuration() {
    return data.context().hadoopConfiguration();
  }

  private Trained<M> run(
      String directory,
      int shards,
      Map<String, String> options,
      TrainingLimits limits,
      TrainingListener listener) {
    int count = workers == null ? Math.min(shards, data.context().defaultParallelism()) : workers;
    if (count > shards) {
      throw new SparkTrainingException(
          "%d workers, but the data have %d partitions, a micro-batch each: repartition the data, or use fewer workers"
              .formatted(count, shards),
          null);
    }
    WorkerHost.requireUsable(Runtime.version());
    byte[] token = new byte[32];
    new SecureRandom().nextBytes(token);
    RDD<Tuple2<Long, R>> records = records(count, shards);
    Broadcast<byte[]> file = null;
    try {
      file = context().broadcast(CheckpointBytes.of(Checkpoint.of(model)));
      for (int attempt = 0; ; attempt++) {
        CompletableFuture<JavaFutureAction<?>> job = new CompletableFuture<>();
        String host = data.context().getConf().get("spark.driver.host");
        try (DriverReports reports =
            new DriverReports(
                host, token, listener, () -> job.thenAccept(running -> running.cancel(true)))) {
          TrainingPlan plan =
              new TrainingPlan(
                  host,
                  reports.address().getPort(),
                  token,
                  WorkerHost.here().text(),
                  file,
                  options,
                  limits == null ? null : Settings.of(limits).strings(),
                  directory,
                  new SerializableConfiguration(configuration()),
                  options != null,
                  timeout,
                  count,
                  shards);
          try {
            return trained(run(records, plan, job));
          } catch (Exception e) {
            requireRetry(e, reports, directory, attempt);
          }
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      if (file != null) {
        file.destroy();
      }
    }
  }

  /// The records, each with its partition and place in it, where their workers will be.
  private RDD<Tuple2<Long, R>> records(int count, int shards) {
    return data.mapPartitionsWithIndex(SparkTrainer::<R>keyed, true)
        .mapToPair(pair -> pair)
        .repartitionAndSortWithinPartitions(new ShardPartitioner(count, shards))
        .rdd();
  }

  private static <R> Iterator<Tuple2<Long, R>> keyed(int shard, Iterator<R> records) {
    return new Iterator<>() {
      private long place;

      @Override
      public boolean hasNext() {
        return records.hasNext();
      }

      @Override
      public Tuple2<Long, R> next() {
        return new Tuple2<>(TrainingWorker.key(shard, place++), records.next());
      }
    };
  }

  private static final class ShardPartitioner extends Partitioner {
    private static final long serialVersionUID = 1;
    private final int workers;
    private final int shards;

    ShardPartitioner(int workers, int shards) {
      this.workers = workers;
      this.shards = shards;
    }

    @Override
    public int numPartitions() {
      return workers;
    }

    @Override
    public int getPartition(Object key) {
      return TrainingPlan.worker(TrainingWorker.shard((Long) key), workers, shards);
    }
  }

  private List<TrainingOutcome> run(
      RDD<Tuple2<Long, R>> records, TrainingPlan plan, CompletableFuture<JavaFutureAction<?>> job)
      throws Exception {
    ClassTag<TrainingOutcome> tag = ClassTag$.MODULE$.apply(TrainingOutcome.class);
    RDD<TrainingOutcome> outcomes =
        records.barrier().mapPartitions(new TrainingWorker<>(plan, task), false, tag);
    JavaSparkContext context = context();
    String before = context.getLocalProperty(INTERRUPT);
    context.setLocalProperty(INTERRUPT, "true"); // a worker that hangs is to be woken
    JavaFutureAction<List<TrainingOutcome>> running;
    try {
      running = JavaRDD.fromRDD(outcomes, tag).collectAsync();
    } finally {
      context.setLocalProperty(INTERRUPT, before);
    }
    job.complete(running);
    return running.get();
  }

  @SuppressWarnings("unchecked") // it is of the kind of this trainer's model
  private Trained<M> trained(List<TrainingOutcome> outcomes) throws IOException {
    TrainingOutcome outcome = outcomes.getFirst();
    Checkpoint best = CheckpointBytes.read(ByteBuffer.wrap(outcome.model()));
    return new Trained<>((M) Models.build(best), outcome.result());
  }

  /// Returns if the failure of a try is one that another may not meet.
  private void requireRetry(Exception e, DriverReports reports, String directory, int attempt) {
    if (reports.failure() != null) {
      throw new SparkTrainingException(
          "training failed: %s; checkpoints in %s are intact"
              .formatted(reports.failure(), directory),
          e);
    }
    if (!reports.begun() && attempt == 0) {
      throw new SparkTrainingException(
          "training cannot begin, the data cannot be read or no workers be had: "
              + Failures.ofJob(e),
          e);
    }
    String loss = reports.loss() != null ? reports.loss() : Failures.ofJob(e);
    if (attempt >= retries) {
      throw new SparkTrainingException(
          "training failed %d times, workers were lost: %s; it can be resumed from %s"
              .formatted(attempt + 1, loss, directory),
          e);
    }
    LOGGER.log(
        System.Logger.Level.WARNING,
        "workers were lost ({0}): training goes on from the latest checkpoint",
        loss);
  }
}

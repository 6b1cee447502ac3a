package dev.unroll.spark;

import dev.unroll.core.Checks;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Model;
import java.io.IOException;
import java.io.Serializable;
import java.util.Iterator;
import java.util.function.ToIntFunction;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;
import org.apache.spark.broadcast.Broadcast;

/// Applies a model to the records of RDDs. The model is broadcast once, and there is one of it in each executor.
/// Records are taken in batches of like length, so that little of them is padding, and the answers are in the order of
/// the records:
///
///     SparkScorer<TextClassifier> scorer = SparkScorer.of(context, classifier);
///     JavaRDD<Float> positive = scorer.score(texts, 64, String::length, (model, batch) -> …);
///
/// @param <M> the model
public final class SparkScorer<M extends Model> {
  private final Broadcast<byte[]> file;

  private SparkScorer(Broadcast<byte[]> file) {
    this.file = file;
  }

  /// A scorer by a model as it is now.
  public static <M extends Model> SparkScorer<M> of(JavaSparkContext context, M model)
      throws IOException {
    return new SparkScorer<>(context.broadcast(CheckpointBytes.of(Checkpoint.of(model))));
  }

  /// A length that can be sent to executors.
  ///
  /// @param <R> the records
  @FunctionalInterface
  public interface Length<R> extends ToIntFunction<R>, Serializable {}

  /// What a model makes of each record, in their order.
  ///
  /// @param batch the records of a batch, at most
  /// @param length of a record: steps of a sequence
  /// @param scorer applies the model to a batch
  public <R, S> JavaRDD<S> score(
      JavaRDD<R> data, int batch, Length<R> length, BatchScorer<M, R, S> scorer) {
    Checks.positive("batch", batch);
    Broadcast<byte[]> sent = file;
    return data.mapPartitions(records -> scores(sent, records, batch, length, scorer), true);
  }

  private static <M extends Model, R, S> Iterator<S> scores(
      Broadcast<byte[]> file,
      Iterator<R> records,
      int batch,
      Length<R> length,
      BatchScorer<M, R, S> scorer)
      throws IOException {
    WorkerHost.requireUsable(Runtime.version());
    return new ScoreIterator<>(ExecutorModels.model(file), records, batch, length, scorer);
  }
}

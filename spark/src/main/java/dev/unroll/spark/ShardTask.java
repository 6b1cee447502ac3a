package dev.unroll.spark;

import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.training.Task;
import java.io.Serializable;
import java.util.List;

/// Makes a task of the records of one partition; called where the partition is, once a run.
///
/// @param <M> the model in training
/// @param <R> the records
/// @param <B> the batches that the task makes of them
@FunctionalInterface
public interface ShardTask<M extends Model, R, B> extends Serializable {
  /// A task on the model, not on a copy. What it holds out it takes from these records.
  ///
  /// @param records in the order of the partition
  Task<B> of(M model, List<R> records) throws Exception;
}

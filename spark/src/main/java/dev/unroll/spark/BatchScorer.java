package dev.unroll.spark;

import dev.unroll.models.checkpoint.Model;
import java.io.Serializable;
import java.util.List;

/// Applies a model to some records at once. It is shared by the threads of an executor, each of which calls this; what
/// it carries along meanwhile, tapes and states, it makes itself.
///
/// @param <M> the model
/// @param <R> the records
/// @param <S> what the model makes of a record
@FunctionalInterface
public interface BatchScorer<M extends Model, R, S> extends Serializable {
  /// One answer for each record, in their order.
  List<S> score(M model, List<R> batch) throws Exception;
}

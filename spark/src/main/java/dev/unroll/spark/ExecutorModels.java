package dev.unroll.spark;

import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.checkpoint.Models;
import java.io.IOException;
import java.lang.ref.SoftReference;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.Map;
import org.apache.spark.broadcast.Broadcast;

/// The models of this executor, one for each that was broadcast. They go when memory is short.
final class ExecutorModels {
  private static final Map<Long, SoftReference<Model>> MODELS = new HashMap<>();

  private ExecutorModels() {}

  /// The model of a file.
  @SuppressWarnings("unchecked") // who broadcast it knew its class
  static <M extends Model> M model(Broadcast<byte[]> file) throws IOException {
    synchronized (MODELS) {
      SoftReference<Model> known = MODELS.get(file.id());
      Model model = known == null ? null : known.get();
      if (model == null) {
        MODELS.values().removeIf(each -> each.get() == null);
        model = Models.build(CheckpointBytes.read(ByteBuffer.wrap(file.value())));
        MODELS.put(file.id(), new SoftReference<>(model));
      }
      return (M) model;
    }
  }
}

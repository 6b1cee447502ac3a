package dev.unroll.models.training;

import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.checkpoint.Resumable;
import dev.unroll.models.layer.Pass;
import java.util.List;

/// All that the [Trainer] knows of what it trains: a model with data, a loss and metrics.
///
/// @param <B> a batch
public interface Task<B> {
  /// The model in training.
  Model model();

  /// What it is trained on; at least one batch in each epoch.
  Batches<B> training();

  /// What is held out; [Batches#none] if nothing is.
  Batches<B> validation();

  /// The loss of a batch. Called in training with a random stream in the pass, and by [#evaluation] without.
  Loss loss(Pass pass, B batch);

  /// What the loss is called.
  Metric lossMetric();

  /// How many items a batch trains on; what they are says [#itemName].
  long items(B batch);

  /// What is counted, in the plural: `characters`, `sentences`.
  String itemName();

  /// How held-out data are measured; by default by the loss alone.
  default Evaluation<B> evaluation() {
    return Evaluation.ofLoss(this);
  }

  /// What the training carries along besides the model: a hidden state, say.
  default List<Resumable> state() {
    return List.of();
  }

  /// Who else trains the model, on other data: see [ShardedTask].
  default Peers peers() {
    return Peers.NONE;
  }

  /// The loss that a model is expected to begin with, from which the smoothed loss starts; NaN to let it
  /// start from the first.
  default double initialLoss() {
    return Double.NaN;
  }

  /// A few lines for a person that show what the model can do now: a sample of a generator, held-out examples
  /// with the model's answers. Leaves no trace in the training.
  default List<String> examples() {
    return List.of();
  }

  /// What the latest evaluation found besides its scores, as lines for a person: a confusion matrix, say.
  default List<String> findings() {
    return List.of();
  }
}

package dev.unroll.models.classification;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;

/// How labelled examples are trained on.
///
/// @param batch `N`, examples of a batch
/// @param balanced whether all labels count alike in the loss, whatever their number of examples
public record ClassificationOptions(
    @Setting(value = "Examples of a batch.", label = "N") int batch,
    @Setting("All labels count alike, whatever their number of examples.") boolean balanced) {
  public ClassificationOptions {
    Checks.positive("batch", batch);
  }

  /// Batches of 32, all examples counting alike.
  public static ClassificationOptions defaults() {
    return new ClassificationOptions(32, false);
  }
}

package dev.unroll.models.old;

import dev.unroll.models.old.optimizer.GradientClipping;
import dev.unroll.models.old.optimizer.OptimizerOptions;
import dev.unroll.models.old.training.EpochResult;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.old.training.TrainingState;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Training options and the loop's state as strings of a checkpoint's metadata. Numbers are written
/// so that reading gives the same bits.
final class TrainingMetadata {
  private static final String OPTIMIZER = "optimizer.";

  private TrainingMetadata() {}

  static void save(TrainingOptions options, Checkpoint to) {
    to.put("training.batch", options.batch());
    to.put("training.sequence", options.sequence());
    to.putAll(OPTIMIZER, options.optimizer().save());
    to.put("training.clipping", text(options.clipping()));
    to.put("training.reduction", options.reduction().name().toLowerCase(Locale.ROOT));
    to.put("training.validation", options.validation());
    to.put("training.smoothing", options.smoothing());
    to.put("training.seed", options.seed());
  }

  static TrainingOptions options(Checkpoint from) {
    return new TrainingOptions(
        from.integer("training.batch"),
        from.integer("training.sequence"),
        OptimizerOptions.restore(from.texts(OPTIMIZER)),
        clipping(from.text("training.clipping")),
        TrainingOptions.Reduction.valueOf(from.text("training.reduction").toUpperCase(Locale.ROOT)),
        (float) from.number("training.validation"),
        from.number("training.smoothing"),
        from.whole("training.seed"));
  }

  private static String text(GradientClipping clipping) {
    return switch (clipping) {
      case GradientClipping.None _ -> "none";
      case GradientClipping.ByNorm(float limit) -> "norm " + limit;
      case GradientClipping.ByValue(float limit) -> "value " + limit;
    };
  }

  private static GradientClipping clipping(String text) {
    String[] words = text.split(" ");
    if (words.length == 1 && words[0].equals("none")) {
      return new GradientClipping.None();
    }
    if (words.length == 2 && words[0].equals("norm")) {
      return new GradientClipping.ByNorm(Float.parseFloat(words[1]));
    }
    if (words.length == 2 && words[0].equals("value")) {
      return new GradientClipping.ByValue(Float.parseFloat(words[1]));
    }
    throw new IllegalArgumentException("training.clipping: cannot read '" + text + "'");
  }

  static void save(TrainingState state, Checkpoint to) {
    to.put("state.step", state.step());
    to.put("state.smoothed_loss", state.smoothedLoss());
    to.put("state.loss_sum", state.lossSum());
    StringBuilder history = new StringBuilder();
    for (EpochResult epoch : state.epochs()) {
      history
          .append(history.isEmpty() ? "" : ";")
          .append(epoch.epoch())
          .append(' ')
          .append(epoch.step())
          .append(' ')
          .append(epoch.loss())
          .append(' ')
          .append(epoch.validation());
    }
    to.put("state.epochs", history);
  }

  static TrainingState state(Checkpoint from) {
    List<EpochResult> epochs = new ArrayList<>();
    String history = from.text("state.epochs");
    for (String epoch : history.isEmpty() ? new String[0] : history.split(";")) {
      String[] words = epoch.split(" ");
      if (words.length != 4) {
        throw new IllegalArgumentException("state.epochs: cannot read '" + epoch + "'");
      }
      epochs.add(
          new EpochResult(
              Integer.parseInt(words[0]),
              Long.parseLong(words[1]),
              Double.parseDouble(words[2]),
              Double.parseDouble(words[3])));
    }
    return new TrainingState(
        from.whole("state.step"),
        from.number("state.smoothed_loss"),
        from.number("state.loss_sum"),
        epochs);
  }
}

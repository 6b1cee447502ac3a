package dev.unroll.models.old;

import dev.unroll.core.Shape;
import dev.unroll.models.old.training.EpochResult;
import dev.unroll.models.old.training.TrainingOptions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// What is in a checkpoint.
///
/// @param model the model
/// @param training how it is trained; null in a checkpoint of the best model, or of a model alone
/// @param step steps done when it was saved, −1 where that is not known
/// @param epochs the epochs finished, empty where that is not known
/// @param validation the loss on what is held out: of this model in a checkpoint of the best, of the best epoch
///     in one of the latest state; NaN where that is not known
/// @param tensors all tensors of the file
public record CheckpointInfo(
    CharacterLanguageModel model,
    TrainingOptions training,
    long step,
    List<EpochResult> epochs,
    double validation,
    Map<String, Shape> tensors) {

  /// Reads a checkpoint.
  ///
  /// @throws IOException with a message for people if the file is missing, damaged or something else
  public static CheckpointInfo read(Path file) throws IOException {
    Checkpoint checkpoint = Checkpoint.load(file);
    CharacterLanguageModel model = checkpoint.model();
    Map<String, Shape> shapes = new LinkedHashMap<>();
    checkpoint.tensors("").forEach((name, tensor) -> shapes.put(name, tensor.shape()));
    try {
      if (checkpoint.has("state.step")) {
        var state = TrainingMetadata.state(checkpoint);
        return new CheckpointInfo(
            model,
            TrainingMetadata.options(checkpoint),
            state.step(),
            state.epochs(),
            state.bestValidation(),
            shapes);
      }
      return new CheckpointInfo(
          model,
          null,
          checkpoint.has("step") ? checkpoint.whole("step") : -1,
          List.of(),
          checkpoint.has("validation") ? checkpoint.number("validation") : Double.NaN,
          shapes);
    } catch (IllegalArgumentException e) {
      throw checkpoint.malformed(e);
    }
  }
}

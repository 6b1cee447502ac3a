package dev.unroll.spark;

import dev.unroll.models.training.RunDirectory;
import dev.unroll.models.training.TrainingResult;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;

/// What the first worker brings back.
///
/// @param model the file of the best model
/// @param reason why training ended
/// @param steps steps done since the very beginning
/// @param epochs epochs finished since the very beginning
/// @param scores of the model, as [Report#writeScores] writes them
record TrainingOutcome(byte[] model, String reason, long steps, int epochs, byte[] scores)
    implements Serializable {
  static TrainingOutcome of(TrainingResult result, RunDirectory run) throws IOException {
    ByteArrayOutputStream scores = new ByteArrayOutputStream();
    Report.writeScores(new DataOutputStream(scores), result.scores());
    Path best = Files.exists(run.best()) ? run.best() : run.latest();
    return new TrainingOutcome(
        Files.readAllBytes(best),
        result.reason().name(),
        result.steps(),
        result.epochs(),
        scores.toByteArray());
  }

  TrainingResult result() throws IOException {
    return new TrainingResult(
        TrainingResult.Reason.valueOf(reason),
        steps,
        epochs,
        Report.readScores(new DataInputStream(new ByteArrayInputStream(scores))));
  }
}

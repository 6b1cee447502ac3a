package dev.unroll.spark;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import java.nio.file.Path;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Executors that have another build of the library are refused.
final class SparkRefusalTest {
  @Test
  void anotherBuildIsRefused(@TempDir Path directory) throws Exception {
    try (JavaSparkContext context = Sparks.processesOfAnotherBuild(1)) {
      String message =
          assertThrows(
                  SparkTrainingException.class,
                  () ->
                      Poem.trainer(context, 8, 100)
                          .on(1)
                          .start(
                              directory.toString(),
                              TrainingOptions.defaults(),
                              TrainingLimits.epochs(1),
                              TrainingListener.NONE))
              .getMessage();
      assertTrue(message.startsWith("training failed: worker 0: worker 0 at "), message);
      assertTrue(message.contains(" has another build of unroll ("), message);
    }
  }
}

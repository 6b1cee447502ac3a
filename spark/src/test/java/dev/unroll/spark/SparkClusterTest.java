package dev.unroll.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Training in processes of their own: the bits of one machine, also after one of them was killed.
final class SparkClusterTest {
  private static final int EXECUTORS = 2;
  private static final int HIDDEN = 32;
  private static final int LINES = 400;
  private static final TrainingOptions OPTIONS = TrainingOptions.defaults();

  private static JavaSparkContext context;

  @TempDir Path directory;

  @BeforeAll
  static void start() throws Exception {
    context = Sparks.processes(EXECUTORS);
  }

  @AfterAll
  static void stop() {
    context.close();
  }

  @Test
  void oneAndTwoWorkersHaveTheBitsOfOneMachine() throws Exception {
    TrainingLimits limits = TrainingLimits.epochs(2);
    TrainingResult alone = Poem.alone(directory.resolve("alone"), HIDDEN, LINES, OPTIONS, limits);
    String wanted = Poem.checksums(directory.resolve("alone"));
    System.out.print("one machine\n" + wanted);
    for (int workers : new int[] {1, 2}) {
      Path here = directory.resolve("on-" + workers);
      Trained<LanguageModel> trained =
          Poem.trainer(context, HIDDEN, LINES)
              .on(workers)
              .start(here.toString(), OPTIONS, limits, TrainingListener.NONE);

      System.out.printf("%d workers%n%s", workers, Poem.checksums(here));
      assertEquals(alone, trained.result());
      assertEquals(wanted, Poem.checksums(here), workers + " workers");
    }
  }

  @Test
  void aTrainingGoesOnAfterAWorkerWasKilled() throws Exception {
    List<Long> processes = Sparks.processes(context, EXECUTORS);
    assertEquals(EXECUTORS, processes.size());
    ProcessHandle victim = ProcessHandle.of(processes.getLast()).orElseThrow();
    Path here = directory.resolve("here");
    Poem.trainer(context, HIDDEN, LINES)
        .start(here.toString(), OPTIONS, TrainingLimits.steps(60), TrainingListener.NONE);
    List<Long> steps = new ArrayList<>();
    TrainingLimits limits = TrainingLimits.steps(300);
    TrainingResult result =
        Poem.trainer(context, HIDDEN, LINES)
            .resume(
                here.toString(),
                limits,
                progress -> {
                  steps.add(progress.step());
                  if (progress.step() == 100) {
                    victim.destroyForcibly(); // SIGKILL; the second time it is dead already
                  }
                })
            .result();

    assertFalse(victim.isAlive());
    assertEquals(61, steps.getFirst());
    assertTrue(steps.size() > 300 - 60, steps.size() + " steps: none was repeated");
    assertEquals(result, Poem.alone(directory.resolve("alone"), HIDDEN, LINES, OPTIONS, limits));
    assertEquals(Poem.checksums(directory.resolve("alone")), Poem.checksums(here));
  }
}

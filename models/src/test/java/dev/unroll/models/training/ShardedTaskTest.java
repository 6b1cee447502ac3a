package dev.unroll.models.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.data.TextBatch;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.language.LanguageTask;
import dev.unroll.models.language.TextOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Trainer.Environment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Shards that several processes share train to the bytes of one process that has them all.
final class ShardedTaskTest {
  private static final int SHARDS = 4;
  private static final String TEXT = "the quick brown fox jumps over the lazy dog\n";

  private static Corpus corpus(int from, LanguageModel model) throws IOException {
    TextSource source = TextSource.of(TEXT.substring(from) + TEXT.repeat(1 + from));
    return model == null
        ? Corpus.ofCharacters(source)
        : Corpus.with(model.vocabulary(), Tokenizer.CHARACTERS, source);
  }

  /// A model with an embedding, so that there are sparse rows, and dropout, so that something is drawn.
  private static LanguageModel model() throws IOException {
    LanguageModelOptions options =
        LanguageModelOptions.words(Tokenizer.CHARACTERS, Cell.LSTM, 5, 8, 0.2f);
    return LanguageModel.build(options, corpus(0, null).vocabulary(), 1);
  }

  private static ShardedTask<TextBatch> task(LanguageModel model, Peers peers) throws IOException {
    List<LanguageTask> shards = new ArrayList<>();
    for (int shard = 0; shard < SHARDS; shard++) {
      boolean here = shard * peers.size() / SHARDS == peers.rank();
      // unequal shards: the shorter ones sit out
      shards.add(
          here ? new LanguageTask(model, corpus(shard, model), TextOptions.chunks(3, 5)) : null);
    }
    return ShardedTask.of(shards, peers);
  }

  private static TrainingOptions options() {
    return TrainingOptions.defaults().withAccumulation(SHARDS).withClipping(1, 0);
  }

  private static TrainingResult run(Path path, Peers peers, long steps) throws IOException {
    try (RunDirectory directory = peers.rank() == 0 ? RunDirectory.claim(path) : null) {
      Environment environment =
          new Environment(directory, Settings.none(), Kernels.active(), Workers.CALLER);
      return Trainer.start(
              task(model(), peers), options(), TrainingLimits.steps(steps), environment)
          .run(TrainingListener.NONE);
    }
  }

  private static TrainingResult resume(Path path, Peers peers, long steps) throws IOException {
    Checkpoint checkpoint = Checkpoint.read(path.resolve(RunDirectory.LATEST));
    try (RunDirectory directory = peers.rank() == 0 ? RunDirectory.claim(path) : null) {
      Environment environment =
          new Environment(directory, Settings.none(), Kernels.active(), Workers.CALLER);
      LanguageModel model = (LanguageModel) Models.build(checkpoint);
      return Trainer.resume(
              task(model, peers), checkpoint, TrainingLimits.steps(steps), environment)
          .run(TrainingListener.NONE);
    }
  }

  @ParameterizedTest
  @CsvSource({"2,15", "3,14", "4,15", "2,5"})
  void anyNumberOfPeersWritesTheSameBytes(int size, long steps, @TempDir Path directory)
      throws Exception {
    Path alone = directory.resolve("alone");
    Path together = directory.resolve("together");
    TrainingResult wanted = run(alone, Peers.NONE, steps);
    List<TrainingResult> got = PeerThreads.run(size, peers -> run(together, peers, steps));

    assertEquals(wanted, got.getFirst());
    assertEquals(steps, wanted.steps());
    assertFalse(wanted.scores().isEmpty());
    assertSame(alone, together);
  }

  @Test
  void stoppedAndResumedWithAnotherNumberOfPeersWritesTheSameBytes(@TempDir Path directory)
      throws Exception {
    Path alone = directory.resolve("alone");
    Path together = directory.resolve("together");
    run(alone, Peers.NONE, 15);
    PeerThreads.run(3, peers -> run(together, peers, 4));
    PeerThreads.run(2, peers -> resume(together, peers, 9));
    resume(together, Peers.NONE, 15);
    assertSame(alone, together);
  }

  private static void assertSame(Path a, Path b) throws IOException {
    for (String file : List.of(RunDirectory.BEST, RunDirectory.LATEST)) {
      assertArrayEquals(
          Files.readAllBytes(a.resolve(file)), Files.readAllBytes(b.resolve(file)), file);
    }
  }

  @Test
  void aStepHasABatchOfEachShard() throws IOException {
    IllegalArgumentException refused =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                Trainer.start(
                    task(model(), Peers.NONE),
                    TrainingOptions.defaults(),
                    TrainingLimits.steps(1)));
    assertEquals("accumulation: expected 4, a batch of each shard, got 1", refused.getMessage());
  }

  @Test
  void shardsOfDifferentModelsAreRefused() throws IOException {
    LanguageModel model = model();
    LanguageTask one = new LanguageTask(model, corpus(0, model), TextOptions.chunks(3, 5));
    LanguageTask other = new LanguageTask(model(), corpus(0, model), TextOptions.chunks(3, 5));
    assertThrows(IllegalArgumentException.class, () -> ShardedTask.of(List.of(one, other)));
  }
}

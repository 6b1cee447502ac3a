package dev.unroll.spark;

import dev.unroll.core.RandomStream;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Model;
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
import dev.unroll.models.training.RunDirectory;
import dev.unroll.models.training.ShardedTask;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.Trainer.Environment;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/// A text in lines, a model of its characters, and the same training on one machine.
final class Poem {
  static final int PARTITIONS = 4;

  private static final List<String> WORDS =
      List.of("all", "work", "and", "no", "play", "makes", "jack", "a", "dull", "boy");

  private Poem() {}

  static List<String> lines(int count) {
    RandomStream random = new RandomStream(7);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      StringBuilder line = new StringBuilder();
      for (int words = 3 + random.nextInt(5); words > 0; words--) {
        line.append(WORDS.get(random.nextInt(WORDS.size()))).append(words > 1 ? " " : "");
      }
      lines.add(line.toString());
    }
    return lines;
  }

  static JavaRDD<String> data(JavaSparkContext context, int lines) {
    return context.parallelize(lines(lines), PARTITIONS);
  }

  /// The part of each partition, as `parallelize` cuts them.
  static List<List<String>> parts(int lines, int partitions) {
    List<String> all = lines(lines);
    List<List<String>> parts = new ArrayList<>();
    for (int i = 0; i < partitions; i++) {
      parts.add(all.subList(i * lines / partitions, (i + 1) * lines / partitions));
    }
    return parts;
  }

  static Corpus corpus(LanguageModel model, List<String> lines) throws IOException {
    TextSource source = TextSource.of(String.join("\n", lines));
    return model == null
        ? Corpus.ofCharacters(source)
        : Corpus.with(model.vocabulary(), Tokenizer.CHARACTERS, source);
  }

  /// Characters with vectors, so that gradients have rows of a table, and dropout, so that something is drawn.
  static LanguageModel model(int hidden) {
    try {
      LanguageModelOptions options =
          LanguageModelOptions.words(Tokenizer.CHARACTERS, Cell.LSTM, 12, hidden, 0.1f);
      return LanguageModel.build(options, corpus(null, lines(100)).vocabulary(), 1);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static ShardTask<LanguageModel, String, TextBatch> task() {
    return (model, lines) ->
        new LanguageTask(model, corpus(model, lines), TextOptions.chunks(4, 16));
  }

  static SparkTrainer<LanguageModel, String, TextBatch> trainer(
      JavaSparkContext context, int hidden, int lines) {
    return SparkTrainer.of(data(context, lines), model(hidden), task());
  }

  /// On this machine alone.
  static TrainingResult alone(
      Path directory, int hidden, int lines, TrainingOptions options, TrainingLimits limits)
      throws Exception {
    LanguageModel model = model(hidden);
    List<Task<TextBatch>> shards = new ArrayList<>();
    for (List<String> part : parts(lines, PARTITIONS)) {
      shards.add(task().of(model, part));
    }
    try (RunDirectory run = RunDirectory.claim(directory)) {
      return Trainer.start(
              ShardedTask.of(shards),
              options.withAccumulation(PARTITIONS),
              limits,
              Environment.in(run, Settings.none(), Workers.CALLER))
          .run(TrainingListener.NONE);
    }
  }

  /// The checksums of both checkpoints.
  static String checksums(Path directory) throws Exception {
    StringBuilder sums = new StringBuilder();
    for (String name : List.of(RunDirectory.BEST, RunDirectory.LATEST)) {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(directory.resolve(name)));
      sums.append(name).append(' ').append(HexFormat.of().formatHex(hash, 0, 16)).append('\n');
    }
    return sums.toString();
  }

  static boolean sameParameters(Model a, Model b) {
    for (int p = 0; p < a.parameters().size(); p++) {
      if (!java.util.Arrays.equals(
          a.parameters().get(p).value().toArray(), b.parameters().get(p).value().toArray())) {
        return false;
      }
    }
    return true;
  }
}

package dev.unroll.spark;

import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.language.LanguageTask;
import dev.unroll.models.language.TextOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.io.IOException;
import java.util.List;
import org.apache.spark.SparkConf;
import org.apache.spark.api.java.JavaRDD;
import org.apache.spark.api.java.JavaSparkContext;

/// The README's program.
public final class TrainOnSpark {
  public static void main(String[] args) throws IOException {
    try (JavaSparkContext spark = new JavaSparkContext(new SparkConf().setAppName("unroll"))) {
      // 1. a text in some 8 partitions, and a model of the characters that occur in it
      JavaRDD<String> lines = spark.textFile(args[0], 8).filter(line -> line.length() > 1);
      List<String> characters =
          lines.flatMap(line -> List.of(line.split("")).iterator()).distinct().collect();
      Corpus all = Corpus.ofCharacters(TextSource.of(String.join("", characters) + "\n"));
      LanguageModel model =
          LanguageModel.build(LanguageModelOptions.characters(Cell.LSTM, 64), all.vocabulary(), 1);

      // 2. each partition has a part in every step; a lost worker leaves no trace in the result
      Trained<LanguageModel> trained =
          SparkTrainer.of(lines, model, TrainOnSpark::task)
              .start(
                  args[1],
                  TrainingOptions.defaults(),
                  TrainingLimits.epochs(3),
                  step -> System.out.printf("%d: %.3f%n", step.step(), step.smoothedLoss()));
      System.out.println(trained.result());

      // 3. the bits a character of each line, in the order of the lines
      SparkScorer.of(spark, trained.model())
          .score(lines, 64, String::length, TrainOnSpark::bits)
          .saveAsTextFile(args[2]);
    }
  }

  static LanguageTask task(LanguageModel model, List<String> lines) throws IOException {
    TextSource text = TextSource.of(String.join("\n", lines));
    Corpus corpus = Corpus.with(model.vocabulary(), Tokenizer.CHARACTERS, text);
    return new LanguageTask(model, corpus, TextOptions.chunks(8, 32));
  }

  static List<Double> bits(LanguageModel model, List<String> batch) {
    return batch.stream().map(line -> model.score(line).bitsPerToken()).toList();
  }
}

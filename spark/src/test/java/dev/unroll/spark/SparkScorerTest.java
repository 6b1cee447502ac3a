package dev.unroll.spark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Tensor;
import dev.unroll.models.classification.GeneratedReviews;
import dev.unroll.models.classification.LabelledText;
import dev.unroll.models.classification.TextClassifier;
import dev.unroll.models.classification.TextClassifierOptions;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Pass;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.spark.api.java.JavaSparkContext;
import org.junit.jupiter.api.Test;

/// Scoring gives the numbers of one machine that takes one record at a time, in the order of the records.
final class SparkScorerTest {
  private static final int SENTENCES = 100_000;
  private static final int BATCH = 64;

  /// Sentences of one to three reviews.
  private static List<String> sentences(int count) {
    List<String> sentences = new ArrayList<>(count);
    List<LabelledText> texts = GeneratedReviews.texts(3 * count, 3);
    for (int i = 0; i < count; i++) {
      StringBuilder sentence = new StringBuilder(texts.get(3 * i).text());
      for (int more = 1; more <= i % 3; more++) {
        sentence.append(' ').append(texts.get(3 * i + more).text());
      }
      sentences.add(sentence.toString());
    }
    return sentences;
  }

  private static TextClassifier model() {
    TextClassifierOptions options = TextClassifierOptions.words(8, Cell.GRU, 8);
    return TextClassifier.build(options, GeneratedReviews.texts(300, 3), 1000, 1);
  }

  /// The probability of the last label of each text.
  private static List<Float> probabilities(TextClassifier model, List<String> texts) {
    return probabilities(new Tape(), model, texts);
  }

  private static List<Float> probabilities(Tape tape, TextClassifier model, List<String> texts) {
    try (NoGradient _ = tape.noGradient()) {
      int[][] ids = texts.stream().map(model::encode).toArray(int[][]::new);
      Tensor y =
          Ops.softmax(model.forward(Pass.reading(tape), model.batch(ids)).logits(), 1).value();
      List<Float> probabilities = new ArrayList<>();
      for (int i = 0; i < ids.length; i++) {
        probabilities.add(y.get(i, 1));
      }
      return probabilities;
    } finally {
      tape.reset();
    }
  }

  @Test
  void aHundredThousandSentencesHaveTheNumbersOfOneMachine() throws Exception {
    TextClassifier model = model();
    List<String> sentences = sentences(SENTENCES);
    try (JavaSparkContext context = Sparks.threads(2)) {
      List<Float> scores =
          SparkScorer.of(context, model)
              .score(
                  context.parallelize(sentences, 7),
                  BATCH,
                  String::length,
                  SparkScorerTest::probabilities)
              .collect();

      assertEquals(SENTENCES, scores.size());
      Tape tape = new Tape();
      for (int i = 0; i < SENTENCES; i++) {
        List<Float> alone = probabilities(tape, model, List.of(sentences.get(i)));
        assertEquals(alone.getFirst(), scores.get(i), "sentence " + i);
      }
      assertTrue(Set.copyOf(scores).size() > 1000);
    }
  }

  @Test
  void thereIsOneModelAnExecutorAndBatchesAreOfLikeLength() throws Exception {
    try (JavaSparkContext context = Sparks.threads(2)) {
      SparkScorer<TextClassifier> scorer = SparkScorer.of(context, model());
      List<String> sentences = sentences(1000);
      List<Integer> models =
          scorer
              .score(
                  context.parallelize(sentences, 5),
                  10,
                  String::length,
                  (model, batch) ->
                      batch.stream().map(text -> System.identityHashCode(model)).toList())
              .collect();
      assertEquals(1, Set.copyOf(models).size());

      List<Integer> spreads =
          scorer
              .score(
                  context.parallelize(sentences, 5),
                  10,
                  String::length,
                  (model, batch) -> {
                    var lengths = batch.stream().mapToInt(String::length).summaryStatistics();
                    return batch.stream().map(_ -> lengths.getMax() - lengths.getMin()).toList();
                  })
              .collect();
      assertTrue(spreads.stream().mapToInt(i -> i).average().orElseThrow() < 10);

      Exception refused =
          assertThrows(
              Exception.class,
              () ->
                  scorer
                      .score(
                          context.parallelize(sentences, 1),
                          10,
                          String::length,
                          (model, batch) -> List.of(1))
                      .collect());
      assertTrue(
          refused
              .getMessage()
              .contains("scoring: expected an answer for each of 10 records, got 1"),
          refused.getMessage());
    }
  }
}

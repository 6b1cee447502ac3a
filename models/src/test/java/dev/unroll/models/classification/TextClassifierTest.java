package dev.unroll.models.classification;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Directions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Summary;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.ResumeCheck;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TextClassifierTest {
  private static final List<String> GOOD = List.of("good", "fine", "lovely", "moving", "funny");
  private static final List<String> BAD = List.of("bad", "dull", "boring", "awful", "flat");
  private static final TrainingOptions TRAINING =
      TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.02f));

  /// Sentences whose words say nothing: only their order does.
  private static List<LabelledText> sentences(int from, int to) {
    List<LabelledText> sentences = new ArrayList<>();
    for (int g = 0; g < GOOD.size(); g++) {
      for (int b = 0; b < BAD.size(); b++) {
        int kind = (g + 2 * b) % 5;
        if (from <= kind && kind < to) {
          sentences.add(new LabelledText("good", GOOD.get(g) + " , not " + BAD.get(b) + " at all"));
          sentences.add(new LabelledText("bad", BAD.get(b) + " , not " + GOOD.get(g) + " at all"));
        }
      }
    }
    return sentences;
  }

  private static TextClassifierOptions options(Summary summary) {
    return TextClassifierOptions.words(6, Cell.LSTM, 8)
        .withDirections(Directions.BOTH)
        .withSummary(summary);
  }

  private static TextClassifier model(Summary summary) {
    return TextClassifier.build(options(summary), sentences(0, 3), 100, 1);
  }

  private static TextClassificationTask task(TextClassifier model) {
    return new TextClassificationTask(
        model, sentences(0, 3), sentences(3, 5), new ClassificationOptions(6, false), 1);
  }

  @ParameterizedTest
  @EnumSource(Summary.class)
  void orderMatters(Summary summary) throws IOException {
    TextClassificationTask task = task(model(summary));
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(12)).run(TrainingListener.NONE);
    assertEquals(1, result.scores().getFirst().value(), result.scores().toString());
    assertEquals(10, task.confusion().count(0, 0));
    assertEquals(0.5, task.baselines().getLast().value()); // a bag of words knows nothing

    TextClassifier model = task.model();
    Classification good = model.classify("good , not bad at all");
    Classification bad = model.classify("bad , not good at all");
    assertEquals("good", good.label());
    assertEquals("bad", bad.label());
    assertTrue(good.probability() > 0.8 && bad.probability() > 0.8, good + " " + bad);
  }

  @Test
  void moreThanTwoLabelsFromCharacters() throws IOException {
    List<LabelledText> names = new ArrayList<>();
    for (String stem : List.of("Mart", "Petr", "Ant", "Luk", "Jan", "Mar")) {
      names.add(new LabelledText("italian", stem + "ini"));
      names.add(new LabelledText("slavic", stem + "ović"));
      names.add(new LabelledText("nordic", stem + "sson"));
    }
    TextClassifier model =
        TextClassifier.build(
            TextClassifierOptions.characters(Cell.RESET_AFTER_GRU, 12), names, 100, 2);
    assertEquals(-1, model.vocabulary().tokens().indexOf("ć")); // marks are left out
    TextClassificationTask task =
        new TextClassificationTask(model, names, names, new ClassificationOptions(4, true), 1);
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(8)).run(TrainingListener.NONE);
    assertEquals(
        List.of("accuracy", "cross-entropy", "macro-f1"),
        result.scores().stream().map(score -> score.metric().name()).toList());
    assertEquals(1, result.scores().getFirst().value());
    assertEquals("slavic", model.classify("Zorović").label());
    assertEquals(6, task.examples().size());
    assertEquals(List.of(1 / 3.0, 1.0), task.baselines().stream().map(Score::value).toList());
  }

  @Test
  void theExplanationNamesTheWordsThatDecide() throws IOException {
    List<LabelledText> examples = new ArrayList<>();
    for (String word : List.of("a", "the", "some", "this")) {
      GOOD.forEach(good -> examples.add(new LabelledText("1", word + " " + good + " film")));
      BAD.forEach(bad -> examples.add(new LabelledText("0", word + " " + bad + " film")));
    }
    for (Summary summary : List.of(Summary.MEAN, Summary.ATTENTION)) {
      TextClassifier model = TextClassifier.build(options(summary), examples, 100, 1);
      Trainer.start(
              new TextClassificationTask(
                  model, examples, examples, ClassificationOptions.defaults(), 1),
              TRAINING,
              TrainingLimits.epochs(15))
          .run(TrainingListener.NONE);
      Explanation explanation = model.explain("the lovely film");
      assertEquals(model.classify("the lovely film"), explanation.answer());
      List<Explanation.Token> tokens = explanation.tokens();
      assertEquals(
          List.of("the", "lovely", "film"), tokens.stream().map(Explanation.Token::text).toList());
      if (summary == Summary.ATTENTION) {
        double all = tokens.stream().mapToDouble(Explanation.Token::share).sum();
        assertEquals(1, all, 1e-6);
      } else {
        assertTrue(tokens.get(1).share() > tokens.get(0).share(), explanation.toString());
      }
    }
  }

  /// With layers that say nothing only the scores are left, which are those of naive Bayes at first.
  @ParameterizedTest
  @ValueSource(ints = {2, 3})
  void scoresOfTokensBeginAsNaiveBayes(int labels) {
    List<LabelledText> examples = new ArrayList<>();
    Random random = new Random(labels);
    for (int i = 0; i < 60; i++) {
      StringBuilder text = new StringBuilder();
      for (int word = 0; word < 6; word++) {
        int scattered = random.nextInt(4) == 0 ? random.nextInt(20) : 6 * (i % labels);
        text.append(word == 0 ? "" : " ").append((char) ('a' + scattered + word % 5));
      }
      examples.add(new LabelledText("" + i % labels, text.toString()));
    }
    TextClassifier model =
        TextClassifier.build(
            options(Summary.ATTENTION).withWordScores(), examples, 100, Initializer.torch(), 1);
    model.parameters().stream()
        .filter(parameter -> parameter.name().startsWith("output."))
        .forEach(parameter -> parameter.value().fill(0));
    NaiveBayes bayes = new NaiveBayes(labels);
    examples.forEach(
        example -> bayes.add(model.encode(example.text()), Integer.parseInt(example.label())));
    int[] seen = new int[labels];
    for (LabelledText example : examples) {
      int[] words = Arrays.stream(model.encode(example.text())).distinct().toArray();
      String once =
          Arrays.stream(words).mapToObj(model.vocabulary()::token).collect(Collectors.joining(" "));
      int expected = bayes.classify(words);
      seen[expected]++;
      assertEquals("" + expected, model.classify(once).label(), once);

      // what each token does is its score, and the attention, which nobody asked, is not it
      Explanation explanation = model.explain(once);
      for (int t = 0; t < words.length; t++) {
        double[] logs = bayes.logs(words[t]);
        double others = (Arrays.stream(logs).sum() - logs[expected]) / (labels - 1);
        assertEquals(
            TextClassifier.CERTAINTY * (logs[expected] - others),
            explanation.tokens().get(t).share(),
            1e-5,
            once);
      }
    }
    assertTrue(Arrays.stream(seen).allMatch(count -> count > 5), Arrays.toString(seen));
  }

  @Test
  void gradientTimesInputOfALinearPathIsItsPart() {
    // The shares of tokens are gradients: moving a token's vector a little moves the logit by its
    // share.
    TextClassifier model = model(Summary.MEAN);
    Explanation explanation = model.explain("good , not bad at all");
    int id = model.vocabulary().idOf("not");
    Tensor table = model.embedding().weight().value();
    float before = logit(model);
    double step = 1e-2;
    for (int e = 0; e < 6; e++) {
      table.set((float) (table.get(id, e) * (1 + step)), id, e);
    }
    double sign = explanation.answer().label().equals("good") ? 1 : -1;
    assertEquals(explanation.tokens().get(2).share(), sign * (logit(model) - before) / step, 2e-3);
  }

  private static float logit(TextClassifier model) {
    int[][] text = {model.encode("good , not bad at all")};
    return model
        .forward(Pass.reading(new Tape()), model.batch(text))
        .logits()
        .value()
        .get(0, model.labels().idOf("good"));
  }

  @Test
  void aLoadedModelGivesTheSameBits(@TempDir Path directory) throws IOException {
    TextClassifier model = model(Summary.ATTENTION);
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    TextClassifier loaded = Models.load(file, TextClassifier.class);
    assertEquals(model.options(), loaded.options());
    String text = "never dull , not bad at all";
    assertEquals(model.classify(text), loaded.classify(text));
    assertEquals(model.explain(text), loaded.explain(text));
  }

  @Test
  void resumed(@TempDir Path directory) throws IOException {
    ResumeCheck.check(
        directory,
        TextClassifier.class,
        () ->
            TextClassifier.build(
                options(Summary.MAX).withDropout(0.3f, 0.2f), sentences(0, 3), 100, 1),
        TextClassifierTest::task,
        TRAINING,
        9,
        4);
  }

  @Test
  void kerasPadsInFrontToOneLength() {
    TextClassifier model =
        TextClassifier.build(TextClassifierOptions.keras(Cell.LSTM, 4), sentences(0, 3), 100, 1);
    assertEquals(4, model.encode("good , not bad at all").length);
    assertEquals(4, model.batch(new int[][] {{2}}).steps());
    assertEquals(0, model.batch(new int[][] {{2}}).ids()[2]);
    assertEquals(2, model.batch(new int[][] {{2}}).ids()[3]);
  }

  @Test
  void anEmptyTextHasALabelToo() {
    for (Summary summary : Summary.values()) {
      assertTrue(Double.isFinite(model(summary).classify("").probability()));
      assertEquals(List.of(), model(summary).explain("").tokens());
    }
  }

  @Test
  void badInputIsRefused() {
    List<LabelledText> one = List.of(new LabelledText("1", "a"), new LabelledText("1", "b"));
    IllegalArgumentException single =
        assertThrows(
            IllegalArgumentException.class,
            () -> TextClassifier.build(options(Summary.LAST), one, 100, 1));
    assertEquals(
        "expected examples of at least two labels, but all 2 have the label '1'",
        single.getMessage());
    List<LabelledText> strange = List.of(new LabelledText("neutral", "so so"));
    IllegalArgumentException unseen =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new TextClassificationTask(
                    model(Summary.LAST),
                    sentences(0, 3),
                    strange,
                    ClassificationOptions.defaults(),
                    1));
    assertEquals(
        "the label 'neutral' was not among those trained on: bad, good", unseen.getMessage());
  }
}

package dev.unroll.models.tagging;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.ResumeCheck;
import dev.unroll.models.training.Trainer;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingListener;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.training.TrainingResult;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TaggerTest {
  private static final TrainingOptions TRAINING =
      TrainingOptions.defaults().withOptimizer(new OptimizerOptions.Adam(0.02f));

  private static TaggerOptions options(int shapes, int characters) {
    return TaggerOptions.defaults().with(6, shapes, characters, 8).withDropout(0.1f, 0.1f);
  }

  /// Sentences in which `May` is a person before `sees` and none after `in`.
  private static List<TaggedSentence> sentences(int count, long seed) {
    RandomStream random = new RandomStream(seed);
    List<String> names = List.of("May", "April", "June", "Rose");
    List<TaggedSentence> sentences = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      List<String> words = new ArrayList<>();
      List<String> tags = new ArrayList<>();
      for (int extra = random.nextInt(3); extra > 0; extra--) {
        add(words, tags, "well", "O");
      }
      String first = names.get(random.nextInt(4));
      if (random.nextInt(2) == 0) {
        add(words, tags, first, "B-person");
        add(words, tags, "Bell", "I-person");
        add(words, tags, "sees", "O");
      } else {
        add(words, tags, "in", "O");
        add(words, tags, first, "O");
      }
      sentences.add(new TaggedSentence(words, tags));
    }
    return sentences;
  }

  private static void add(List<String> words, List<String> tags, String word, String tag) {
    words.add(word);
    tags.add(tag);
  }

  private static Tagger model(int shapes, int characters) {
    return model(shapes, characters, TagOutput.LINEAR);
  }

  private static Tagger model(int shapes, int characters, TagOutput output) {
    List<TaggedSentence> sentences = sentences(60, 1);
    return Tagger.build(
        options(shapes, characters).withOutput(output), TaggerVocabulary.of(sentences, 1), 1);
  }

  private static TaggingTask task(Tagger model) {
    return new TaggingTask(model, sentences(60, 1), sentences(30, 2), 8, 1);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, LINEAR", "3, 0, CRF", "3, 4, LINEAR"})
  void whatStandsAroundAWordDecides(int shapes, int characters, TagOutput output)
      throws IOException {
    TaggingTask task = task(model(shapes, characters, output));
    TrainingResult result =
        Trainer.start(task, TRAINING, TrainingLimits.epochs(8)).run(TrainingListener.NONE);
    assertEquals("entity-f1", result.scores().getFirst().metric().name());
    assertEquals(1, result.scores().getFirst().value(), 0.05, result.scores().toString());
    assertTrue(task.baselines().getFirst().value() < 0.9, task.baselines().toString());
    assertEquals(3, task.examples().size());
    assertEquals(
        List.of("O", "B-person", "I-person", "O"),
        task.model().tag(List.of("well", "Rose", "Bell", "sees")));
    assertEquals(List.of(), task.model().tag(List.of()));
  }

  /// Where no tag is told to follow another, a CRF is a softmax for each word.
  @Test
  void aNewCrfHasTheLossOfSeparateWords() {
    double[] losses = new double[2];
    for (TagOutput output : TagOutput.values()) {
      Tagger model = model(3, 0, output);
      TaggerBatch batch =
          model.batch(
              model.encode(List.of("in", "May"), List.of("O", "O")),
              model.encode(List.of("June", "Bell", "sees"), List.of("B-person", "I-person", "O")));
      Pass pass = Pass.reading(new Tape());
      Loss loss = model.loss(pass, batch, model.forward(pass, batch));
      assertEquals(5, loss.weight());
      losses[output.ordinal()] = loss.mean().value().item();
    }
    assertEquals(losses[0], losses[1], 1e-5);
  }

  @Test
  void aCrfLearnsWhatFollowsWhat() throws IOException {
    TaggingTask task = task(model(0, 0, TagOutput.CRF));
    Trainer.start(task, TRAINING, TrainingLimits.epochs(4)).run(TrainingListener.NONE);
    Tensor transitions =
        task.model().parameters().stream()
            .filter(parameter -> parameter.name().equals("crf.transitions"))
            .findFirst()
            .orElseThrow()
            .value();
    int begin = task.model().vocabulary().tags().idOf("B-person");
    int inside = task.model().vocabulary().tags().idOf("I-person");
    int outside = task.model().vocabulary().tags().idOf("O");
    float seen = transitions.get(begin, inside);
    assertTrue(seen > transitions.get(outside, inside), transitions::toString);
    assertTrue(seen > transitions.get(inside, inside), transitions::toString);
    assertTrue(seen > transitions.get(begin, outside), transitions::toString);
  }

  @Test
  void aSentenceIsTaggedAlikeAloneAndBesideLongerOnes() {
    Tagger model = model(3, 4);
    TaggerBatch.Encoded small = model.encode(List.of("in", "May"), null);
    TaggerBatch.Encoded large = model.encode(List.of("well", "June", "Bell", "sees"), null);
    Tensor alone = model.forward(Pass.reading(new Tape()), model.batch(small)).value();
    Tensor beside = model.forward(Pass.reading(new Tape()), model.batch(large, small)).value();
    for (int t = 0; t < 2; t++) {
      assertArrayEquals(
          alone.at(t).at(0).toArray(), beside.at(t).at(1).toArray(), 1e-6f, "word " + t);
    }
  }

  @Test
  void shapesAreWhatWordsLookLike() {
    List<String> words =
        List.of(
            "@user",
            "#tag",
            "http://t.co",
            "...",
            "4th",
            "USA",
            "Paris",
            "well",
            "iPhone",
            "McDonald",
            "I",
            "@");
    assertEquals(
        List.of(
            WordShape.MENTION,
            WordShape.HASHTAG,
            WordShape.ADDRESS,
            WordShape.PUNCTUATION,
            WordShape.DIGIT,
            WordShape.ALL_CAPITALS,
            WordShape.CAPITALIZED,
            WordShape.LOWER_CASE,
            WordShape.MIXED,
            WordShape.CAPITALIZED,
            WordShape.CAPITALIZED,
            WordShape.PUNCTUATION),
        words.stream().map(WordShape::of).toList());
  }

  @Test
  void aLoadedModelGivesTheSameBits(@TempDir Path directory) throws IOException {
    Tagger model = model(3, 4, TagOutput.CRF);
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    Tagger loaded = Models.load(file, Tagger.class);
    assertEquals(model.vocabulary(), loaded.vocabulary());
    TaggerBatch batch = model.batch(model.encode(List.of("in", "Ma\u0301y", "x"), null));
    assertArrayEquals(
        model.forward(Pass.reading(new Tape()), batch).value().toArray(),
        loaded.forward(Pass.reading(new Tape()), batch).value().toArray(),
        0);
  }

  @Test
  void resumed(@TempDir Path directory) throws IOException {
    ResumeCheck.check(
        directory,
        Tagger.class,
        () -> model(2, 3, TagOutput.CRF),
        TaggerTest::task,
        TRAINING,
        12,
        5);
  }

  @Test
  void otherTagsThanThoseOfEntitiesAreMeasuredByWords() {
    List<TaggedSentence> sentences =
        List.of(new TaggedSentence(List.of("a", "dog"), List.of("DET", "NOUN")));
    Tagger model = Tagger.build(options(0, 0), TaggerVocabulary.of(sentences, 1), 1);
    TaggingTask task = new TaggingTask(model, sentences, sentences, 1, 1);
    assertEquals("most-frequent-tag-word-accuracy", task.baselines().getFirst().metric().name());
    assertEquals(1, task.baselines().getFirst().value());
  }

  @Test
  void badInputIsRefused() {
    List<TaggedSentence> strange = List.of(new TaggedSentence(List.of("Paris"), List.of("B-city")));
    assertEquals(
        "the tag 'B-city' was not among those trained on: O, B-person, I-person",
        assertThrows(
                IllegalArgumentException.class,
                () -> new TaggingTask(model(0, 0), sentences(60, 1), strange, 8, 1))
            .getMessage());
    assertEquals(
        "expected words with at least two tags, got [B-city]",
        assertThrows(IllegalArgumentException.class, () -> TaggerVocabulary.of(strange, 1))
            .getMessage());
    assertEquals(
        "expected a tag for each of 1 words, got 2",
        assertThrows(
                IllegalArgumentException.class,
                () -> new TaggedSentence(List.of("a"), List.of("O", "O")))
            .getMessage());
  }
}

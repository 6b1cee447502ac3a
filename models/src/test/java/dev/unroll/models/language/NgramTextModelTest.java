package dev.unroll.models.language;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.kernels.Workers;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.decode.Candidate;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class NgramTextModelTest {
  private static final String TEXT =
      "the cat sat on the mat and the dog sat on the log. ".repeat(9);

  private static Corpus words(String text) throws IOException {
    return Corpus.ofTokens(
        TextSource.of(text), Tokenizer.LETTERS, EnumSet.of(Special.UNKNOWN), 2, 99, 0.1f);
  }

  @Test
  void writesOnlyWhatItHasSeenWhereTheSmoothingIsSlight() throws IOException {
    Corpus corpus = Corpus.ofCharacters(TextSource.of(TEXT));
    NgramOptions options = new NgramOptions(Tokenizer.CHARACTERS, 5, new Smoothing.AddK(1e-12));
    NgramTextModel model = NgramTextModel.of(options, corpus);
    String written = model.generate("the c", Sampling.of(100).withTemperature(1));
    assertEquals(100, written.length());
    String whole = "the c" + written;
    for (int i = 0; i + 6 <= whole.length(); i++) {
      assertTrue(TEXT.contains(whole.substring(i, i + 6)), whole);
    }
    List<Candidate> next = model.likeliest("the cat sat o", 3);
    assertEquals("n", corpus.vocabulary().token(next.getFirst().id()));
    assertEquals(1, next.getFirst().probability(), 1e-6);
  }

  @Test
  void scoresByItsCountsAsAnyModelDoesStepByStep() throws IOException {
    Corpus corpus = words(TEXT);
    NgramTextModel model = NgramTextModel.of(NgramOptions.words(2), corpus);
    TokenIds ids = corpus.ids().part(0, 40);
    TextScore byCounts = model.score(ids, Workers.CALLER);
    TextScore byStep = new Stepped(model).score(ids, Workers.CALLER);
    assertEquals(39, byCounts.tokens());
    assertEquals(39, byStep.tokens());
    assertEquals(byCounts.nats(), byStep.nats(), 1e-5 * byCounts.nats());
    assertTrue(
        model.score("the dog sat on the mat").nats()
            < model.score("mat the on sat dog the").nats());
  }

  @Test
  void isSavedAndMeasured(@TempDir Path directory) throws IOException {
    Corpus corpus = words(TEXT);
    int cut = 90;
    NgramOptions options = new NgramOptions(Tokenizer.LETTERS, 1, new Smoothing.AddK(0.5));
    NgramTextModel model =
        NgramTextModel.of(options, corpus.vocabulary(), corpus.ids().part(0, cut));
    Path file = directory.resolve("model.safetensors");
    Models.save(model, file);
    NgramTextModel loaded = Models.load(file, NgramTextModel.class);

    assertEquals(options, loaded.options());
    Sampling sampling = Sampling.of(30);
    assertEquals(model.generate("the", sampling), loaded.generate("the", sampling));
    assertFalse(model.generate("the", sampling).contains("  "));
    List<Score> scores = Trainer.evaluate(new NgramTask(loaded, corpus, cut), Workers.CALLER);
    int[] ids = corpus.ids().toArray();
    assertEquals(
        model.counts().nats(ids, cut, ids.length) / (ids.length - cut),
        scores.get(0).value(),
        1e-6);
    assertEquals(Math.exp(scores.get(0).value()), scores.get(1).value(), 1e-6);
  }

  @Test
  void refusesAFileWhoseTextIsNone(@TempDir Path directory) throws IOException {
    NgramTextModel model = NgramTextModel.of(NgramOptions.words(1), words(TEXT));
    for (float wrong : new float[] {0.5f, -1, 99}) {
      Checkpoint checkpoint = Checkpoint.copyOf(model);
      Tensor text = checkpoint.section(Checkpoint.MODEL).tensors().get("text");
      text.data()[text.offset() + 3] = wrong;
      Path file = directory.resolve("wrong" + wrong);
      checkpoint.write(file);
      String message =
          assertThrows(MalformedFileException.class, () -> Models.load(file)).getMessage();
      assertTrue(message.contains("position 3") || message.contains("ids"), message);
    }
  }

  @Test
  void refusesAnOrderThatTheTextHasNotTokensFor() throws IOException {
    Corpus corpus = words("a b a b");
    String message =
        assertThrows(
                IllegalArgumentException.class,
                () -> NgramTextModel.of(NgramOptions.words(4), corpus))
            .getMessage();
    assertEquals("order: expected less than the text's 4 tokens, got 4", message);
  }

  /// A model that has nothing but its steps.
  private record Stepped(TextModel model) implements TextModel {
    @Override
    public TokenVocabulary vocabulary() {
      return model.vocabulary();
    }

    @Override
    public Tokenizer tokenizer() {
      return model.tokenizer();
    }

    @Override
    public StepModel stepModel() {
      return model.stepModel();
    }

    @Override
    public String kind() {
      return model.kind();
    }

    @Override
    public Settings settings() {
      return model.settings();
    }

    @Override
    public List<Parameter> parameters() {
      return model.parameters();
    }
  }
}

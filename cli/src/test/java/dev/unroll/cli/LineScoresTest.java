package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.kernels.Workers;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.language.TextModel;
import dev.unroll.models.language.TextScore;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class LineScoresTest {
  private static final int TIMEOUT_SECONDS = 20;

  /// A model that scores a line only while it scores another one, too.
  private record InPairs(TokenVocabulary vocabulary, CyclicBarrier pair) implements TextModel {
    @Override
    public Tokenizer tokenizer() {
      return Tokenizer.CHARACTERS;
    }

    @Override
    public TextScore score(TokenIds ids, Workers workers) {
      try {
        pair.await(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      } catch (Exception e) {
        throw new IllegalStateException("no other line is scored meanwhile", e);
      }
      return new TextScore(ids.length(), ids.length());
    }

    @Override
    public StepModel stepModel() {
      throw new UnsupportedOperationException();
    }

    @Override
    public String kind() {
      return "pairs";
    }

    @Override
    public Settings settings() {
      return Settings.none();
    }

    @Override
    public List<Parameter> parameters() {
      return List.of();
    }
  }

  @Test
  void asManyLinesAsThereAreThreadsAreScoredAtATime() throws IOException {
    String text = "one\ntwo\n\nthree\nfour\n";
    TokenVocabulary vocabulary = Corpus.ofCharacters(TextSource.of(text)).vocabulary();
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    StandardOutput out = new StandardOutput(bytes, StandardCharsets.UTF_8);
    Output output = new Output(out, new PrintStream(bytes), false);

    new LineScores(new InPairs(vocabulary, new CyclicBarrier(2)), 2, output)
        .print(TextSource.of(text));

    out.flush();
    List<String> lines = bytes.toString(StandardCharsets.UTF_8).lines().toList();
    assertEquals(5, lines.size(), lines::toString);
    assertTrue(lines.get(3).endsWith("  4: three"), lines::toString);
  }
}

package dev.unroll.models.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.metrics.Bleu.Smoothing;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Held to SacreBLEU's figures: those of its own documentation and tests, and those that it gave for generated
/// sentences, which `bench/bleu` compares anew.
final class BleuTest {
  private static List<String> lines(String resource) throws IOException {
    try (InputStream in = BleuTest.class.getResourceAsStream(resource)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
    }
  }

  private static Bleu of(List<String> answers, List<List<String>> references) {
    Bleu bleu = new Bleu();
    for (int i = 0; i < answers.size(); i++) {
      bleu.add(
          Tokenizer13a.tokens(answers.get(i)),
          references.get(i).stream().map(Tokenizer13a::tokens).toList());
    }
    return bleu;
  }

  /// Lines `# default unsmoothed sentence`, each followed by lines of an answer and its references.
  @Test
  void corporaScoreAsSacreBleuSays() throws IOException {
    String head = null;
    List<String> answers = new ArrayList<>();
    List<List<String>> references = new ArrayList<>();
    List<String> lines = new ArrayList<>(lines("bleu.tsv"));
    lines.add("# end");
    int checked = 0;
    for (String line : lines) {
      if (!line.startsWith("# ")) {
        String[] parts = line.split("\t", -1);
        answers.add(parts[0]);
        references.add(Arrays.asList(parts).subList(1, parts.length));
        continue;
      }
      if (head != null) {
        String[] wanted = head.split(" ");
        Bleu bleu = of(answers, references);
        assertEquals(Double.parseDouble(wanted[1]), Bleu.sacre(answers, references), 1e-6, head);
        assertEquals(Double.parseDouble(wanted[2]), bleu.score(Smoothing.NONE), 1e-6, head);
        assertEquals(
            bleu.score(Smoothing.NONE), Bleu.ofCounts(bleu.counts()).score(Smoothing.NONE), head);
        if (!wanted[3].equals("-")) {
          double sentence = bleu.sentenceScore(Smoothing.EXPONENTIAL);
          assertEquals(Double.parseDouble(wanted[3]), sentence, 1e-6, head);
        }
        checked++;
        answers.clear();
        references.clear();
      }
      head = line;
    }
    assertEquals(24, checked);
  }

  @Test
  void theExampleOfItsDocumentation() {
    List<String> answers =
        List.of("The dog bit the man.", "It wasn't surprising.", "The man had just bitten him.");
    List<List<String>> references =
        List.of(
            List.of("The dog bit the man.", "The dog had bit the man."),
            List.of("It was not unexpected.", "No one was surprised."),
            List.of("The man bit him first.", "The man had bitten the dog."));
    assertEquals(48.530827, Bleu.sacre(answers, references), 1e-6);
    Bleu untokenized = new Bleu();
    for (int i = 0; i < 3; i++) {
      untokenized.add(
          List.of(answers.get(i).split(" ")),
          references.get(i).stream().map(r -> List.of(r.split(" "))).toList());
    }
    assertEquals(49.1919566, untokenized.score(Smoothing.EXPONENTIAL), 1e-6);
  }

  @Test
  void theSentenceOfItsTests() {
    Bleu bleu =
        of(
            List.of("Producția de zahăr primă va fi exprimată în ceea ce privește zahărul alb;"),
            List.of(List.of("producţia de zahăr brut se exprimă în zahăr alb;")));
    assertEquals(8.493, bleu.sentenceScore(Smoothing.EXPONENTIAL), 1e-3);
    assertEquals(0, bleu.sentenceScore(Smoothing.NONE));
    assertEquals(14, bleu.answerLength());
    assertEquals(10, bleu.referenceLength());
    assertEquals(5 / 14.0, bleu.precision(1));
  }

  /// The answer's five "the" match two, as often as one reference has it; of the references of 7 and of 3
  /// tokens, equally far from 5, the shorter one counts.
  @Test
  void countsAreClippedByTheReferenceThatHasMost() {
    Bleu bleu = new Bleu();
    List<String> the = List.of("the", "the", "the", "the", "the");
    bleu.add(
        the, List.of(List.of("the", "b", "the", "c", "d", "e", "f"), List.of("the", "x", "y")));
    assertEquals(2 / 5.0, bleu.precision(1));
    assertEquals(0, bleu.precision(2));
    assertEquals(3, bleu.referenceLength());
    assertEquals(1, bleu.brevityPenalty());
    bleu.add(List.of("a"), List.of(List.of("a", "b", "c", "d", "e", "f", "g", "h")));
    assertEquals(Math.exp(1 - 11 / 6.0), bleu.brevityPenalty(), 1e-15);
  }

  @Test
  void nothingScoresNothing() {
    assertEquals(0, new Bleu().score(Smoothing.EXPONENTIAL));
    assertEquals(0, Bleu.sacre(List.of(""), List.of(List.of("a b c d e"))));
    assertEquals(0, Bleu.sacre(List.of("x y z u v"), List.of(List.of("a b c d e"))));
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Bleu.sacre(List.of("a", "b"), List.of()))
            .getMessage()
            .contains("each of 2 answers"));
    assertThrows(IllegalArgumentException.class, () -> new Bleu().add(List.of("a"), List.of()));
  }

  @Test
  void tokensAreThoseOf13a() throws IOException {
    for (String line : lines("tokens13a.tsv")) {
      String[] parts = line.split("\t", -1);
      assertEquals(parts[1], String.join(" ", Tokenizer13a.tokens(parts[0])), parts[0]);
    }
    assertEquals(List.of("x-", "y"), Tokenizer13a.tokens("x-\ty"));
    assertEquals(List.of("xy", "z-"), Tokenizer13a.tokens("x-\ny\nz-\n"));
    assertEquals(List.of("a", "b", "c", "d"), Tokenizer13a.tokens("\u00A0a\u2009b\u0085c\u001Cd"));
  }
}

package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.core.Checks;
import dev.unroll.models.language.Ngram;
import dev.unroll.models.language.NgramModel;
import dev.unroll.models.language.Smoothing;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TextFiles;
import dev.unroll.models.text.TokenCounter;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/// Counts words or characters: the most frequent n-grams, and how well they predict the text's last part.
@Command(
    name = "ngrams",
    sortOptions = false,
    description = {
      "Counts the words of a text, and the pairs, triples… of them: prints the most frequent, and how"
          + " well each order of Markov model predicts the part of the text that it was not made of.",
      ""
    })
final class NgramsCommand implements Callable<Integer>, OutputUser {
  @Parameters(
      paramLabel = "FILE",
      arity = "1..*",
      description = "Text files, read one after the other.")
  private List<Path> files;

  @Option(
      names = "--order",
      paramLabel = "K",
      defaultValue = "2",
      description = "Words that predict the next one: n-grams of up to K + 1 words; default 2.")
  private int order;

  @Option(
      names = "--top",
      paramLabel = "M",
      defaultValue = "10",
      description = "How many n-grams of each length to print; default 10.")
  private int top;

  @Option(
      names = "--tokens",
      paramLabel = "RULE",
      defaultValue = "letters",
      converter = TokenizerConverter.class,
      description =
          "What is counted: characters; letters (runs of a-z in lower case, the default); spaces (what"
              + " stands between white space); sentences (lower case, a space before , . ! ?); punctuation"
              + " (lower case, marks are words).")
  private Tokenizer tokenizer;

  @Option(
      names = "--min-count",
      paramLabel = "N",
      description =
          "In the models, words seen fewer times count as one unknown word; default 2, with characters 1.")
  private Integer minimumCount;

  @Option(
      names = "--add",
      paramLabel = "X",
      description = "Smooth by adding X to every count instead of Witten-Bell interpolation.")
  private Double added;

  @Option(
      names = "--validation",
      paramLabel = "F",
      defaultValue = "0.1",
      description =
          "Fraction of the text, its last part, that is held out; 0: no models; default 0.1.")
  private double validation;

  @Option(
      names = "--encoding",
      paramLabel = "NAME",
      converter = CharsetConverter.class,
      description = "Encoding of the text files, such as ISO-8859-1; UTF-8 unless given.")
  private Charset encoding;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    return Stage.PREPARATION.run(this::print);
  }

  private int print() throws IOException {
    Checks.notNegative("--order", order);
    Checks.notNegative("--top", top);
    Checks.within("--validation", (float) validation, 0, 0.9f);
    Smoothing smoothing = added == null ? new Smoothing.WittenBell() : new Smoothing.AddK(added);
    String text = TextFiles.read(files, encoding == null ? StandardCharsets.UTF_8 : encoding);
    List<String> tokens = tokenizer.tokens(text);
    if (tokens.size() <= order) {
      throw new IllegalArgumentException(
          "--order %d: expected less than the text's %,d tokens".formatted(order, tokens.size()));
    }
    printTables(tokens);
    if (validation > 0) {
      printModels(tokens, smoothing);
    }
    return 0;
  }

  private void printTables(List<String> tokens) {
    TokenVocabulary vocabulary = vocabulary(tokens, Set.of(), 1);
    int[] ids = vocabulary.encode(tokens);
    output.printf("%,d tokens, %,d distinct", ids.length, vocabulary.size());
    for (int length = 1; length <= order + 1 && top > 0; length++) {
      output.println("");
      output.println("   count  " + name(length));
      for (Ngram ngram : Ngram.mostFrequent(ids, vocabulary.size(), length, top)) {
        output.printf("%8d  %s", ngram.count(), readable(vocabulary.decode(ngram.ids(ids))));
      }
    }
  }

  private static String name(int length) {
    return switch (length) {
      case 1 -> "unigram";
      case 2 -> "bigram";
      case 3 -> "trigram";
      default -> length + "-gram";
    };
  }

  /// Words separated by spaces; characters side by side, the invisible ones by their escapes.
  private String readable(List<String> tokens) {
    if (tokenizer != Tokenizer.CHARACTERS) {
      return Output.harmless(tokenizer.join(tokens));
    }
    String shown =
        tokens.stream()
            .map(
                token ->
                    switch (token) {
                      case "\n" -> "\\n";
                      case "\r" -> "\\r";
                      case "\t" -> "\\t";
                      default -> Output.harmless(token);
                    })
            .collect(Collectors.joining());
    return "'" + shown + "'";
  }

  private void printModels(List<String> tokens, Smoothing smoothing) {
    int cut = (int) ((1 - validation) * tokens.size());
    if (cut <= order) {
      throw new IllegalArgumentException(
          "--order %d: expected less than the %,d tokens that are left without the part held out"
              .formatted(order, cut));
    }
    int minimum = minimumCount != null ? minimumCount : tokenizer == Tokenizer.CHARACTERS ? 1 : 2;
    // With every character of the text known, none is unknown.
    TokenVocabulary vocabulary =
        tokenizer == Tokenizer.CHARACTERS && minimum == 1
            ? vocabulary(tokens, Set.of(), 1)
            : vocabulary(tokens.subList(0, cut), Set.of(Special.UNKNOWN), minimum);
    int[] ids = vocabulary.encode(tokens);
    int[] heldOut = Arrays.copyOfRange(ids, cut, ids.length);
    NgramModel model = NgramModel.of(Arrays.copyOf(ids, cut), vocabulary.size(), order, smoothing);
    output.println("");
    output.printf(
        "models of the first %,d tokens, vocabulary %,d, on the other %,d (unknown: %,d); %s",
        cut,
        vocabulary.size(),
        heldOut.length,
        vocabulary.unknownIn(heldOut),
        added == null ? "Witten-Bell" : "add " + added);
    output.println("order    n-grams  nats/token  perplexity");
    for (int each = 0; each <= order; each++) {
      NgramModel of = model.withOrder(each);
      double nats = of.nats(ids, cut, ids.length) / heldOut.length;
      output.printf(
          "%5d  %,9d  %10.3f  %10.1f", each, of.distinct(each + 1), nats, StrictMath.exp(nats));
    }
  }

  private static TokenVocabulary vocabulary(
      List<String> tokens, Set<Special> specials, int minimum) {
    TokenCounter counter = new TokenCounter();
    tokens.forEach(counter::add);
    return counter.vocabulary(specials, minimum, TokenCounter.UNLIMITED);
  }

  static final class TokenizerConverter implements ITypeConverter<Tokenizer> {
    @Override
    public Tokenizer convert(String name) {
      for (Tokenizer tokenizer : Tokenizer.values()) {
        if (tokenizer.name().equals(name.toUpperCase(Locale.ROOT))) {
          return tokenizer;
        }
      }
      String names =
          Arrays.stream(Tokenizer.values())
              .map(tokenizer -> tokenizer.name().toLowerCase(Locale.ROOT))
              .collect(Collectors.joining(", "));
      throw new TypeConversionException("expected one of %s, got '%s'".formatted(names, name));
    }
  }
}

package dev.unroll.models.language;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Workers;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.layer.Role;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.List;

/// A [NgramModel] with the vocabulary that gives its ids their meaning, and a place in files: the counts of a text
/// are saved as the text itself, `text [length]`, of which they are made anew.
///
///     Corpus corpus = Corpus.ofCharacters(TextSource.of("abracadabra"));
///     NgramTextModel model = NgramTextModel.of(NgramOptions.defaults(), corpus);
///     String more = model.generate("abra", Sampling.of(7));
public final class NgramTextModel implements TextModel {
  private static final String TEXT = "text";

  private final NgramOptions options;
  private final TokenVocabulary vocabulary;
  private final NgramModel counts;
  private final Parameter text;

  private NgramTextModel(NgramOptions options, TokenVocabulary vocabulary, Parameter text) {
    this.options = options;
    this.vocabulary = vocabulary;
    this.text = text;
    Tensor values = text.value();
    int[] ids = new int[values.elements()];
    for (int i = 0; i < ids.length; i++) {
      float value = values.data()[values.offset() + i];
      ids[i] = (int) value;
      if (ids[i] != value) {
        throw new IllegalArgumentException(
            "%s: expected ids of tokens, got %s at position %d".formatted(TEXT, value, i));
      }
    }
    counts = NgramModel.of(ids, vocabulary.size(), options.order(), options.smoothing());
  }

  /// The model of a text.
  ///
  /// @param text in the vocabulary; not more than the model is to know
  /// @throws IllegalArgumentException if the text has not more than `order` tokens
  public static NgramTextModel of(NgramOptions options, TokenVocabulary vocabulary, TokenIds text) {
    Tensor ids = Tensor.zeros(text.length());
    for (int i = 0; i < text.length(); i++) {
      ids.data()[i] = text.at(i);
    }
    return new NgramTextModel(options, vocabulary, new Parameter(TEXT, ids));
  }

  /// The model of the whole of a text.
  ///
  /// @throws IllegalArgumentException if the text has not more than `order` tokens
  public static NgramTextModel of(NgramOptions options, Corpus corpus) {
    return of(options, corpus.vocabulary(), corpus.ids());
  }

  /// The model of the text that a scope has.
  NgramTextModel(NgramOptions options, TokenVocabulary vocabulary, int tokens, Scope scope) {
    this(options, vocabulary, scope.parameter(TEXT, Shape.of(tokens), Role.of(Role.Use.OTHER), 1));
  }

  @Override
  public String kind() {
    return NgramTextModelKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options)
        .with(NgramTextModelKind.TOKENS, String.valueOf(text.value().elements()))
        .with(NgramTextModelKind.VOCABULARY, vocabulary.serialized());
  }

  @Override
  public List<Parameter> parameters() {
    return List.of(text);
  }

  /// What is counted, and how it is smoothed.
  public NgramOptions options() {
    return options;
  }

  /// The counts by themselves.
  public NgramModel counts() {
    return counts;
  }

  @Override
  public TokenVocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public Tokenizer tokenizer() {
    return options.tokenizer();
  }

  @Override
  public StepModel stepModel() {
    return counts.stepModel();
  }

  @Override
  public TextScore score(TokenIds ids, Workers workers) {
    int[] read = ids.toArray();
    return new TextScore(Math.max(0, read.length - 1), counts.nats(read, 1, read.length));
  }
}

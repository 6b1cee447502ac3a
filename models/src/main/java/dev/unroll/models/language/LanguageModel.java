package dev.unroll.models.language;

import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.variationalDropout;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Variable;
import dev.unroll.kernels.Workers;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.State;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.List;

/// A recurrent network that predicts each token of a text, a character or a word, from those before it:
///
///     x[t] = embedding of token t, or the token itself, one-hot
///     h[t] = recurrent layers on x[t]
///     p(token t+1) = softmax(W h[t] + b)                      the layer `decoder`
///
/// Reading is safe from many threads at once as long as nobody trains the model: every reader has its own
/// [LanguageStream], and scoring makes its own tape.
///
/// Source: Mikolov et al., *Recurrent neural network based language model*, 2010; Graves, *Generating sequences
/// with recurrent neural networks*, 2013.
public final class LanguageModel implements TextModel {
  private final LanguageModelOptions options;
  private final TokenVocabulary vocabulary;
  private final Embedding embedding;
  private final Recurrent recurrent;
  private final Linear decoder;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  public LanguageModel(LanguageModelOptions options, TokenVocabulary vocabulary, Scope scope) {
    this.options = options;
    this.vocabulary = vocabulary;
    int tokens = vocabulary.size();
    embedding =
        options.embedding() == 0
            ? null
            : new Embedding(scope.in("embedding"), tokens, options.embedding());
    recurrent = new Recurrent(scope.in("recurrent"), options.recurrent(tokens));
    decoder =
        options.tied()
            ? new Linear(scope.in("decoder"), embedding.weight())
            : new Linear(scope.in("decoder"), recurrent.outputs(), tokens);
    parameters = scope.parameters();
  }

  /// A new model, initialized as torch.nn does.
  public static LanguageModel build(
      LanguageModelOptions options, TokenVocabulary vocabulary, long seed) {
    return new LanguageModel(options, vocabulary, Scope.fresh(seed, Initializer.torch()));
  }

  @Override
  public String kind() {
    return LanguageModelKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options).with(LanguageModelKind.VOCABULARY, vocabulary.serialized());
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public LanguageModelOptions options() {
    return options;
  }

  @Override
  public TokenVocabulary vocabulary() {
    return vocabulary;
  }

  @Override
  public Tokenizer tokenizer() {
    return options.tokenizer();
  }

  /// The recurrent layers.
  public Recurrent recurrent() {
    return recurrent;
  }

  /// The output layer.
  public Linear decoder() {
    return decoder;
  }

  /// The vectors of tokens; null where they are one-hot.
  Embedding embedding() {
    return embedding;
  }

  /// Logits and the state behind them.
  ///
  /// @param logits `[T,N,V]` of the tokens that follow
  /// @param last the state after the last step of each row
  public record Output(Variable logits, State last) {}

  /// The logits of the tokens that follow.
  ///
  /// @param initial what the layers start from; null for zeros
  public Output forward(Pass pass, Sequence.Tokens x, State initial) {
    Recurrent.Result result = hidden(pass, x, initial);
    return new Output(decoder.forward(pass, dropped(pass, result.y())), result.last());
  }

  /// The top layer's outputs.
  Recurrent.Result hidden(Pass pass, Sequence.Tokens x, State initial) {
    Sequence input = x;
    if (embedding != null) {
      Variable vectors = embedding.forward(pass, x).x();
      input = new Sequence.Features(dropped(pass, vectors), x.lengths());
    }
    return recurrent.forward(pass, input, initial);
  }

  /// The logits of the top layer's outputs.
  Variable logits(Pass pass, Variable y) {
    return decoder.forward(pass, dropped(pass, y));
  }

  private Variable dropped(Pass pass, Variable x) {
    if (!pass.training() || options.dropout() == 0) {
      return x;
    }
    return options.variational()
        ? variationalDropout(x, options.dropout(), pass.random())
        : dropout(x, options.dropout(), pass.random());
  }

  /// This model one token at a time.
  public LanguageStream stream() {
    return new LanguageStream(this, 1);
  }

  /// This model one token at a time, for several texts side by side.
  public LanguageStream stream(int rows) {
    return new LanguageStream(this, rows);
  }

  @Override
  public StepModel stepModel() {
    return stream();
  }

  @Override
  public TextScore score(TokenIds ids, Workers workers) {
    return new Scorer(this, workers).score(ids);
  }
}

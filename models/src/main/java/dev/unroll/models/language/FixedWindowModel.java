package dev.unroll.models.language;

import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.flattened;
import static dev.unroll.autograd.op.Ops.permute;
import static dev.unroll.autograd.op.Ops.tanh;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Variable;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.List;

/// A network that predicts each token of a text from the `n` before it:
///
///     x = [e(token 1); …; e(token n)]         the tokens' vectors, one after the other
///     h = tanh(W x + b)
///     p(next token) = softmax(U h + d)
///
/// Its parameters grow with the window, which those of a [LanguageModel] do not; what stands before the window
/// it never sees.
///
/// Source: Bengio, Ducharme, Vincent and Jauvin, *A neural probabilistic language model*, 2003.
public final class FixedWindowModel implements TextModel {
  private final FixedWindowOptions options;
  private final TokenVocabulary vocabulary;
  private final Embedding embedding;
  private final Linear hidden;
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  public FixedWindowModel(FixedWindowOptions options, TokenVocabulary vocabulary, Scope scope) {
    this.options = options;
    this.vocabulary = vocabulary;
    int tokens = vocabulary.size();
    embedding = new Embedding(scope.in("embedding"), tokens, options.embedding());
    hidden =
        new Linear(scope.in("hidden"), options.window() * options.embedding(), options.hidden());
    output = new Linear(scope.in("output"), options.hidden(), tokens);
    parameters = scope.parameters();
  }

  @Override
  public String kind() {
    return FixedWindowModelKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options).with(FixedWindowModelKind.VOCABULARY, vocabulary.serialized());
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public FixedWindowOptions options() {
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

  @Override
  public StepModel stepModel() {
    return new FixedWindowStream(this, 1);
  }

  /// The logits `[M,V]` of the tokens after windows of `n` steps.
  public Variable logits(Pass pass, Sequence.Tokens windows) {
    if (windows.steps() != options.window()) {
      throw new IllegalArgumentException(
          "windows: expected %d tokens, got %d".formatted(options.window(), windows.steps()));
    }
    Variable x = flattened(permute(embedding.forward(pass, windows).x(), 1, 0, 2), 1, 2);
    Variable h = tanh(hidden.forward(pass, dropped(pass, x)));
    return output.forward(pass, dropped(pass, h));
  }

  private Variable dropped(Pass pass, Variable x) {
    boolean drops = pass.training() && options.dropout() > 0;
    return drops ? dropout(x, options.dropout(), pass.random()) : x;
  }
}

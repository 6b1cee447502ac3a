package dev.unroll.models.language;

import static dev.unroll.autograd.op.Ops.concatenate;
import static dev.unroll.autograd.op.Ops.multiply;
import static dev.unroll.autograd.op.Ops.softmax;
import static dev.unroll.autograd.op.Ops.sumOverTime;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.decode.Candidate;
import dev.unroll.models.decode.StepModel;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.ArrayList;
import java.util.List;

/// textgenrnn: LSTMs on one another over the last 40 tokens; what all of them and the embedding say at each step,
/// side by side, is averaged over time by attention, and the average gives the next token:
///
///     e = embedding(tokens)      a₁ = LSTM(e)      a₂ = LSTM(a₁)      x[t] = [e[t]; a₁[t]; a₂[t]]
///     w = softmax over t of v·x[t]
///     p(next token) = softmax(W Σ_t w[t] x[t] + b)
///
/// Shorter contexts are filled up from the left with the pad, id 0, which attention does not leave out. Every text
/// begins after the mark `<s>` and ends with it.
///
/// Source: Woolf, *textgenrnn*, 2017; the attention, Felbo et al., *Using millions of emoji occurrences to learn
/// any-domain representations*, 2017.
public final class TextGenRnn implements TextModel {
  /// The token before and after each text.
  public static final String MARK = "<s>";

  /// Contexts that are computed at a time when a text is scored.
  private static final int ROWS = 64;

  private final TextGenOptions options;
  private final TokenVocabulary vocabulary;
  private final int mark;
  private final Embedding embedding;
  private final List<Recurrent> layers = new ArrayList<>();
  private final Linear attention;
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  ///
  /// @param vocabulary with a pad and the mark, as [TextGenData] makes it
  /// @throws IllegalArgumentException if it lacks one of them
  public TextGenRnn(TextGenOptions options, TokenVocabulary vocabulary, Scope scope) {
    this.options = options;
    this.vocabulary = vocabulary;
    vocabulary.id(Special.PAD);
    if (!vocabulary.contains(MARK)) {
      throw new IllegalArgumentException("the vocabulary lacks the mark " + MARK);
    }
    mark = vocabulary.idOf(MARK);
    embedding = new Embedding(scope.in("embedding"), vocabulary.size(), options.embedding());
    int width = options.embedding();
    int together = width;
    for (int k = 1; k <= options.layers(); k++) {
      RecurrentOptions lstm = RecurrentOptions.of(Cell.LSTM, width, options.hidden());
      layers.add(new Recurrent(scope.in("rnn_" + k), lstm));
      width = options.hidden();
      together += width;
    }
    attention = Linear.withoutBias(scope.in("attention"), together, 1);
    output = new Linear(scope.in("output"), together, vocabulary.size());
    parameters = scope.parameters();
  }

  /// A new model, initialized as Keras does.
  public static TextGenRnn build(TextGenOptions options, TokenVocabulary vocabulary, long seed) {
    return new TextGenRnn(options, vocabulary, Scope.fresh(seed, Initializer.keras()));
  }

  @Override
  public String kind() {
    return TextGenRnnKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options).with(TextGenRnnKind.VOCABULARY, vocabulary.serialized());
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public TextGenOptions options() {
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

  /// The logits `[N,V]` of the tokens after contexts `[T,N]`.
  public Variable logits(Pass pass, Sequence.Tokens contexts) {
    Variable below = embedding.forward(pass, contexts).x();
    List<Variable> all = new ArrayList<>(List.of(below));
    for (Recurrent layer : layers) {
      below = layer.forward(pass, new Sequence.Features(below, null), null).y();
      all.add(below);
    }
    Variable x = concatenate(2, all); // [T,N,E+L·H]
    Variable weights = softmax(attention.forward(pass, x), 0); // [T,N,1]
    return output.forward(pass, sumOverTime(multiply(x, weights), null));
  }

  /// The mark.
  @Override
  public int beginning() {
    return mark;
  }

  /// The mark.
  @Override
  public int end() {
    return mark;
  }

  /// After the mark.
  @Override
  public int[] prompted(int[] prompt) {
    int[] ids = new int[prompt.length + 1];
    ids[0] = mark;
    System.arraycopy(prompt, 0, ids, 1, prompt.length);
    return ids;
  }

  /// Between two marks.
  @Override
  public int[] alone(int[] text) {
    int[] ids = new int[text.length + 2];
    ids[0] = mark;
    System.arraycopy(text, 0, ids, 1, text.length);
    ids[ids.length - 1] = mark;
    return ids;
  }

  @Override
  public StepModel stepModel() {
    return new TextGenStream(this);
  }

  /// How well the model predicts all tokens of a text and its end.
  @Override
  public TextScore score(String text) {
    int[] ids = alone(vocabulary.encode(text, options.tokenizer()));
    return score(TokenIds.of(ids), Workers.CALLER);
  }

  @Override
  public TextScore score(TokenIds ids, Workers workers) {
    double nats = 0;
    for (double each : logProbabilities(ids.toArray(), workers)) {
      nats -= each;
    }
    return new TextScore(Math.max(0, ids.length() - 1), nats);
  }

  /// ln p of all ids but the first, each after those before it.
  public double[] logProbabilities(int[] ids, Workers workers) {
    Tape tape = new Tape(Kernels.active(), new Workspace(), workers);
    double[] logs = new double[Math.max(0, ids.length - 1)];
    for (int from = 0; from < logs.length; from += ROWS) {
      int rows = Math.min(ROWS, logs.length - from);
      int[] contexts = new int[options.maxLength() * rows];
      for (int row = 0; row < rows; row++) {
        context(ids, 0, from + row + 1, contexts, row, rows);
      }
      try (NoGradient _ = tape.noGradient()) {
        Sequence.Tokens read = new Sequence.Tokens(contexts, options.maxLength(), rows);
        Tensor logits = logits(Pass.reading(tape), read).value();
        for (int row = 0; row < rows; row++) {
          logs[from + row] = Candidate.logProbability(logits, row, ids[from + row + 1]);
        }
      } finally {
        tape.reset();
      }
    }
    return logs;
  }

  /// Writes what the model reads before `ids[end]`, the last ids from `begin` on, into a column of `[T,rows]`
  /// that is filled with the pad.
  void context(int[] ids, int begin, int end, int[] into, int row, int rows) {
    int known = Math.min(options.maxLength(), end - begin);
    for (int i = 1; i <= known; i++) {
      into[(options.maxLength() - i) * rows + row] = ids[end - i];
    }
  }
}

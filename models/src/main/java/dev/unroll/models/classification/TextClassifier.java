package dev.unroll.models.classification;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.sumOverTime;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.data.Padding;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.Summarizer;
import dev.unroll.models.layer.TokenDropout;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.Normalization;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenVocabulary;
import java.util.Arrays;
import java.util.List;

/// Reads a whole text and gives it one label (many to one):
///
///     x[t] = embedding of token t, or the token itself, one-hot
///     h[t] = recurrent layers on x[t]
///     s    = last h, or h pooled over time           the layer `summary`
///     p(label) = softmax(W s + b)                    the layer `output`; of two labels p = σ(w·s + b)
///     p(label) = softmax(W s + b + Σ_t u[t])         with a score u[t] of each token, the layer `scores`
///
/// Reading is safe from many threads at once as long as nobody trains the model.
///
///     TextClassifier model = TextClassifier.build(TextClassifierOptions.defaults(), examples, 10_000, 1);
///     var task = new TextClassificationTask(model, examples, heldOut, ClassificationOptions.defaults(), 1);
///     Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(10)).run(TrainingListener.NONE);
///     String label = model.classify("good, not bad at all").label();
///     Explanation why = model.explain("good, not bad at all");
public final class TextClassifier implements Model {
  /// How much of what naive Bayes says the scores of tokens begin with.
  static final double CERTAINTY = 0.5;

  private final TextClassifierOptions options;
  private final TokenVocabulary vocabulary;
  private final TokenVocabulary labels;
  private final Embedding embedding;

  /// Of each token, `[V,K]`, or null without.
  private final Embedding scores;

  private final Recurrent recurrent;
  private final Summarizer summary;
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  ///
  /// @param vocabulary of the tokens, with [Special#PAD] and [Special#UNKNOWN]
  /// @param labels at least two, as a vocabulary without special ids
  public TextClassifier(
      TextClassifierOptions options,
      TokenVocabulary vocabulary,
      TokenVocabulary labels,
      Scope scope) {
    this.options = options;
    this.vocabulary = vocabulary;
    this.labels = Labels.checked(labels);
    int tokens = vocabulary.size();
    embedding =
        options.embedding() == 0
            ? null
            : new Embedding(scope.in("embedding"), tokens, options.embedding());
    recurrent = new Recurrent(scope.in("recurrent"), options.recurrent(tokens));
    summary = new Summarizer(scope.in("summary"), options.summary(), recurrent);
    int outputs = ClassMeasures.outputs(labels.size());
    output = new Linear(scope.in("output"), summary.width(), outputs);
    int pad = vocabulary.id(Special.PAD);
    scores = options.wordScores() ? new Embedding(scope.in("scores"), tokens, outputs, pad) : null;
    parameters = scope.parameters();
  }

  /// A new model that knows the labels and the most frequent tokens of some examples, initialized as torch.nn
  /// does.
  ///
  /// @param tokens ids of the vocabulary at most
  public static TextClassifier build(
      TextClassifierOptions options, List<LabelledText> examples, int tokens, long seed) {
    return build(options, examples, tokens, Initializer.torch(), seed);
  }

  /// A new model that knows the labels and the most frequent tokens of some examples.
  ///
  /// @param tokens ids of the vocabulary at most
  public static TextClassifier build(
      TextClassifierOptions options,
      List<LabelledText> examples,
      int tokens,
      Initializer initializer,
      long seed) {
    TextClassifier model =
        new TextClassifier(
            options,
            TextVocabulary.of(options, examples, tokens),
            Labels.of(examples.stream().map(LabelledText::label).toList()),
            Scope.fresh(seed, initializer));
    if (options.wordScores()) {
      model.scoreBy(examples);
    }
    return model;
  }

  /// Gives each token half of what naive Bayes gives it, less the mean over the labels; of two labels the second's
  /// less the first's. Half, for naive Bayes takes words that come together for independent, and is too sure.
  private void scoreBy(List<LabelledText> examples) {
    NaiveBayes bayes = new NaiveBayes(labels.size());
    examples.forEach(example -> bayes.add(encode(example.text()), labels.idOf(example.label())));
    Tensor table = scores.weight().value();
    for (int id = 0; id < vocabulary.size(); id++) {
      double[] logs = bayes.logs(id);
      if (logs.length == 2) {
        table.set((float) (CERTAINTY * (logs[1] - logs[0])), id, 0);
      } else {
        double mean = Arrays.stream(logs).average().orElseThrow();
        for (int k = 0; k < logs.length; k++) {
          table.set((float) (CERTAINTY * (logs[k] - mean)), id, k);
        }
      }
    }
  }

  @Override
  public String kind() {
    return TextClassifierKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options)
        .with(TextClassifierKind.VOCABULARY, vocabulary.serialized())
        .with(TextClassifierKind.LABELS, labels.serialized());
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public TextClassifierOptions options() {
    return options;
  }

  /// The tokens that this model knows.
  public TokenVocabulary vocabulary() {
    return vocabulary;
  }

  /// The labels that it gives.
  public TokenVocabulary labels() {
    return labels;
  }

  /// The recurrent layers.
  public Recurrent recurrent() {
    return recurrent;
  }

  /// Null where tokens are one-hot.
  Embedding embedding() {
    return embedding;
  }

  /// Null without scores of tokens.
  Embedding scores() {
    return scores;
  }

  /// The ids that this model reads of a text.
  public int[] encode(String text) {
    String plain = options.stripMarks() ? Normalization.withoutMarks(text) : text;
    int[] ids = vocabulary.encode(plain, options.tokenizer());
    int most = options.maxLength();
    return most > 0 && ids.length > most
        ? Arrays.copyOfRange(ids, ids.length - most, ids.length)
        : ids;
  }

  /// Texts side by side.
  public Sequence.Tokens batch(int[][] texts) {
    int pad = vocabulary.id(Special.PAD);
    return options.padInFront()
        ? Padding.before(texts, pad, options.maxLength())
        : Padding.after(texts, pad);
  }

  /// What a pass over texts gives.
  ///
  /// @param logits `[N,K]`
  /// @param attention `[T,N]`, how much each step counts; null without attention
  public record Output(Variable logits, Variable attention) {}

  /// The logits of the labels of texts.
  public Output forward(Pass pass, Sequence.Tokens x) {
    Sequence.Tokens kept =
        TokenDropout.apply(pass, x, options.tokenDropout(), vocabulary.id(Special.UNKNOWN));
    return forward(
        pass,
        embedding == null ? kept : embedding.forward(pass, kept),
        scores == null ? null : scores.forward(pass, kept));
  }

  /// [#forward(Pass, Sequence.Tokens)] on vectors for the tokens and their scores.
  Output forward(Pass pass, Sequence x, Sequence.Features u) {
    Sequence read =
        x instanceof Sequence.Features(Variable vectors, int[] lengths)
            ? new Sequence.Features(dropped(pass, vectors), lengths)
            : x;
    Summarizer.Output s = summary.forward(pass, recurrent.forward(pass, read, null));
    Variable logits = output.forward(pass, dropped(pass, s.vector()));
    if (u != null) {
      logits = add(logits, sumOverTime(dropped(pass, u.x()), u.lengths()));
    }
    return new Output(ClassMeasures.logits(logits), s.weights());
  }

  private Variable dropped(Pass pass, Variable x) {
    return pass.training() ? dropout(x, options.dropout(), pass.random()) : x;
  }

  /// The likeliest label of a text.
  public Classification classify(String text) {
    return new TextReader(this).classify(text);
  }

  /// The likeliest label of a text, and what each token of it did for it.
  public Explanation explain(String text) {
    return new TextReader(this).explain(text);
  }
}

package dev.unroll.models.tagging;

import static dev.unroll.autograd.op.Ops.concatenate;
import static dev.unroll.autograd.op.Ops.crossEntropy;
import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.reshape;
import static dev.unroll.autograd.op.Ops.scale;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.LossOutput;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.layer.Crf;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.TokenDropout;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.Special;
import dev.unroll.models.training.Loss;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Gives each word of a sentence a tag (many to many):
///
///     x[t] = [word vector; vector of its looks; what a recurrent layer makes of its characters]
///     h[t] = recurrent layers in both directions on x
///     p(tag t) = softmax(W h[t] + b)                      the layer `output`
///     p(tags)  ∝ exp Σ_t (W h[t] + b)[tag t] + A[tag t−1, tag t]      with a CRF, the layer `crf`
///
/// Reading is safe from many threads at once as long as nobody trains the model.
///
///     Tagger model = Tagger.build(TaggerOptions.defaults(), TaggerVocabulary.of(sentences, 2), 1);
///     var task = new TaggingTask(model, sentences, heldOut, 32, 1);
///     Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(10)).run(TrainingListener.NONE);
///     List<String> tags = model.tag(List.of("She", "lives", "in", "Paris"));
///
/// Source: Huang, Xu and Yu, *Bidirectional LSTM-CRF models for sequence tagging*, 2015; characters, Lample et
/// al., *Neural architectures for named entity recognition*, 2016.
public final class Tagger implements Model {
  private final TaggerOptions options;
  private final TaggerVocabulary vocabulary;
  private final Embedding words;
  private final Embedding shapes;
  private final Embedding characters;
  private final Recurrent spelling;
  private final Recurrent recurrent;
  private final Linear output;

  /// Null where each tag is chosen by itself.
  private final Crf crf;

  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  public Tagger(TaggerOptions options, TaggerVocabulary vocabulary, Scope scope) {
    this.options = options;
    this.vocabulary = vocabulary;
    boolean spelled = options.characters() > 0;
    words = new Embedding(scope.in("words"), vocabulary.words().size(), options.embedding());
    shapes =
        options.shapes() > 0
            ? new Embedding(scope.in("shapes"), WordShape.values().length, options.shapes())
            : null;
    characters =
        spelled
            ? new Embedding(
                scope.in("characters"), vocabulary.characters().size(), options.characters())
            : null;
    spelling = spelled ? new Recurrent(scope.in("spelling"), options.characterLayer()) : null;
    recurrent = new Recurrent(scope.in("recurrent"), options.recurrent());
    output = new Linear(scope.in("output"), recurrent.outputs(), vocabulary.tags().size());
    crf =
        options.output() == TagOutput.CRF
            ? new Crf(scope.in("crf"), vocabulary.tags().size())
            : null;
    parameters = scope.parameters();
  }

  /// A new model, initialized as torch.nn does.
  public static Tagger build(TaggerOptions options, TaggerVocabulary vocabulary, long seed) {
    return new Tagger(options, vocabulary, Scope.fresh(seed, Initializer.torch()));
  }

  @Override
  public String kind() {
    return TaggerKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options)
        .with(TaggerKind.WORDS, vocabulary.words().serialized())
        .with(TaggerKind.CHARACTERS, vocabulary.characters().serialized())
        .with(TaggerKind.TAGS, vocabulary.tags().serialized());
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public TaggerOptions options() {
    return options;
  }

  /// The words, characters and tags that it knows.
  public TaggerVocabulary vocabulary() {
    return vocabulary;
  }

  /// The recurrent layers over words.
  public Recurrent recurrent() {
    return recurrent;
  }

  /// The recurrent layer over the characters of a word; null where nobody reads them.
  public Recurrent spelling() {
    return spelling;
  }

  TaggerBatch.Encoded encode(List<String> sentence, List<String> tags) {
    return TaggerBatch.Encoded.of(vocabulary, sentence, tags);
  }

  TaggerBatch batch(TaggerBatch.Encoded... sentences) {
    return TaggerBatch.of(vocabulary, spelling != null, sentences);
  }

  /// The logits `[T,N,tags]`.
  public Variable forward(Pass pass, TaggerBatch batch) {
    Sequence.Tokens x = batch.words();
    int unknown = vocabulary.words().id(Special.UNKNOWN);
    List<Variable> parts = new ArrayList<>();
    parts.add(
        words.forward(pass, TokenDropout.apply(pass, x, options.tokenDropout(), unknown)).x());
    if (shapes != null) {
      parts.add(shapes.forward(pass, batch.shapes()).x());
    }
    if (spelling != null) {
      Sequence spelled = characters.forward(pass, batch.characters());
      List<Variable> last = spelling.forward(pass, spelled, null).last().h();
      Variable both = concatenate(-1, last.toArray(Variable[]::new));
      parts.add(reshape(both, x.steps(), x.batch(), -1));
    }
    Variable read = dropped(pass, concatenate(-1, parts.toArray(Variable[]::new)));
    Variable y = recurrent.forward(pass, new Sequence.Features(read, x.lengths()), null).y();
    return output.forward(pass, dropped(pass, y));
  }

  /// The logits `[T,N,tags]` of one sentence in each of N rows.
  public Variable forward(Pass pass, List<String> sentence, int rows) {
    TaggerBatch.Encoded[] same = new TaggerBatch.Encoded[rows];
    Arrays.fill(same, encode(sentence, null));
    return forward(pass, batch(same));
  }

  /// The negative log-likelihood of the tags of a batch, in nats a word.
  Loss loss(Pass pass, TaggerBatch batch, Variable logits) {
    if (crf == null) {
      return Loss.of(crossEntropy(logits, batch.tags(), TaggerBatch.NONE));
    }
    LossOutput ofSentences = crf.loss(pass, logits, batch.tags(), batch.words().lengths());
    int words = batch.counted();
    double share = words == 0 ? 0 : ofSentences.weight() / words;
    return new Loss(scale(ofSentences.mean(), (float) share), words);
  }

  /// The likeliest tags' ids `[T·N]` by the logits, whatever past a sentence's end.
  int[] decode(Tensor logits, TaggerBatch batch) {
    return crf == null ? Decoding.likeliest(logits) : crf.decode(logits, batch.words().lengths());
  }

  private Variable dropped(Pass pass, Variable x) {
    return pass.training() ? dropout(x, options.dropout(), pass.random()) : x;
  }

  /// The likeliest tag of each word.
  public List<String> tag(List<String> sentence) {
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      TaggerBatch batch = batch(encode(sentence, null));
      int[] tags = decode(forward(Pass.reading(tape), batch).value(), batch);
      return Decoding.tags(vocabulary.tags(), tags, batch).getFirst();
    }
  }
}

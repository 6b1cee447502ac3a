package dev.unroll.models.captioning;

import static dev.unroll.autograd.op.Ops.concatenate;
import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.permute;
import static dev.unroll.autograd.op.Ops.reshape;
import static dev.unroll.autograd.op.Ops.slice;
import static dev.unroll.autograd.op.Ops.tanh;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AttentionOutput;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.decode.BeamSearch;
import dev.unroll.models.decode.DecodingLimits;
import dev.unroll.models.decode.Hypothesis;
import dev.unroll.models.layer.Attention;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.LayerNorm;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.State;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.vision.Convolutions;
import dev.unroll.models.vision.Pixels;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Says what a picture shows, by an encoder and a decoder:
///
///     f    = convolutions of the picture                the layers `convolutions`, [C',H',W']
///     v    = norm(W_p f + b_p)                          the layers `picture`, `norm`
///     h[0] = tanh(v)                                    with [View#FIRST_INPUT], the decoder reads v before any word
///     a[t] = attention of h[t−1] over the cells of f    the layer `attention`, with [View#GRID] alone
///     h[t] = decoder on [E w[t]; a[t]], from h[t−1]     the layers `words`, `decoder`
///     o[t] = W h[t] + b                                 the layer `output`, the logits of the word that follows
///
/// The normalization keeps the tanh from saturating: all of f is 0 or above, so that each step of an optimizer shifts
/// every number of `W_p f` by thousands of its weights at once, for all pictures alike, and without it h[0] soon is
/// the same for all of them.
///
/// Reading is safe from many threads at once as long as nobody trains the model.
///
///     var vocabulary = CaptioningTask.vocabulary(training, 1);
///     Captioner model = Captioner.build(CaptionerOptions.defaults(), vocabulary, 1);
///     var task = new CaptioningTask(model, training, heldOut, 32, 1);
///     Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(5)).run(TrainingListener.NONE);
///     String caption = model.caption(picture, BeamOptions.of(3)).getFirst().text();
public final class Captioner implements Model {
  /// Words of a caption at most, so that a model that never ends does.
  public static final int LONGEST = 64;

  private final CaptionerOptions options;
  private final TokenVocabulary vocabulary;
  private final Convolutions convolutions;
  private final Linear picture;
  private final LayerNorm norm;
  private final Embedding words;
  private final Attention attention;
  private final Recurrent decoder;
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope. What reads the picture is drawn as He et al. do, which it needs, whatever
  /// draws the rest.
  ///
  /// @param vocabulary the words, with PAD, UNKNOWN, BEGIN and END
  public Captioner(CaptionerOptions options, TokenVocabulary vocabulary, Scope scope) {
    this.options = options;
    this.vocabulary = vocabulary;
    boolean grid = options.view() == View.GRID;
    int e = options.embedding();
    int h = options.hidden();
    convolutions =
        new Convolutions(
            scope.in("convolutions"), 3, options.height(), options.width(), options.stages());
    int cell = convolutions.channels();
    picture =
        new Linear(
            scope.in("picture").by(Initializer.he()),
            convolutions.outputs(),
            options.view() == View.FIRST_INPUT ? e : h);
    norm = new LayerNorm(scope.in("norm"), picture.outputs());
    words = new Embedding(scope.in("words"), vocabulary.size(), e);
    attention =
        grid ? new Attention(scope.in("attention"), Attention.Scores.ADDITIVE, h, cell, h) : null;
    decoder =
        new Recurrent(
            scope.in("decoder"), RecurrentOptions.of(options.cell(), grid ? e + cell : e, h));
    output = new Linear(scope.in("output"), h, vocabulary.size());
    parameters = scope.parameters();
  }

  /// A new model, its decoder initialized as torch.nn does.
  public static Captioner build(CaptionerOptions options, TokenVocabulary vocabulary, long seed) {
    return new Captioner(options, vocabulary, Scope.fresh(seed, Initializer.torch()));
  }

  @Override
  public String kind() {
    return CaptionerKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options).with(CaptionerKind.VOCABULARY, vocabulary.serialized());
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public CaptionerOptions options() {
    return options;
  }

  /// The words.
  public TokenVocabulary vocabulary() {
    return vocabulary;
  }

  /// The recurrent layers that write.
  public Recurrent decoder() {
    return decoder;
  }

  /// Pictures as what [#logits] reads, `[N,3,H,W]`.
  ///
  /// @throws IllegalArgumentException if one has another size than the model's options say
  public Tensor batch(List<Pixels> pictures) {
    return Pixels.batch(pictures, 3, options.height(), options.width());
  }

  /// What the encoder made of pictures.
  ///
  /// @param memory the cells of the grid, `[H'·W',N,·]`, to be looked at; null but with [View#GRID]
  /// @param initial what the decoder starts from
  record Seen(Attention.Memory memory, State initial) {}

  /// Looks at pictures `[N,3,H,W]`.
  Seen look(Pass pass, Tensor pictures) {
    Tape tape = pass.tape();
    int rows = pictures.shape().dimension(0);
    Variable f = convolutions.forward(pass, tape.constant(pictures));
    Variable v =
        norm.forward(pass, picture.forward(pass, reshape(f, rows, convolutions.outputs())));
    if (options.view() == View.FIRST_INPUT) {
      Sequence first = new Sequence.Features(reshape(v, 1, rows, options.embedding()));
      return new Seen(null, decoder.forward(pass, first, null).last());
    }
    State zeros = decoder.newState(rows).on(tape);
    State initial = new State(List.of(tanh(v)), zeros.c());
    if (attention == null) {
      return new Seen(null, initial);
    }
    int cells = convolutions.height() * convolutions.width();
    Variable grid = reshape(permute(f, 2, 3, 0, 1), cells, rows, convolutions.channels());
    return new Seen(attention.memory(pass, new Sequence.Features(grid)), initial);
  }

  /// What some steps of the decoder give.
  ///
  /// @param logits `[S,N,V]`
  /// @param state the last one
  /// @param weights `[N,1,H'·W']` of each step, where the decoder looked before it; empty but with [View#GRID]
  record Written(Variable logits, State state, List<Variable> weights) {}

  /// Some steps of the decoder.
  ///
  /// @param memory of the pictures; null but with [View#GRID]
  /// @param from the state to go on from
  /// @param read the words that it reads
  Written write(Pass pass, Attention.Memory memory, State from, Sequence.Tokens read) {
    Variable x = dropped(pass, words.forward(pass, read).x());
    if (memory == null) {
      Recurrent.Result result =
          decoder.forward(pass, new Sequence.Features(x, read.lengths()), from);
      return new Written(output.forward(pass, dropped(pass, result.y())), result.last(), List.of());
    }
    List<Variable> outputs = new ArrayList<>();
    List<Variable> weights = new ArrayList<>();
    State state = from;
    for (int t = 0; t < read.steps(); t++) {
      // 1. where to look, by the state so far
      AttentionOutput looked = attention.forward(pass, state.h().getLast(), memory);
      Variable context = reshape(looked.context(), 1, read.batch(), convolutions.channels());
      // 2. the next state, by the word and what was seen
      Variable input = concatenate(-1, slice(x, 0, t, t + 1), context);
      Recurrent.Result step = decoder.forward(pass, new Sequence.Features(input), state);
      state = step.last();
      outputs.add(step.y());
      weights.add(looked.weights());
    }
    Variable y = concatenate(0, outputs);
    return new Written(output.forward(pass, dropped(pass, y)), state, weights);
  }

  private Variable dropped(Pass pass, Variable x) {
    return pass.training() && options.dropout() > 0
        ? dropout(x, options.dropout(), pass.random())
        : x;
  }

  /// The logits `[S,N,V]` of the words that follow those read, teacher-forced.
  ///
  /// @param pictures `[N,3,H,W]`
  public Variable logits(Pass pass, Tensor pictures, Sequence.Tokens read) {
    Seen seen = look(pass, pictures);
    return write(pass, seen.memory(), seen.initial(), read).logits();
  }

  /// What a picture shows, in words.
  ///
  /// @param ids the words
  /// @param text the words, joined
  /// @param logProbability ln of their probability, and of the end's
  public record Caption(List<Integer> ids, String text, double logProbability) {}

  /// The best captions of a picture, the best first.
  ///
  /// @throws IllegalArgumentException if it has another size than the model's options say
  public List<Caption> caption(Pixels pixels, BeamOptions beam) {
    CaptionerStream stream = new CaptionerStream(this, batch(List.of(pixels)));
    List<Caption> captions = new ArrayList<>();
    for (Hypothesis each :
        BeamSearch.search(stream, vocabulary.id(Special.BEGIN), limits(), beam)) {
      String text = String.join(" ", vocabulary.decode(each.ids()));
      List<Integer> ids = Arrays.stream(each.ids()).boxed().toList();
      captions.add(new Caption(ids, text, each.logProbability()));
    }
    return captions;
  }

  DecodingLimits limits() {
    return new DecodingLimits(vocabulary.id(Special.END), LONGEST);
  }

  /// Where the decoder looks before each word of a caption and before its end: a weight for each cell of the grid,
  /// `[words + 1][H'][W']`, which add up to 1.
  ///
  /// @param caption the ids of its words
  /// @throws IllegalStateException if the model has no grid to look at
  public double[][][] looks(Pixels pixels, List<Integer> caption) {
    if (attention == null) {
      throw new IllegalStateException("a captioner that sees no grid looks nowhere");
    }
    int[] read = new int[caption.size() + 1];
    read[0] = vocabulary.id(Special.BEGIN);
    for (int t = 0; t < caption.size(); t++) {
      read[t + 1] = caption.get(t);
    }
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Pass pass = Pass.reading(tape);
      Seen seen = look(pass, batch(List.of(pixels)));
      Sequence.Tokens tokens = new Sequence.Tokens(read, read.length, 1);
      List<Variable> weights = write(pass, seen.memory(), seen.initial(), tokens).weights();
      double[][][] looks = new double[read.length][convolutions.height()][convolutions.width()];
      for (int t = 0; t < read.length; t++) {
        float[] cells = weights.get(t).value().toArray();
        for (int i = 0; i < cells.length; i++) {
          looks[t][i / convolutions.width()][i % convolutions.width()] = cells[i];
        }
      }
      return looks;
    }
  }
}

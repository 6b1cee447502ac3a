package dev.unroll.models.translation;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.concatenate;
import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.reverse;
import static dev.unroll.autograd.op.Ops.tanh;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AttentionOutput;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.data.Padding;
import dev.unroll.models.decode.BeamOptions;
import dev.unroll.models.decode.BeamSearch;
import dev.unroll.models.decode.Decoding;
import dev.unroll.models.decode.DecodingLimits;
import dev.unroll.models.decode.Hypothesis;
import dev.unroll.models.layer.Attention;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.State;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.Special;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.text.Tokenizer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// An encoder reads a sequence, a decoder writes another one:
///
///     k[1..T], s = encoder(source)              the outputs at each step, and the last state
///     h[1..S]    = decoder(target, from s)
///     a[i]       = Σ_t softmax_t(score(h[i], k[t])) k[t]              with attention
///     p(target i+1) = softmax(U tanh(V [h[i]; a[i]]) + d)             without: softmax(U h[i] + d)
///
/// Source: Sutskever, Vinyals and Le, *Sequence to sequence learning with neural networks*, 2014; Cho et al.,
/// *Learning phrase representations using RNN encoder–decoder*, 2014; Bahdanau, Cho and Bengio 2015; Luong, Pham
/// and Manning 2015.
public final class Translator implements Model {
  private final TranslatorOptions options;
  private final TokenVocabulary source;
  private final TokenVocabulary target;
  private final Embedding sourceVectors;
  private final Recurrent encoder;
  private final Embedding targetVectors;
  private final Recurrent decoder;
  private final Attention attention;
  private final Linear combined;
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  ///
  /// @param source the vocabulary that is read, with PAD
  /// @param target the vocabulary that is written, with PAD, BEGIN and END
  public Translator(
      TranslatorOptions options, TokenVocabulary source, TokenVocabulary target, Scope scope) {
    this.options = options;
    this.source = source;
    this.target = target;
    int e = options.embedding();
    int h = options.hidden();
    sourceVectors = e == 0 ? null : new Embedding(scope.in("source"), source.size(), e);
    encoder = new Recurrent(scope.in("encoder"), options.encoder(source.size()));
    targetVectors = e == 0 ? null : new Embedding(scope.in("target"), target.size(), e);
    decoder = new Recurrent(scope.in("decoder"), options.decoder(target.size()));
    int keys = encoder.outputs();
    boolean attends = options.attention() != Attending.NONE;
    attention =
        attends
            ? new Attention(scope.in("attention"), options.attention().scores(), h, keys, h)
            : null;
    combined = attends ? new Linear(scope.in("combined"), h + keys, h) : null;
    output = new Linear(scope.in("output"), h, target.size());
    parameters = scope.parameters();
  }

  @Override
  public String kind() {
    return TranslatorKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options)
        .with(TranslatorKind.SOURCE, source.serialized())
        .with(TranslatorKind.TARGET, target.serialized());
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public TranslatorOptions options() {
    return options;
  }

  /// The tokens that are read.
  public TokenVocabulary source() {
    return source;
  }

  /// The tokens that are written.
  public TokenVocabulary target() {
    return target;
  }

  /// The recurrent layers that read.
  public Recurrent encoder() {
    return encoder;
  }

  /// The recurrent layers that write.
  public Recurrent decoder() {
    return decoder;
  }

  /// What the encoder gives.
  ///
  /// @param memory the outputs at each step, to be looked at; null without attention
  /// @param initial what the decoder starts from
  record Encoded(Attention.Memory memory, State initial) {}

  /// Reads sources.
  Encoded encode(Pass pass, Sequence.Tokens x) {
    Sequence.Tokens read =
        options.reversed()
            ? new Sequence.Tokens(
                reverse(x.ids(), x.steps(), x.batch(), x.lengths()),
                x.steps(),
                x.batch(),
                x.lengths())
            : x;
    Sequence input = sourceVectors == null ? read : vectors(pass, sourceVectors, read);
    Recurrent.Result result = encoder.forward(pass, input, null);
    State last = result.last();
    Sequence.Features steps = new Sequence.Features(result.y(), x.lengths());
    return new Encoded(
        attention == null ? null : attention.memory(pass, steps),
        options.bidirectional() ? new State(joined(last.h()), joined(last.c())) : last);
  }

  /// The states of both directions of each layer, added.
  private static List<Variable> joined(List<Variable> both) {
    List<Variable> sums = new ArrayList<>();
    for (int i = 0; i < both.size(); i += 2) {
      sums.add(add(both.get(i), both.get(i + 1)));
    }
    return sums;
  }

  private Sequence.Features vectors(Pass pass, Embedding table, Sequence.Tokens x) {
    return new Sequence.Features(dropped(pass, table.forward(pass, x).x()), x.lengths());
  }

  /// The logits `[S,N,V]` of the tokens that follow those of a target.
  Variable decode(Pass pass, Encoded encoded, Sequence.Tokens written) {
    Variable last = encoded.initial().h().getLast();
    return step(pass, encoded.memory(), last, encoded.initial(), written).logits();
  }

  /// What some steps of the decoder give.
  ///
  /// @param logits `[S,N,V]`
  /// @param state the last one
  record Stepped(Variable logits, State state) {}

  /// Some steps of the decoder.
  ///
  /// @param memory of the source; null without attention
  /// @param last the encoder's last hidden state `[N,H]`
  /// @param from the state to go on from
  Stepped step(
      Pass pass, Attention.Memory memory, Variable last, State from, Sequence.Tokens written) {
    Recurrent.Result result = outputs(pass, last, from, written);
    Variable y = result.y();
    if (attention != null) {
      AttentionOutput attended = attention.forward(pass, y, memory);
      y = tanh(combined.forward(pass, concatenate(-1, y, attended.context())));
    }
    return new Stepped(output.forward(pass, dropped(pass, y)), result.last());
  }

  /// The decoder's outputs `[S,N,H]` and last state.
  private Recurrent.Result outputs(Pass pass, Variable last, State from, Sequence.Tokens written) {
    Sequence input = written;
    if (targetVectors != null) {
      Sequence.Features vectors = vectors(pass, targetVectors, written);
      input =
          options.fed()
              ? new Sequence.Features(
                  concatenate(-1, vectors.x(), everywhere(last, written.steps())),
                  written.lengths())
              : vectors;
    }
    return decoder.forward(pass, input, from);
  }

  /// The encoder's last hidden state beside each step.
  private static Variable everywhere(Variable last, int steps) {
    Tape tape = last.tape();
    Shape shape = last.shape();
    Tensor zeros = tape.take(Shape.of(steps, shape.dimension(0), shape.dimension(1)));
    zeros.fill(0);
    return add(tape.constant(zeros), last);
  }

  /// Where each step of a target looks: weights `[N,S,T]` over the steps of the source.
  ///
  /// @throws IllegalStateException if the model has no attention
  public AttentionOutput attended(Pass pass, Sequence.Tokens sources, Sequence.Tokens written) {
    if (attention == null) {
      throw new IllegalStateException("a model without attention looks nowhere");
    }
    Encoded encoded = encode(pass, sources);
    State from = encoded.initial();
    Variable y = outputs(pass, from.h().getLast(), from, written).y();
    return attention.forward(pass, y, encoded.memory());
  }

  /// Where a target looks: for each of its tokens and for its end, the weights of the source's tokens.
  ///
  /// @throws IllegalStateException if the model has no attention
  public double[][] looks(int[] read, int[] written) {
    int[] inputs = new int[written.length + 1];
    inputs[0] = target.id(Special.BEGIN);
    System.arraycopy(written, 0, inputs, 1, written.length);
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Tensor weights =
          attended(
                  Pass.reading(tape),
                  new Sequence.Tokens(read, read.length, 1),
                  new Sequence.Tokens(inputs, inputs.length, 1))
              .weights()
              .value();
      double[][] looks = new double[inputs.length][read.length];
      for (int s = 0; s < inputs.length; s++) {
        for (int t = 0; t < read.length; t++) {
          looks[s][options.reversed() ? read.length - 1 - t : t] = weights.get(0, s, t);
        }
      }
      return looks;
    }
  }

  /// The ids of a text to translate.
  ///
  /// @throws IllegalArgumentException if it has no token, or none that the model knows
  public int[] encode(String text) {
    int[] ids = source.encode(text, options.tokenizer());
    if (source.unknownIn(ids) == ids.length) {
      String what = options.tokenizer() == Tokenizer.CHARACTERS ? "character" : "word";
      throw new IllegalArgumentException(
          ids.length == 0
              ? "expected a text to translate, got an empty one"
              : "expected at least one %s that the model knows, got '%s'".formatted(what, text));
    }
    return ids;
  }

  /// A text translated greedily.
  ///
  /// @throws IllegalArgumentException as [#encode]
  public String translate(String text) {
    int[] answer = greedy(List.of(encode(text))).getFirst();
    return options.tokenizer().join(target.decode(answer));
  }

  /// The likeliest target of each source, token by token. Nothing longer than twice the source and ten tokens more is written.
  public List<int[]> greedy(List<int[]> sources) {
    if (sources.isEmpty()) {
      return List.of();
    }
    Sequence.Tokens read = Padding.after(sources.toArray(int[][]::new), source.id(Special.PAD));
    int[] first = new int[sources.size()];
    Arrays.fill(first, target.id(Special.BEGIN));
    List<Hypothesis> written =
        Decoding.greedy(new TranslatorStream(this, read), first, limits(read.steps()));
    List<int[]> answers = new ArrayList<>();
    for (int n = 0; n < first.length; n++) {
      int[] ids = written.get(n).ids();
      answers.add(Arrays.copyOf(ids, Math.min(ids.length, longest(sources.get(n).length))));
    }
    return answers;
  }

  /// The best targets of a source, the best first. Nothing longer than twice the source and ten tokens more is written.
  public List<Hypothesis> best(int[] read, BeamOptions beam) {
    Sequence.Tokens sources = new Sequence.Tokens(read, read.length, 1);
    return BeamSearch.search(
        new TranslatorStream(this, sources), target.id(Special.BEGIN), limits(read.length), beam);
  }

  private DecodingLimits limits(int steps) {
    return new DecodingLimits(target.id(Special.END), longest(steps));
  }

  private static int longest(int steps) {
    return 2 * steps + 10;
  }

  private Variable dropped(Pass pass, Variable x) {
    return pass.training() && options.dropout() > 0
        ? dropout(x, options.dropout(), pass.random())
        : x;
  }

  /// The logits of targets given the sources, teacher-forced.
  public Variable logits(Pass pass, Sequence.Tokens sources, Sequence.Tokens written) {
    return decode(pass, encode(pass, sources), written);
  }
}

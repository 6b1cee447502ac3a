package dev.unroll.models.language;

import static dev.unroll.autograd.op.Ops.concatenate;
import static dev.unroll.autograd.op.Ops.crossEntropy;
import static dev.unroll.autograd.op.Ops.scaleGradient;

import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Resumable;
import dev.unroll.models.checkpoint.Section;
import dev.unroll.models.data.HeldOutStreams;
import dev.unroll.models.data.TextBatch;
import dev.unroll.models.data.TextStreams;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentState;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.State;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TokenIds;
import dev.unroll.models.training.Batches;
import dev.unroll.models.training.Evaluation;
import dev.unroll.models.training.Loss;
import dev.unroll.models.training.Metric;
import dev.unroll.models.training.Score;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.Truncation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Trains a [LanguageModel] on a text: truncated backpropagation through time over parallel streams of the
/// text, on the cross-entropy of every next token. The last part of the text is held out.
public final class LanguageTask implements Task<TextBatch> {
  private static final Sampling EXAMPLE = Sampling.of(200);

  private final LanguageModel model;
  private final TextOptions options;
  private final Batches<TextBatch> training;
  private final HeldOutStreams validation;
  private final RecurrentState carried;
  private final TokenLoss tokens;
  private long examples;

  /// A task on a text in the model's vocabulary.
  ///
  /// @throws IllegalArgumentException if the text is too short
  public LanguageTask(LanguageModel model, Corpus corpus, TextOptions options) {
    this(
        model,
        options,
        corpus.ids(),
        corpus.ids().length() - (int) (corpus.ids().length() * (double) options.validation()),
        corpus.fingerprint());
  }

  private LanguageTask(
      LanguageModel model, TextOptions options, TokenIds ids, int cut, String fingerprint) {
    this.model = model;
    this.options = options;
    training =
        cut == 0
            ? Batches.none()
            : new TextStreams(
                ids.part(0, cut), options.batch(), options.truncation().steps(), fingerprint);
    validation = new HeldOutStreams(ids.part(cut, ids.length()));
    carried = model.recurrent().newState(options.batch());
    tokens = new TokenLoss(model.tokenizer());
  }

  /// A task with nothing to train on: all of the text is held out.
  ///
  /// @throws IllegalArgumentException if the text has one token only
  public static LanguageTask measuring(LanguageModel model, Corpus corpus) {
    if (corpus.ids().length() < 2) {
      throw new IllegalArgumentException(
          "the text has one token only; measuring needs at least two: the first is only read");
    }
    return new LanguageTask(model, TextOptions.defaults(), corpus.ids(), 0, corpus.fingerprint());
  }

  @Override
  public LanguageModel model() {
    return model;
  }

  @Override
  public Batches<TextBatch> training() {
    return training;
  }

  @Override
  public Batches<TextBatch> validation() {
    return validation.count(0) == 0 ? Batches.none() : validation;
  }

  @Override
  public Loss loss(Pass pass, TextBatch batch) {
    if (batch.first()) {
      carried.reset();
    }
    return loss(pass, batch, carried);
  }

  private Loss loss(Pass pass, TextBatch batch, RecurrentState state) {
    Recurrent.Result result =
        pass.training() && options.truncation() instanceof Truncation.Randomized randomized
            ? truncated(pass, batch.inputs(), state.on(pass.tape()), randomized)
            : model.hidden(pass, batch.inputs(), state.on(pass.tape()));
    state.carry(result.last());
    if (batch.counted() == 0) {
      return new Loss(pass.tape().constant(Tensor.scalar(0)), 0);
    }
    Variable logits = model.logits(pass, result.y());
    return Loss.of(crossEntropy(logits, batch.targets(), TextBatch.NONE));
  }

  /// The layers piece by piece, the gradient of the state between two pieces multiplied by ξ.
  private Recurrent.Result truncated(
      Pass pass, Sequence.Tokens x, State initial, Truncation.Randomized truncation) {
    State state = initial;
    List<Variable> pieces = new ArrayList<>();
    int rows = x.batch();
    for (int from = 0; from < x.steps(); from += truncation.interval()) {
      int to = Math.min(x.steps(), from + truncation.interval());
      int[] ids = Arrays.copyOfRange(x.ids(), from * rows, to * rows);
      Recurrent.Result piece = model.hidden(pass, new Sequence.Tokens(ids, to - from, rows), state);
      pieces.add(piece.y());
      state = to == x.steps() ? piece.last() : cut(pass, piece.last(), truncation.continuation());
    }
    return new Recurrent.Result(concatenate(0, pieces.toArray(Variable[]::new)), state, null);
  }

  /// One ξ for the whole state.
  private static State cut(Pass pass, State state, float continuation) {
    float xi = pass.random().nextFloat() < continuation ? 1 / continuation : 0;
    return new State(
        state.h().stream().map(h -> scaleGradient(h, xi)).toList(),
        state.c().stream().map(c -> scaleGradient(c, xi)).toList());
  }

  @Override
  public Metric lossMetric() {
    return tokens.metric();
  }

  @Override
  public Evaluation<TextBatch> evaluation() {
    RecurrentState state = model.recurrent().newState(validation.streams());
    return new Evaluation<>() {
      private int chunks;

      @Override
      public double[] sums(Pass pass, TextBatch batch) {
        if (chunks++ == validation.warmUps()) {
          state.resetRows(0); // nothing stands before the first stream
        }
        Loss loss = loss(pass, batch, state);
        return new double[] {loss.mean().value().item() * loss.weight(), loss.weight()};
      }

      @Override
      public List<Score> scores(double[] totals) {
        return tokens.scores(totals);
      }
    };
  }

  @Override
  public long items(TextBatch batch) {
    return batch.counted();
  }

  @Override
  public String itemName() {
    return tokens.items();
  }

  @Override
  public List<Resumable> state() {
    return List.of(
        new Resumable() {
          @Override
          public String section() {
            return "carried";
          }

          @Override
          public void save(Section to) {
            carried.tensors().forEach(to::put);
          }

          @Override
          public void restore(Section from) {
            carried.restore(from.tensors());
          }
        });
  }

  /// That of a uniform guess.
  @Override
  public double initialLoss() {
    return Math.log(model.vocabulary().size());
  }

  /// A sample, another one each time.
  @Override
  public List<String> examples() {
    return model.generate("", EXAMPLE.withSeed(++examples)).lines().toList();
  }
}

package dev.unroll.models.reading;

import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.permute;
import static dev.unroll.autograd.op.Ops.reshape;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.decode.CtcDecoding;
import dev.unroll.models.decode.Hypothesis;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.text.TokenVocabulary;
import dev.unroll.models.vision.Convolutions;
import dev.unroll.models.vision.Pixels;
import java.util.ArrayList;
import java.util.List;

/// Reads a text in a picture from left to right:
///
///     f      = convolutions of the picture              the layers `convolutions`, [C',H',W']
///     x[t]   = all numbers of column t of f             T = W' steps
///     h      = recurrent layers over x, both ways       the layers `recurrent`
///     o[t]   = W h[t] + b                               the layer `output`, a class for each character and the blank
///
/// trained by connectionist temporal classification, which needs to know what stands there but not where.
/// Reading is safe from many threads at once as long as nobody trains the model.
///
///     PictureReader model = PictureReader.build(PictureReaderOptions.defaults(), HouseNumbers.vocabulary(), 1);
///     var task = new ReadingTask(model, training, heldOut, 32, 1);
///     Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(5)).run(TrainingListener.NONE);
///     String number = model.read(picture);
///
/// Source: Shi, Bai and Yao, *An end-to-end trainable neural network for image-based sequence recognition*, 2015.
public final class PictureReader implements Model {
  private final PictureReaderOptions options;
  private final TokenVocabulary vocabulary;
  private final Convolutions convolutions;
  private final Recurrent recurrent;
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  ///
  /// @param vocabulary the characters, without special ones; the class of a character is its id and 1
  public PictureReader(PictureReaderOptions options, TokenVocabulary vocabulary, Scope scope) {
    this.options = options;
    this.vocabulary = vocabulary;
    convolutions =
        new Convolutions(
            scope.in("convolutions"), 1, options.height(), options.width(), options.stages());
    int column = convolutions.channels() * convolutions.height();
    recurrent =
        new Recurrent(
            scope.in("recurrent"),
            RecurrentOptions.of(options.cell(), column, options.hidden())
                .bidirectional()
                .stacked(options.layers(), options.dropout()));
    output = new Linear(scope.in("output"), recurrent.outputs(), vocabulary.size() + 1);
    parameters = scope.parameters();
  }

  /// A new model, its recurrent and output layers initialized as torch.nn does.
  public static PictureReader build(
      PictureReaderOptions options, TokenVocabulary vocabulary, long seed) {
    return new PictureReader(options, vocabulary, Scope.fresh(seed, Initializer.torch()));
  }

  @Override
  public String kind() {
    return PictureReaderKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options).with(PictureReaderKind.VOCABULARY, vocabulary.serialized());
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public PictureReaderOptions options() {
    return options;
  }

  /// The characters.
  public TokenVocabulary vocabulary() {
    return vocabulary;
  }

  /// `T`, the columns in which it looks at a picture, and so the longest text that it can read.
  public int columns() {
    return convolutions.width();
  }

  /// Pictures as what [#logits] reads: in grey, `[N,1,H,W]`.
  ///
  /// @throws IllegalArgumentException if one has another size than the model's options say
  public Tensor batch(List<Pixels> pictures) {
    return Pixels.batch(
        pictures.stream().map(Pixels::grey).toList(), 1, options.height(), options.width());
  }

  /// The logits `[T,N,C]` of the classes in each column, the blank first.
  ///
  /// @param pictures `[N,1,H,W]`
  public Variable logits(Pass pass, Tensor pictures) {
    // 1. features of the picture, as a sequence of columns
    Variable f = convolutions.forward(pass, pass.tape().constant(pictures));
    int rows = pictures.shape().dimension(0);
    Variable x =
        reshape(
            permute(f, 3, 0, 1, 2),
            columns(),
            rows,
            convolutions.channels() * convolutions.height());
    // 2. each column in the light of the others
    Variable h = recurrent.forward(pass, new Sequence.Features(dropped(pass, x)), null).y();
    return output.forward(pass, dropped(pass, h));
  }

  private Variable dropped(Pass pass, Variable x) {
    return pass.training() && options.dropout() > 0
        ? dropout(x, options.dropout(), pass.random())
        : x;
  }

  /// A text that may stand on a picture.
  ///
  /// @param logProbability ln of the probability of all paths that were found to spell it
  public record Reading(String text, double logProbability) {}

  /// What stands on a picture: what the likeliest path spells.
  ///
  /// @throws IllegalArgumentException if it has another size than the model's options say
  public String read(Pixels picture) {
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Tensor logits = logits(Pass.reading(tape), batch(List.of(picture))).value();
      return text(CtcDecoding.greedy(logits, 0, columns()));
    }
  }

  /// The likeliest texts on a picture, the best first.
  ///
  /// @param width beginnings of texts that the search carries on
  /// @param best how many to return
  /// @throws IllegalArgumentException if it has another size than the model's options say
  public List<Reading> read(Pixels picture, int width, int best) {
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Tensor logits = logits(Pass.reading(tape), batch(List.of(picture))).value();
      List<Reading> readings = new ArrayList<>();
      for (Hypothesis each : CtcDecoding.beam(logits, 0, columns(), width, best)) {
        readings.add(new Reading(text(each.ids()), each.logProbability()));
      }
      return readings;
    }
  }

  /// The text of some classes.
  String text(int... classes) {
    StringBuilder text = new StringBuilder();
    for (int each : classes) {
      text.append(vocabulary.token(each - 1));
    }
    return text.toString();
  }
}

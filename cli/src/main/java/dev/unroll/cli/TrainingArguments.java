package dev.unroll.cli;

import dev.unroll.models.old.Cell;
import dev.unroll.models.old.ModelOptions;
import dev.unroll.models.old.optimizer.GradientClipping;
import dev.unroll.models.old.optimizer.OptimizerOptions;
import dev.unroll.models.old.training.TrainingOptions;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/// The options that determine, with the text, every bit of the trained model. Null where the user gave
/// none; then the preset decides, or when resuming the run before.
final class TrainingArguments {
  @Option(
      names = "--preset",
      paramLabel = "NAME",
      converter = Preset.Converter.class,
      description =
          "min-char-rnn: the model and the training of Karpathy's program of that name; further options"
              + " change it.")
  private Preset preset;

  @Option(
      names = "--cell",
      paramLabel = "NAME",
      converter = CellConverter.class,
      description = "rnn, rnn-relu, lstm, gru or reset-after-gru; default lstm.")
  private Cell cell;

  @Option(
      names = "--hidden",
      paramLabel = "H",
      description = "Hidden units of each layer; default 256.")
  private Integer hidden;

  @Option(names = "--layers", paramLabel = "L", description = "Recurrent layers; default 1.")
  private Integer layers;

  @Option(
      names = "--dropout",
      paramLabel = "P",
      description = "Probability of dropping an element of a layer's output; default 0.")
  private Float dropout;

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Streams of the text that run side by side; default 32.")
  private Integer batch;

  @Option(
      names = "--sequence",
      paramLabel = "T",
      description = "Time steps between cuts of backpropagation through time; default 64.")
  private Integer sequence;

  @Option(
      names = "--optimizer",
      paramLabel = "NAME",
      converter = OptimizerConverter.class,
      description = "adam, adagrad, rmsprop or sgd; default adam.")
  private String optimizer;

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description = "Default 0.003 with adam, 0.002 with rmsprop, 0.05 with adagrad, 1 with sgd.")
  private Float learningRate;

  @Option(
      names = "--clip-norm",
      paramLabel = "X",
      description = "Scale all gradients together down to this norm; default 5.")
  private Float clipNorm;

  @Option(
      names = "--clip-value",
      paramLabel = "X",
      description = "Clip each element of the gradients to this magnitude instead.")
  private Float clipValue;

  @Option(
      names = "--validation",
      paramLabel = "F",
      description = "Fraction of the text, its last part, that is held out; default 0.1.")
  private Float validation;

  @Option(names = "--seed", paramLabel = "S", description = "Seed of everything random; default 1.")
  private Long seed;

  Preset preset() {
    return preset == null ? Preset.DEFAULT : preset;
  }

  ModelOptions model() {
    return model(preset().model());
  }

  TrainingOptions training() {
    return training(preset().training());
  }

  /// `base` with the options that were given.
  private ModelOptions model(ModelOptions base) {
    return new ModelOptions(
        cell == null ? base.cell() : cell,
        hidden == null ? base.hidden() : hidden,
        layers == null ? base.layers() : layers,
        dropout == null ? base.dropout() : dropout,
        base.singleBias());
  }

  /// `base` with the options that were given.
  private TrainingOptions training(TrainingOptions base) {
    if (clipNorm != null && clipValue != null) {
      throw new IllegalArgumentException("--clip-norm and --clip-value exclude each other");
    }
    return new TrainingOptions(
        batch == null ? base.batch() : batch,
        sequence == null ? base.sequence() : sequence,
        optimizer(base.optimizer()),
        clipNorm != null
            ? new GradientClipping.ByNorm(clipNorm)
            : clipValue != null ? new GradientClipping.ByValue(clipValue) : base.clipping(),
        base.reduction(),
        validation == null ? base.validation() : validation,
        base.smoothing(),
        seed == null ? base.seed() : seed);
  }

  private OptimizerOptions optimizer(OptimizerOptions base) {
    if (optimizer == null && learningRate == null) {
      return base;
    }
    String name = optimizer == null ? base.label() : optimizer;
    if (learningRate == null) {
      return OptimizerOptions.named(name, defaultRate(name));
    }
    return switch (base) {
      case OptimizerOptions.Adagrad(float _, float epsilon, boolean insideRoot)
          when optimizer == null ->
          new OptimizerOptions.Adagrad(learningRate, epsilon, insideRoot);
      default -> OptimizerOptions.named(name, learningRate);
    };
  }

  private static float defaultRate(String optimizer) {
    return switch (optimizer) {
      case "adam" -> 0.003f;
      case "rmsprop" -> 0.002f;
      case "adagrad" -> 0.05f;
      default -> 1;
    };
  }

  /// Requires every option that was given to be that of the run to resume.
  ///
  /// @throws IllegalArgumentException that names the first that is not
  void requireSameAs(ModelOptions model, TrainingOptions training) {
    ModelOptions wantedModel = model(preset == null ? model : preset.model());
    TrainingOptions wanted = training(preset == null ? training : preset.training());
    same("--cell", wantedModel.cell().label(), model.cell().label());
    same("--hidden", wantedModel.hidden(), model.hidden());
    same("--layers", wantedModel.layers(), model.layers());
    same("--dropout", wantedModel.dropout(), model.dropout());
    same("--batch", wanted.batch(), training.batch());
    same("--sequence", wanted.sequence(), training.sequence());
    same("--optimizer", wanted.optimizer().label(), training.optimizer().label());
    if (learningRate != null || preset != null) {
      same("--learning-rate", wanted.optimizer().rate(), training.optimizer().rate());
    }
    same("--clip-norm or --clip-value", wanted.clipping(), training.clipping());
    same("--validation", wanted.validation(), training.validation());
    same("--seed", wanted.seed(), training.seed());
    same("--preset", wantedModel.singleBias(), model.singleBias());
  }

  private static void same(String option, Object given, Object before) {
    if (!given.equals(before)) {
      throw new IllegalArgumentException(
          "%s: the run to resume has %s, not %s: leave the option out, or begin anew in another --out directory"
              .formatted(option, before, given));
    }
  }

  static final class CellConverter implements ITypeConverter<Cell> {
    @Override
    public Cell convert(String name) {
      try {
        return Cell.labelled(name);
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }

  static final class OptimizerConverter implements ITypeConverter<String> {
    @Override
    public String convert(String name) {
      try {
        return OptimizerOptions.named(name, 1).label();
      } catch (IllegalArgumentException e) {
        throw new TypeConversionException(e.getMessage());
      }
    }
  }
}

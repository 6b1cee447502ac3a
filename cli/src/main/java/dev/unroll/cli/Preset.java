package dev.unroll.cli;

import dev.unroll.core.RandomStream;
import dev.unroll.models.old.Cell;
import dev.unroll.models.old.CharacterLanguageModel;
import dev.unroll.models.old.Initializer;
import dev.unroll.models.old.MinCharRnn;
import dev.unroll.models.old.ModelOptions;
import dev.unroll.models.old.training.TrainingOptions;
import dev.unroll.models.text.Vocabulary;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/// What the options of `train` are unless they are given.
enum Preset {
  /// A model that writes code-like text after a minute.
  DEFAULT,
  /// The lecture's program.
  MIN_CHAR_RNN;

  private static final String MIN_CHAR_RNN_NAME = "min-char-rnn";

  ModelOptions model() {
    return switch (this) {
      case DEFAULT -> ModelOptions.of(Cell.LSTM, 256);
      case MIN_CHAR_RNN -> MinCharRnn.modelOptions(100);
    };
  }

  TrainingOptions training() {
    return switch (this) {
      case DEFAULT -> TrainingOptions.defaults();
      case MIN_CHAR_RNN -> MinCharRnn.trainingOptions();
    };
  }

  CharacterLanguageModel build(ModelOptions options, Vocabulary vocabulary, long seed) {
    return switch (this) {
      case DEFAULT -> CharacterLanguageModel.build(options, vocabulary, seed);
      case MIN_CHAR_RNN ->
          CharacterLanguageModel.build(
              options, vocabulary, Initializer.gaussian(0.01f, new RandomStream(seed)));
    };
  }

  static final class Converter implements ITypeConverter<Preset> {
    @Override
    public Preset convert(String name) {
      if (name.equals(MIN_CHAR_RNN_NAME)) {
        return MIN_CHAR_RNN;
      }
      throw new TypeConversionException("expected " + MIN_CHAR_RNN_NAME + ", got '" + name + "'");
    }
  }
}

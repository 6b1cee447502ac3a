package dev.unroll.cli.kind;

import dev.unroll.cli.chart.Chart;
import dev.unroll.models.checkpoint.Kind;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.insight.Reading;
import dev.unroll.models.training.Task;
import dev.unroll.models.training.TrainingLimits;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/// A kind of the program: `unroll train NAME`, and whatever else reads its models.
///
/// All options of a run are one record. Its components, and those of records in it, become options of the
/// command line by their [dev.unroll.models.settings.Setting]; the record itself is saved with the model, so
/// that a run can be resumed and measured without naming anything again. Its component `data`, a record too,
/// says what is read: the options in it are also those of `unroll evaluate`.
///
/// @param <O> the record, public and in a package that is open to `dev.unroll.models`
/// @param <M> the models that it trains
public interface Program<O extends Record, M extends Model> {
  /// The name on the command line: lower case with hyphens.
  String name();

  /// One sentence for the help.
  String description();

  /// The options unless they are given: a run that needs no file and shows something in a minute.
  O defaults();

  /// Other options to begin with, by the name that `--preset` takes.
  default Map<String, O> presets() {
    return Map.of();
  }

  /// When a run ends unless the command line says otherwise; null where models are made of the data at once
  /// ([Prepared#made]).
  default TrainingLimits limits() {
    return TrainingLimits.time(Duration.ofSeconds(60));
  }

  /// How its models are built from files.
  Kind<M> kind();

  /// Reads the data, and builds the model unless it is given. Tells the console what it found.
  ///
  /// @param model the saved model to go on with or to measure; null to begin with a new one
  /// @throws IOException with a message for people if data cannot be read or do not make sense
  /// @throws IllegalArgumentException likewise
  Prepared<?> prepare(O options, M model, Purpose purpose, Console console) throws IOException;

  /// How what the model can do is shown while it learns.
  default Examples examples(O options, Task<?> task) {
    return Examples.of(task);
  }

  /// A model on a text, for `unroll inspect`; nothing for a kind that reads no text.
  ///
  /// @param most tokens that are read at most
  /// @throws IllegalArgumentException if the text has no token
  default Optional<Reading> reading(M model, String text, int most) {
    return Optional.empty();
  }

  /// What `unroll evaluate --chart` draws, after the task was measured; nothing unless a kind says so.
  default Optional<Chart> chart(Task<?> task) {
    return Optional.empty();
  }

  /// What `unroll predict` does; nothing unless a kind says so.
  default Optional<Prediction<M, ?>> prediction() {
    return Optional.empty();
  }
}

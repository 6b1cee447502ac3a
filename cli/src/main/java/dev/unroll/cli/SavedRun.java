package dev.unroll.cli;

import dev.unroll.cli.kind.Program;
import dev.unroll.cli.kind.Stage;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.models.checkpoint.Checkpoint;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.checkpoint.Models;
import dev.unroll.models.settings.Settings;
import dev.unroll.models.training.Trainer;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A model in a file, with the kind and the options of the run that made it.
///
/// @param program its kind
/// @param options those of the run; the kind's defaults where the file knows none
/// @param checkpoint the file's contents; the model stands on its tensors
record SavedRun<O extends Record, M extends Model>(
    Path file, Program<O, M> program, O options, M model, Checkpoint checkpoint) {
  private static final String KIND = "kind";
  private static final String OPTIONS = "options";

  /// What describes a run in its checkpoints.
  static Settings describe(Program<?, ?> program, Record options) {
    return Settings.none().with(KIND, program.name()).with(OPTIONS, options);
  }

  /// The kind that a file seems to be of, without reading all of it; nothing if it does not tell.
  static Optional<Program<?, ?>> kindOf(Path file, List<Program<?, ?>> programs) {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      Map<String, String> metadata = source.metadata();
      return programOf(
          metadata.get(Trainer.RUN + "." + KIND),
          metadata.get(Checkpoint.MODEL + "." + Checkpoint.KIND),
          programs);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /// The program of a run's kind, or where no run is known of a model's.
  private static Optional<Program<?, ?>> programOf(
      String run, String model, List<Program<?, ?>> programs) {
    return programs.stream()
        .filter(each -> run != null ? each.name().equals(run) : each.kind().name().equals(model))
        .findFirst();
  }

  /// A model and the run that made it.
  ///
  /// @throws IOException if the file cannot be read, or is of no kind of the program
  static SavedRun<?, ?> open(Path file, List<Program<?, ?>> programs) throws IOException {
    Checkpoint checkpoint = Stage.BUILDING.run(() -> Checkpoint.read(file));
    Settings run =
        checkpoint.has(Trainer.RUN) ? checkpoint.section(Trainer.RUN).settings() : Settings.none();
    String model = checkpoint.section(Checkpoint.MODEL).strings().get(Checkpoint.KIND);
    String kind = run.has(KIND) ? run.text(KIND) : null;
    Optional<Program<?, ?>> program = programOf(kind, model, programs);
    if (program.isEmpty()) {
      throw new IOException(
          "%s: a model of the kind %s, which this program does not know"
              .formatted(
                  file, MalformedFileException.quote(String.valueOf(kind == null ? model : kind))));
    }
    return of(program.get(), file, run, checkpoint);
  }

  private static <O extends Record, M extends Model> SavedRun<O, M> of(
      Program<O, M> program, Path file, Settings run, Checkpoint checkpoint) throws IOException {
    M model = Stage.BUILDING.run(() -> Models.build(checkpoint, program.kind()));
    O options = program.defaults();
    if (run.has(KIND)) {
      @SuppressWarnings("unchecked")
      Class<O> type = (Class<O>) options.getClass();
      try {
        options = run.under(OPTIONS).read(type);
      } catch (IllegalArgumentException e) {
        throw checkpoint.unusable(e);
      }
    }
    return new SavedRun<>(file, program, options, model, checkpoint);
  }
}

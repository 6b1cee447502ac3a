package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.op.Ops;
import dev.unroll.cli.kind.Console;
import dev.unroll.cli.kind.Examples;
import dev.unroll.cli.kind.LineModel;
import dev.unroll.cli.kind.LineProgram;
import dev.unroll.cli.kind.Prepared;
import dev.unroll.cli.kind.Program;
import dev.unroll.cli.kind.Purpose;
import dev.unroll.cli.kind.Stage;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.training.Progress;
import dev.unroll.models.training.Task;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What went wrong decides on the exit status and on the advice, and nothing is left behind.
class FailuresTest {
  @TempDir private Path directory;

  /// Something that goes wrong.
  private interface Fault {
    void happen() throws IOException;
  }

  /// Learns a line, until something goes wrong.
  private record Faulty(LineProgram line, Fault preparing, Fault training)
      implements Program<LineProgram.Run, LineModel> {
    @Override
    public String name() {
      return line.name();
    }

    @Override
    public String description() {
      return line.description();
    }

    @Override
    public LineProgram.Run defaults() {
      return line.defaults();
    }

    @Override
    public LineModel.OfFiles kind() {
      return line.kind();
    }

    @Override
    public Prepared<?> prepare(
        LineProgram.Run run, LineModel given, Purpose purpose, Console console) throws IOException {
      preparing.happen();
      return line.prepare(run, given, purpose, console);
    }

    @Override
    public Examples examples(LineProgram.Run run, Task<?> task) {
      return new Examples() {
        @Override
        public boolean due(Progress progress) {
          try {
            training.happen();
          } catch (IOException e) {
            throw new IllegalStateException(e);
          }
          return false;
        }

        @Override
        public String show(Progress progress) {
          return "";
        }
      };
    }
  }

  private Unroll train(Fault preparing, Fault training, Object... more) {
    Path out = directory.resolve("out");
    List<Program<?, ?>> programs = List.of(new Faulty(new LineProgram(), preparing, training));
    Object[] arguments = {"train", "--out", out, "--steps", 3};
    Unroll run = Unroll.with(programs, arguments);
    assertFalse(Files.exists(out), "nothing was saved, so nothing stays behind");
    return run;
  }

  private Unroll preparing(Fault fault) {
    return train(fault, () -> {});
  }

  private Unroll training(Fault fault) {
    return train(() -> {}, fault);
  }

  private static Fault thrown(RuntimeException e) {
    return () -> {
      throw e;
    };
  }

  private static final Fault OUT_OF_MEMORY =
      () -> {
        throw new OutOfMemoryError("Java heap space");
      };

  @Test
  void whatIsRefusedWhileInputIsCheckedIsBadInput() {
    preparing(thrown(new IllegalArgumentException("hidden: odd"))).fails("unroll: hidden: odd\n");
    preparing(
            () -> {
              throw new IOException("file: odd");
            })
        .fails("unroll: file: odd\n");
    preparing(thrown(new ArithmeticException("integer overflow"))).fails("a size is too large");
  }

  @Test
  void theSameLaterOnIsAFaultOfTheProgram() {
    training(thrown(new IllegalArgumentException("x: expected shape [1]")))
        .fails(1, "this should not have happened", "x: expected shape [1]", "--debug");
    training(thrown(new ArithmeticException("/ by zero")))
        .fails(1, "this should not have happened", "/ by zero");
    preparing(thrown(new IllegalStateException("broken")))
        .fails(1, "this should not have happened", "broken");
    preparing(
            () -> {
              throw new StackOverflowError();
            })
        .fails(1, "this should not have happened", "StackOverflowError");
  }

  @Test
  void anAnomalyIsADivergence() {
    Unroll run =
        training(
            () -> {
              Tape tape = new Tape();
              tape.detectAnomalies(true);
              Ops.log(tape.constant(Tensor.of(Shape.of(1), -1f)));
            });
    run.fails("diverged", "NaN");
  }

  @Test
  void outOfMemorySaysWhatHelpsThere() {
    preparing(() -> Stage.READING.run(() -> fault(OUT_OF_MEMORY)))
        .fails("not enough memory", ": use less data, or", "-Xmx");
    preparing(() -> Stage.BUILDING.run(() -> fault(OUT_OF_MEMORY)))
        .fails("not enough memory", ": make the model smaller, or");
    preparing(OUT_OF_MEMORY).fails("use less data or make the model smaller");
    training(OUT_OF_MEMORY).fails("make the model, the batch or the sequence smaller");
  }

  private static Void fault(Fault fault) throws IOException {
    fault.happen();
    return null;
  }

  @Test
  void aDirectoryThatWasThereStays() throws IOException {
    Path out = Files.createDirectory(directory.resolve("mine"));
    List<Program<?, ?>> programs =
        List.of(
            new Faulty(new LineProgram(), () -> {}, thrown(new IllegalStateException("broken"))));
    Unroll run = Unroll.with(programs, "train", "--out", out, "--steps", 3);
    assertEquals(1, run.status());
    assertTrue(Files.isDirectory(out));
  }
}

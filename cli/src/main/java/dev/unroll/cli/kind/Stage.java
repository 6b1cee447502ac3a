package dev.unroll.cli.kind;

import java.io.IOException;

/// What the program is doing: what goes wrong then means different things. While input is checked, an
/// [IllegalArgumentException] says what is wrong with the input; anywhere else it is a fault of the program.
/// Memory runs out for different reasons, too, and another remedy helps.
public enum Stage {
  /// Options are checked, data are read, a model is built.
  PREPARATION(true, "use less data or make the model smaller"),
  /// Data are read.
  READING(true, "use less data"),
  /// A model is built or loaded.
  BUILDING(true, "make the model smaller"),
  /// A model is trained.
  TRAINING(false, "make the model, the batch or the sequence smaller"),
  /// A model is used.
  USE(false, "use less data at once");

  private final boolean checksInput;
  private final String remedy;

  Stage(boolean checksInput, String remedy) {
    this.checksInput = checksInput;
    this.remedy = remedy;
  }

  /// Something to do.
  @FunctionalInterface
  public interface Action<T> {
    T run() throws IOException;
  }

  /// Does something in this stage. Stages may contain others: the innermost counts.
  ///
  /// @throws InputException if the input is at fault
  /// @throws MemoryException if memory ran out
  public <T> T run(Action<T> action) throws IOException {
    try {
      return action.run();
    } catch (OutOfMemoryError e) {
      throw remedied(e);
    } catch (IllegalArgumentException e) {
      throw checksInput ? new InputException(e.getMessage(), e) : e;
    } catch (ArithmeticException e) {
      throw checksInput && e.getClass() == ArithmeticException.class
          ? new InputException(
              "a size is too large (%s): make the model smaller".formatted(e.getMessage()), e)
          : e;
    }
  }

  /// An error that memory ran out, with what helps in this stage.
  public MemoryException remedied(OutOfMemoryError e) {
    return new MemoryException(remedy, e);
  }

  /// Memory ran out.
  public static final class MemoryException extends RuntimeException {
    private static final long serialVersionUID = 1;

    MemoryException(String remedy, OutOfMemoryError cause) {
      super(
          "not enough memory (%,d MiB at most): %s, or give the program more: UNROLL_JAVA_OPTIONS=-Xmx16g"
              .formatted(Runtime.getRuntime().maxMemory() >> 20, remedy),
          cause);
    }
  }

  /// Input that makes no sense; the message is for the user.
  public static final class InputException extends RuntimeException {
    private static final long serialVersionUID = 1;

    InputException(String message, Throwable cause) {
      super(message, cause);
    }
  }
}

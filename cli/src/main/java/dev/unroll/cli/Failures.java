package dev.unroll.cli;

import dev.unroll.models.old.training.TrainingDivergedException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IExecutionExceptionHandler;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/// Turns whatever went wrong into one line on standard error and an exit status: 2 where the input or
/// the surroundings are at fault, 1 where the program is. With `--debug` the stack trace follows.
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  static final String DEBUG = "--debug";
  private static final int FAILED = CommandLine.ExitCode.SOFTWARE;
  private static final int BAD_INPUT = CommandLine.ExitCode.USAGE;

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    CommandLine command = e.getCommandLine();
    String message = usageMessage(e);
    report(command, message, e, Arrays.asList(args).contains(DEBUG));
    return BAD_INPUT;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    boolean debug = parsed.originalArgs().contains(DEBUG);
    if (isBadInput(e)) {
      report(command, message(e), e, debug);
      return BAD_INPUT;
    }
    String hint = debug ? "" : " (with " + DEBUG + " it tells more)";
    report(command, "this should not have happened: " + e + hint, e, debug);
    return FAILED;
  }

  /// The exit status of a program that ran out of memory.
  static int handle(OutOfMemoryError e, CommandLine command, String... args) {
    String message =
        ("not enough memory (%,d MiB at most): make the model, the batch or the sequence smaller, or "
                + "give the program more: UNROLL_JAVA_OPTIONS=-Xmx16g")
            .formatted(Runtime.getRuntime().maxMemory() >> 20);
    report(command, message, e, Arrays.asList(args).contains(DEBUG));
    return BAD_INPUT;
  }

  private static boolean isBadInput(Exception e) {
    return e instanceof IOException
        || e instanceof IllegalArgumentException
        || e instanceof ArithmeticException
        || e instanceof TrainingDivergedException;
  }

  /// The message of an exception; the JDK's file exceptions often have nothing but the file's name.
  private static String message(Exception e) {
    if (e instanceof FileSystemException file) {
      return switch (file) {
        case NoSuchFileException _ -> file.getFile() + ": no such file";
        case AccessDeniedException _ -> file.getFile() + ": access was denied";
        default ->
            file.getFile()
                + ": "
                + (file.getReason() != null ? file.getReason() : file.getClass().getSimpleName());
      };
    }
    if (e instanceof ArithmeticException) {
      return "a size is too large: %s; make the model smaller".formatted(e.getMessage());
    }
    return e.getMessage() != null ? e.getMessage() : e.toString();
  }

  private static String usageMessage(ParameterException e) {
    String message = e.getMessage();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().getFirst();
      boolean option = unmatched.isUnknownOption();
      List<String> suggestions = unmatched.getSuggestions();
      message = (option ? "unknown option " : "unexpected argument ") + first;
      if (!suggestions.isEmpty()) {
        message += ": did you mean " + String.join(" or ", suggestions) + "?";
      }
    }
    return message + " (see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)";
  }

  private static void report(CommandLine command, String message, Throwable e, boolean debug) {
    PrintWriter err = command.getErr();
    String line = message.strip().replaceAll("\\s*\\R\\s*", "; ");
    err.println("unroll: " + Output.harmless(line));
    if (debug) {
      e.printStackTrace(err);
    }
    err.flush();
  }
}

package dev.unroll.cli;

import dev.unroll.autograd.AnomalyException;
import dev.unroll.cli.kind.Stage;
import dev.unroll.models.metrics.EditDistance;
import dev.unroll.models.training.TrainingDivergedException;
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
///
/// The input is at fault in every [IOException], and in what a [Stage] that checks input refused. Any other
/// exception is a fault of the program, but for those that say that a training diverged.
final class Failures implements IParameterExceptionHandler, IExecutionExceptionHandler {
  static final String DEBUG = "--debug";
  private static final int FAILED = CommandLine.ExitCode.SOFTWARE;
  private static final int BAD_INPUT = CommandLine.ExitCode.USAGE;

  /// That of a program that writes to a pipe which nobody reads: 128 and the number of SIGPIPE.
  private static final int BROKEN_PIPE = 141;

  @Override
  public int handleParseException(ParameterException e, String[] args) {
    report(e.getCommandLine(), usageMessage(e), e, Arrays.asList(args).contains(DEBUG));
    return BAD_INPUT;
  }

  @Override
  public int handleExecutionException(Exception e, CommandLine command, ParseResult parsed) {
    return handle(e, command, parsed.originalArgs());
  }

  /// The exit status of a program that an exception or an error ended.
  static int handle(Throwable e, CommandLine command, List<String> args) {
    if (e instanceof UnwritableException) {
      return 0; // the caller finds out why
    }
    boolean debug = args.contains(DEBUG);
    String message =
        switch (e) {
          case IOException io -> message(io);
          case Stage.InputException _, Stage.MemoryException _, TrainingDivergedException _ ->
              e.getMessage();
          case AnomalyException _ -> "the computation diverged: " + e.getMessage();
          case OutOfMemoryError _ -> Stage.USE.remedied((OutOfMemoryError) e).getMessage();
          default -> null;
        };
    if (message != null) {
      report(command, message, e, debug);
      return BAD_INPUT;
    }
    String hint = debug ? "" : " (with " + DEBUG + " it tells more)";
    report(command, "this should not have happened: " + e + hint, e, debug);
    return FAILED;
  }

  /// The exit status in place of `status`, if not everything could be written.
  static int checkWritten(int status, Output output) {
    String failure = output.out().failure();
    if (status != 0 || failure == null) {
      return status;
    }
    if (StandardOutput.isBrokenPipe(failure)) {
      return BROKEN_PIPE;
    }
    output.err().println("unroll: cannot write to standard output: " + failure);
    return BAD_INPUT;
  }

  /// The message of an exception; the JDK's file exceptions often have nothing but the file's name.
  private static String message(IOException e) {
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
    return e.getMessage() != null ? e.getMessage() : e.toString();
  }

  private static String usageMessage(ParameterException e) {
    String message = e.getMessage();
    if (e instanceof UnmatchedArgumentException unmatched && !unmatched.getUnmatched().isEmpty()) {
      String first = unmatched.getUnmatched().getFirst();
      boolean option = unmatched.isUnknownOption();
      List<String> suggestions =
          unmatched.getSuggestions().stream().filter(each -> resemble(each, first)).toList();
      message = (option ? "unknown option " : "unexpected argument ") + first;
      if (!suggestions.isEmpty()) {
        message += ": did you mean " + String.join(" or ", suggestions) + "?";
      }
    }
    return message + " (see " + e.getCommandLine().getCommandSpec().qualifiedName() + " --help)";
  }

  /// Whether one may have been typed for the other: no more than a third is different.
  private static boolean resemble(String name, String typed) {
    return EditDistance.of(name, typed) <= Math.max(1, Math.max(name.length(), typed.length()) / 3);
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

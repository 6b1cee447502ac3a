package dev.unroll.spark;

/// Failures in one line.
final class Failures {
  /// What Spark writes before the exception of a task.
  private static final String TASK = "): ";

  private Failures() {}

  /// What an exception says; its name where it says nothing, or something that only programmers understand.
  static String text(Throwable failure) {
    String message = failure.getMessage();
    if (message == null || message.isBlank()) {
      return failure.getClass().getName();
    }
    boolean plain =
        failure instanceof IllegalArgumentException
            || failure instanceof IllegalStateException
            || failure instanceof java.io.IOException
            || failure.getClass().getName().startsWith("dev.unroll."); // written for people
    return firstLine(plain ? message : failure.getClass().getName() + ": " + message);
  }

  /// Why a job failed, without what Spark tells about tasks and stages.
  static String ofJob(Throwable failure) {
    Throwable deepest = failure;
    while (deepest.getCause() != null && deepest.getCause() != deepest) {
      deepest = deepest.getCause();
    }
    String line = text(deepest);
    int task = line.lastIndexOf(TASK);
    return task < 0 ? line : line.substring(task + TASK.length());
  }

  private static String firstLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse(text).strip();
  }
}

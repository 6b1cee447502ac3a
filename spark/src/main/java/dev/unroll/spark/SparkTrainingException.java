package dev.unroll.spark;

import java.io.Serial;

/// A training on Spark that failed: one line says what happened where, and from where it can go on.
public final class SparkTrainingException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  SparkTrainingException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.unroll.spark;

import java.io.Serial;

/// Another worker is there and does nothing.
final class WorkerHungException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  WorkerHungException(String message) {
    super(message);
  }
}

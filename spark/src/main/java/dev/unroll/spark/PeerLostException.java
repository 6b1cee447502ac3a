package dev.unroll.spark;

import java.io.Serial;

/// Another worker is gone: what was computed since the last checkpoint is lost, and the training can be tried again.
final class PeerLostException extends RuntimeException {
  @Serial private static final long serialVersionUID = 1;

  PeerLostException(String message, Throwable cause) {
    super(message, cause);
  }
}

package dev.unroll.interop.onnx.run;

/// Counts the bytes of a session's values and refuses more than a limit.
public final class Memory {
  private final long limit;
  private long used;

  Memory(long limit) {
    this.limit = limit;
  }

  /// Thrown where a run would need more memory than it may have.
  public static final class ExhaustedException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    ExhaustedException(long wanted, long limit) {
      super(
          "its values would take %d bytes together, the session may have %d"
              .formatted(wanted, limit));
    }
  }

  void claim(long bytes) {
    if (used + bytes > limit) {
      throw new ExhaustedException(used + bytes, limit);
    }
    used += bytes;
  }

  long used() {
    return used;
  }
}

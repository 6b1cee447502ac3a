package dev.unroll.autograd;

/// A stretch of work in which a tape records nothing; from [Tape#noGradient], ended by [#close].
public final class NoGradient implements AutoCloseable {
  private final Tape tape;
  private final Lifetime outer;
  private final Lifetime inner;
  private final boolean wasRecording;
  private final int height;

  NoGradient(Tape tape, Lifetime outer, boolean wasRecording, int height) {
    this.tape = tape;
    this.outer = outer;
    this.inner = new Lifetime(outer);
    this.wasRecording = wasRecording;
    this.height = height;
    tape.enter(inner);
  }

  /// Records again, if the tape did before, and gives back the memory of everything computed since, but
  /// for what was kept ([Variable#keep]). Does nothing after [Tape#reset] or a second time.
  @Override
  public void close() {
    if (!inner.isOver()) {
      inner.end();
      tape.leave(outer, wasRecording, height);
    }
  }
}

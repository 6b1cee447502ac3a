package dev.unroll.autograd;

/// A step of work on a tape; from [Tape#step], ended by [#close].
public final class Step implements AutoCloseable {
  private final Tape tape;

  Step(Tape tape) {
    this.tape = tape;
  }

  /// Gives the step's memory back: [Tape#reset].
  @Override
  public void close() {
    tape.reset();
  }
}

package dev.unroll.cli;

import org.jline.utils.Signals;

/// Lets the signals that ask a program to end (SIGINT as by Ctrl-C, SIGTERM, SIGHUP) stop training in an
/// orderly way. The first asks it to stop; the second ends the program at once.
///
/// A shutdown hook would not do: while hooks run, further signals have no effect.
final class Interruption implements AutoCloseable {
  private enum Signal {
    HUP(1),
    INT(2),
    TERM(15);

    private final int number;

    Signal(int number) {
      this.number = number;
    }
  }

  private final Runnable stop;
  private final Object[] previous = new Object[Signal.values().length];
  private volatile Signal received;

  /// From now on the first signal runs `stop`, on a thread of its own.
  Interruption(Runnable stop) {
    this.stop = stop;
    for (Signal signal : Signal.values()) {
      previous[signal.ordinal()] = Signals.register(signal.name(), () -> receive(signal));
    }
  }

  private synchronized void receive(Signal signal) {
    if (received != null) {
      Runtime.getRuntime().halt(status(signal));
    }
    received = signal;
    stop.run();
  }

  /// Whether a signal came.
  boolean received() {
    return received != null;
  }

  /// The exit status of a program that a signal ended: 128 and its number.
  int status() {
    return status(received);
  }

  private static int status(Signal signal) {
    return 128 + signal.number;
  }

  /// Signals do again what they did before.
  @Override
  public void close() {
    for (Signal signal : Signal.values()) {
      Signals.unregister(signal.name(), previous[signal.ordinal()]);
    }
  }
}

package dev.unroll.cli;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;

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
      previous[signal.ordinal()] = handle(signal, handler((_, _, _) -> receive(signal)));
    }
  }

  private synchronized Object receive(Signal signal) {
    if (received != null) {
      Runtime.getRuntime().halt(status(signal));
    }
    received = signal;
    stop.run();
    return null;
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
      if (previous[signal.ordinal()] != null) {
        handle(signal, previous[signal.ordinal()]);
      }
    }
  }

  /// A `sun.misc.SignalHandler`. That class and its sibling have been in every JDK for decades, but javac
  /// warns of them wherever they are named; hence the reflection.
  private static Object handler(InvocationHandler invocation) {
    Class<?> type = type("SignalHandler");
    return Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, invocation);
  }

  /// Installs a handler and returns the one before it, or null where this signal cannot be handled.
  private static Object handle(Signal signal, Object handler) {
    Class<?> type = type("Signal");
    try {
      Object named = type.getConstructor(String.class).newInstance(signal.name());
      return type.getMethod("handle", type, type("SignalHandler")).invoke(null, named, handler);
    } catch (InvocationTargetException e) {
      return null; // the JVM was told to leave signals alone (-Xrs)
    } catch (ReflectiveOperationException e) {
      throw new LinkageError("sun.misc.Signal is not what it was", e);
    }
  }

  private static Class<?> type(String name) {
    try {
      return Class.forName("sun.misc." + name);
    } catch (ClassNotFoundException e) {
      throw new LinkageError("this Java has no module jdk.unsupported", e);
    }
  }
}

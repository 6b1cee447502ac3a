package dev.unroll.bench.compare;

import java.util.Map;

/// One way to do a task: the library's own, or a peer's. It is made with its operands and times nothing
/// itself.
public interface Contender extends AutoCloseable {
  /// What tables call it.
  String name();

  /// Does the task once, from the operands it was made with, and returns the results by name, row-major.
  /// Called before anything is timed, so that contenders can be held against each other.
  Map<String, float[]> results();

  /// Does the task once: what is timed.
  void run();

  @Override
  default void close() {}
}

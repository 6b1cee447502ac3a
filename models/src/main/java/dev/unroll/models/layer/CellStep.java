package dev.unroll.models.layer;

/// One layer of a [RecurrentStream]. Not thread-safe.
@FunctionalInterface
public interface CellStep {
  /// One time step: reads the input and overwrites the state, with the layer's parameters as they
  /// are now.
  void run();
}

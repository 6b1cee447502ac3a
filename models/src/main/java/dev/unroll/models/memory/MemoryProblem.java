package dev.unroll.models.memory;

/// A task that can only be solved by remembering over many steps.
public enum MemoryProblem {
  /// Two numbers among many are marked, one in each half of the sequence: their sum is wanted at the end. Who
  /// always says 1 has a mean squared error of 0.167. Source: Hochreiter and Schmidhuber, *Long short-term
  /// memory*, 1997; with one mark in each half, Le, Jaitly and Hinton, *A simple way to initialize recurrent
  /// networks of rectified linear units*, 2015.
  ADDING,
  /// Ten symbols out of eight, then blanks, then a mark after which the ten are to be repeated. Who
  /// remembers nothing has a cross-entropy of `10 ln 8 / (length + 20)`. Source: Arjovsky, Shah and Bengio,
  /// *Unitary evolution recurrent neural networks*, 2016.
  COPY
}

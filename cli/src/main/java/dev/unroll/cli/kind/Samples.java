package dev.unroll.cli.kind;

/// How what a language model writes is shown while it learns.
public enum Samples {
  /// At steps 100, 300, 700 and 2,000, and every few seconds.
  USUAL,
  /// As min-char-rnn shows it: every 100 steps, with the loss summed over a sequence.
  LECTURE,
  /// As tunes in ABC notation, with the share that passes a check of their syntax.
  TUNES
}

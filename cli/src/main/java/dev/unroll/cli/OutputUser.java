package dev.unroll.cli;

/// A command that writes.
interface OutputUser {
  /// Called once, before the command runs.
  void use(Output output);
}

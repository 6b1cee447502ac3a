package dev.unroll.cli.screen;

import java.util.List;

/// What stands on the terminal, and what keys do to it.
public interface Screen {
  /// The lines to show, the first few of them text that may be longer than the terminal is wide.
  List<String> lines();

  /// Takes a key; returns whether to go on.
  boolean press(Key key);
}

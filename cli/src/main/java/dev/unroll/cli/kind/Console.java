package dev.unroll.cli.kind;

import dev.unroll.kernels.Workers;
import java.io.InputStream;

/// The surroundings of a kind at work.
public interface Console {
  /// Tells the user something, in one line; nothing with `--quiet`.
  void say(String format, Object... arguments);

  /// Standard input.
  InputStream input();

  /// The threads to compute with.
  Workers workers();
}

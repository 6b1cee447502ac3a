package dev.unroll.cli.kind;

import java.util.List;

/// The kinds that the program has; the first is that of `unroll train` without one.
public final class Programs {
  private Programs() {}

  /// All of them.
  public static List<Program<?, ?>> all() {
    return List.of(
        new LanguageProgram(),
        new FixedWindowProgram(),
        new NgramProgram(),
        new ClassifyProgram(),
        new TextGenProgram(),
        new HelloProgram(),
        new SentimentProgram(),
        new TagProgram(),
        new ForecastProgram(),
        new TrajectoryProgram(),
        new MemoryProgram(),
        new AdditionProgram(),
        new TranslateProgram(),
        new ReadProgram(),
        new CaptionProgram(),
        new DriveProgram());
  }
}

package dev.unroll.models.training;

import java.nio.file.Path;
import java.util.List;

/// What a trainer tells a flight recorder; here nothing, for a Java without one.
class TrainingEvents {
  private static final boolean RECORDER = ModuleLayer.boot().findModule("jdk.jfr").isPresent();

  /// Those of the flight recorder of this Java, if it has one.
  static TrainingEvents create() {
    return RECORDER ? new FlightEvents() : new TrainingEvents();
  }

  void runBegins(String kernels, int threads) {}

  void stepBegins() {}

  void stepEnds(Progress progress) {}

  void validationBegins() {}

  void validationEnds(long step, List<Score> scores) {}

  void epochEnds(EpochResult result) {}

  void checkpointBegins() {}

  void checkpointEnds(Path file, boolean best, long step) {}

  void diverges(TrainingDivergedException reason, long step) {}
}

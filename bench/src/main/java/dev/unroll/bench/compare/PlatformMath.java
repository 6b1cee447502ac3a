package dev.unroll.bench.compare;

import dev.unroll.bench.Numbers;
import dev.unroll.bench.ablation.PlatformActivations;
import java.util.List;
import java.util.Map;

/// The platform's own vector functions (`lanewise(EXP)`, `lanewise(TANH)`) as a contender.
final class PlatformMath {
  private PlatformMath() {}

  static List<Contender> contenders(Task task) {
    return task instanceof Task.Activation activation
        ? List.of(new Platform(activation))
        : List.of();
  }

  private static final class Platform implements Contender {
    private final float[] x;
    private final float[] y;
    private final Task.Function function;

    Platform(Task.Activation task) {
      x = Numbers.uniform(1, task.length(), 8);
      y = new float[task.length()];
      function = task.function();
    }

    @Override
    public String name() {
      return "lanewise";
    }

    @Override
    public Map<String, float[]> results() {
      run();
      return Map.of("y", y.clone());
    }

    @Override
    public void run() {
      switch (function) {
        case EXP -> PlatformActivations.exp(x, y);
        case SIGMOID -> PlatformActivations.sigmoid(x, y);
        case TANH -> PlatformActivations.tanh(x, y);
      }
    }
  }
}

package dev.unroll.cli.lesson;

import dev.unroll.cli.chart.LineChart;
import dev.unroll.cli.chart.Series;
import dev.unroll.models.lesson.MatrixPowers;
import dev.unroll.models.lesson.VanishingGradient;
import dev.unroll.models.lesson.VanishingGradient.Network;
import java.util.ArrayList;
import java.util.List;

/// How gradients fare on their way back.
final class VanishingLesson {
  static final Lesson LESSON =
      new Lesson("vanishing", "Vanishing and exploding gradients, measured", VanishingLesson::tell);

  private static final int STEPS = 100;
  private static final int BATCH = 64;
  private static final int HIDDEN = 100;
  private static final int UPDATES = 10;
  private static final int POWERS = 50;
  private static final int SIZE = 32;

  private VanishingLesson() {}

  private static void tell(Telling to) {
    to.say(
        "A network reads %d random symbols and is to tell the first. ‖∂L/∂h[t]‖ says how much of the error reaches step t: exact, from the engine, for a batch of %d and %d units.",
        STEPS, BATCH, HIDDEN);
    List<Series> beginning = new ArrayList<>();
    List<Series> trained = new ArrayList<>();
    List<List<String>> first = new ArrayList<>();
    List<List<String>> later = new ArrayList<>();
    List<List<String>> radii = new ArrayList<>();
    for (Network network : Network.values()) {
      VanishingGradient run = new VanishingGradient(network, STEPS, BATCH, HIDDEN, 1);
      double[] norms = run.norms();
      first.add(row(network, norms));
      beginning.add(series(network, norms));
      if (network == Network.TANH || network == Network.RELU || network == Network.IRNN) {
        double[][] w = run.recurrentWeights();
        double[] powers = MatrixPowers.norms(w, 20);
        radii.add(
            List.of(
                network.label(),
                Telling.number(MatrixPowers.radius(w, 1000)),
                Telling.number(powers[1]),
                Telling.number(powers[10]),
                Telling.number(powers[20])));
      }
      run.train(UPDATES);
      double[] after = run.norms();
      later.add(row(network, after));
      trained.add(series(network, after));
    }
    to.heading("At the beginning");
    to.table(HEAD, first);
    to.chart(chart("‖∂L/∂h[t]‖ at initialization", beginning));
    to.heading("After %d updates".formatted(UPDATES));
    to.table(HEAD, later);
    to.chart(chart("‖∂L/∂h[t]‖ after %d updates".formatted(UPDATES), trained));
    to.heading("The linear theory");
    to.say(
        "Without the nonlinearity the error of ℓ steps later is multiplied by Wˡ, whose norm goes as the ℓ-th power of the largest magnitude of an eigenvalue, the spectral radius (by power iteration). The recurrent weights of the networks above:");
    to.table(List.of("network", "spectral radius", "‖W‖", "‖W¹⁰‖", "‖W²⁰‖"), radii);
    List<Series> powers = new ArrayList<>();
    List<List<String>> rows = new ArrayList<>();
    for (double magnitude : new double[] {0.9, 1, 1.1}) {
      double[][] w = MatrixPowers.symmetric(SIZE, magnitude, 1);
      double[] norms = MatrixPowers.norms(w, POWERS);
      powers.add(Series.of("largest eigenvalue " + magnitude, logs(norms)));
      rows.add(
          List.of(
              Double.toString(magnitude),
              Telling.number(norms[10]),
              Telling.number(norms[20]),
              Telling.number(norms[POWERS])));
    }
    to.say("Symmetric matrices, scaled so that the largest eigenvalue is below, at and above 1:");
    to.table(List.of("largest eigenvalue", "‖W¹⁰‖", "‖W²⁰‖", "‖W⁵⁰‖"), rows);
    to.chart(new LineChart("‖Wˡ‖", "ℓ", "log₁₀ ‖Wˡ‖", powers));
  }

  private static final List<String> HEAD =
      List.of("network", "t = 10", "30", "50", "70", "90", "100");

  private static List<String> row(Network network, double[] norms) {
    List<String> row = new ArrayList<>(List.of(network.label()));
    for (int t : new int[] {10, 30, 50, 70, 90, 100}) {
      row.add("%.1e".formatted(norms[t]).replace('-', '−'));
    }
    return row;
  }

  private static double[] logs(double[] numbers) {
    double[] logs = new double[numbers.length];
    for (int i = 0; i < logs.length; i++) {
      logs[i] = numbers[i] > 0 ? Math.log10(numbers[i]) : Double.NaN;
    }
    return logs;
  }

  private static Series series(Network network, double[] norms) {
    return Series.of(network.label(), logs(norms));
  }

  private static LineChart chart(String title, List<Series> series) {
    return new LineChart(title, "step t", "log₁₀ ‖∂L/∂h[t]‖", series);
  }
}

package dev.unroll.cli.lesson;

import dev.unroll.models.lesson.Unrolling;
import java.util.ArrayList;
import java.util.List;

/// A network unrolled in time.
final class UnrollingLesson {
  static final Lesson LESSON =
      new Lesson(
          "unrolling",
          "Unrolling: one network in time, and where its gradients come from",
          UnrollingLesson::tell);

  private static final int STEPS = 4;

  private UnrollingLesson() {}

  private static void tell(Telling to) {
    Unrolling.Told told = Unrolling.of(STEPS);
    to.say("One unit, unrolled over %d steps that share the weights w, r and v:", STEPS);
    to.verbatim("h[t] = tanh(w x[t] + r h[t−1]),   o[t] = v h[t],   L = Σ_t ½ (o[t] − y[t])²");
    to.picture(UnrollingPicture.of(told));
    List<List<String>> rows = new ArrayList<>();
    for (int t = 0; t < STEPS; t++) {
      Unrolling.Step step = told.steps().get(t);
      rows.add(
          row(
              Integer.toString(t + 1),
              step.x(),
              step.h(),
              step.o(),
              step.y(),
              step.loss(),
              step.dh(),
              step.dw(),
              step.dr(),
              step.dv()));
    }
    rows.add(
        List.of(
            "sum",
            "",
            "",
            "",
            "",
            Telling.number(told.loss()),
            "",
            Telling.number(told.dw()),
            Telling.number(told.dr()),
            Telling.number(told.dv())));
    to.table(List.of("t", "x", "h", "o", "y", "L[t]", "∂L/∂h[t]", "to ∂L/∂w", "∂r", "∂v"), rows);
    to.say(
        "∂L/∂h[t] is the sum of what comes from this step's own loss and, through r, from the step after it. The gradient of a shared weight is the sum over the steps.");
  }

  private static List<String> row(String t, double... numbers) {
    List<String> row = new ArrayList<>(List.of(t));
    for (double number : numbers) {
      row.add(Telling.number(number));
    }
    return row;
  }
}

package dev.unroll.cli.lesson;

import dev.unroll.core.Tensor;
import dev.unroll.models.lesson.OneStep;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

/// A step of a cell with numbers.
final class StepLesson {
  static final Lesson LSTM = lesson("lstm", "A step of an LSTM, forward and back", OneStep::lstm);
  static final Lesson GRU = lesson("gru", "A step of a GRU, forward and back", OneStep::gru);
  static final Lesson SIMPLIFIED_GRU =
      lesson(
          "simplified-gru",
          "A step of a GRU without a reset gate, forward and back",
          OneStep::simplifiedGru);

  private StepLesson() {}

  private static Lesson lesson(String name, String title, LongFunction<OneStep.Told> step) {
    return new Lesson(name, title, to -> tell(to, step.apply(1)));
  }

  private static void tell(Telling to, OneStep.Told told) {
    to.say(
        "Two units and two inputs. A prime is of the step before; the loss is L = ½ ‖h − y‖²; ∂k is short for ∂L/∂k.");
    to.heading("What is given");
    List<List<String>> given = new ArrayList<>();
    told.inputs().forEach((name, value) -> given.add(List.of(name, matrix(value))));
    to.table(List.of("name", "value"), given);
    to.heading("Forward");
    List<List<String>> forward = new ArrayList<>();
    for (OneStep.Line line : told.lines()) {
      if (!line.equation().equals("given")) {
        forward.add(List.of(line.name(), "= " + line.equation(), Telling.numbers(line.value())));
      }
    }
    to.table(List.of("", "equation", "value"), forward);
    to.heading("Backward");
    List<List<String>> backward = new ArrayList<>();
    for (OneStep.Line line : told.lines().reversed()) {
      backward.add(
          List.of("∂" + line.name(), "= " + line.backward(), Telling.numbers(line.gradient())));
    }
    to.table(List.of("", "equation", "value"), backward);
    to.say(
        "The gradients of the parameters follow: ∂W_k = ∂a_k xᵀ, ∂R_k = ∂a_k times what R_k is multiplied by, ∂b_k = ∂a_k.");
  }

  private static String matrix(Tensor value) {
    int columns = value.shape().dimension(value.shape().rank() - 1);
    int rows = value.elements() / columns;
    StringBuilder text = new StringBuilder();
    for (int row = 0; row < rows; row++) {
      text.append(row > 0 ? "; " : "[");
      for (int column = 0; column < columns; column++) {
        float number = value.data()[value.offset() + row * columns + column];
        text.append(column > 0 ? ", " : "").append(Float.toString(number).replace('-', '−'));
      }
    }
    return text.append(']').toString();
  }
}

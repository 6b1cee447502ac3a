package dev.unroll.models.lesson;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Tensor;
import dev.unroll.models.lesson.OneStep.Told;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;

final class StepLessonsTest {
  private static final double TOLERANCE = 1e-6;

  /// The blocks of gates in the kernels' order.
  private static Variable stacked(Tape tape, Map<String, Tensor> inputs, String of, String gates) {
    return Ops.concatenate(
        0,
        Arrays.stream(gates.split(""))
            .map(gate -> tape.constant(inputs.get(of + "_" + gate)))
            .toArray(Variable[]::new));
  }

  private static RecurrentParameters parameters(Tape tape, Told told, String gates) {
    return new RecurrentParameters(
        stacked(tape, told.inputs(), "W", gates),
        stacked(tape, told.inputs(), "R", gates),
        stacked(tape, told.inputs(), "b", gates),
        tape.constant(Tensor.zeros(gates.length() * OneStep.SIZE)));
  }

  private static void checkOutput(Told told, Variable y) {
    float[] h = y.value().toArray();
    assertArrayEquals(
        told.line("h").value(), new double[] {h[0], h[1]}, TOLERANCE, "the fused cell's");
  }

  private static Variable x(Tape tape, Told told) {
    return tape.constant(told.inputs().get("x").reshape(1, 1, OneStep.SIZE));
  }

  private static double[] value(Told told, String name) {
    return told.line(name).value();
  }

  private static double[] gradient(Told told, String name) {
    return told.line(name).gradient();
  }

  private interface Formula {
    double at(int unit);
  }

  private static void check(Told told, String name, Formula formula) {
    for (int unit = 0; unit < OneStep.SIZE; unit++) {
      assertEquals(formula.at(unit), gradient(told, name)[unit], TOLERANCE, "∂" + name);
    }
  }

  /// Σ_k R_kᵀ ∂a_k.
  private static double back(Told told, String matrices, String gates, int column) {
    double sum = 0;
    for (String gate : gates.split("")) {
      Tensor matrix = told.inputs().get(matrices + "_" + gate);
      for (int row = 0; row < OneStep.SIZE; row++) {
        sum += matrix.get(row, column) * gradient(told, "a_" + gate)[row];
      }
    }
    return sum;
  }

  private static void checkLoss(Told told) {
    double loss = 0;
    for (int unit = 0; unit < OneStep.SIZE; unit++) {
      double error = value(told, "h")[unit] - told.inputs().get("y").get(0, unit);
      loss += error * error / 2;
    }
    assertEquals(loss, value(told, "L")[0], TOLERANCE);
    check(told, "h", u -> value(told, "h")[u] - told.inputs().get("y").get(0, u));
  }

  @Test
  void lstm() {
    Told told = OneStep.lstm(1);
    Tape tape = new Tape();
    checkOutput(
        told,
        Ops.lstm(
                x(tape, told),
                parameters(tape, told, "ifgo"),
                tape.constant(told.inputs().get("h'")),
                tape.constant(told.inputs().get("c'")),
                null)
            .y());
    checkLoss(told);
    double[] i = value(told, "i");
    double[] f = value(told, "f");
    double[] g = value(told, "g");
    double[] o = value(told, "o");
    double[] c = value(told, "c");
    check(told, "o", u -> gradient(told, "h")[u] * Math.tanh(c[u]));
    check(told, "c", u -> gradient(told, "h")[u] * o[u] * (1 - Math.pow(Math.tanh(c[u]), 2)));
    check(told, "f", u -> gradient(told, "c")[u] * value(told, "c'")[u]);
    check(told, "i", u -> gradient(told, "c")[u] * g[u]);
    check(told, "g", u -> gradient(told, "c")[u] * i[u]);
    check(told, "a_i", u -> gradient(told, "i")[u] * i[u] * (1 - i[u]));
    check(told, "a_f", u -> gradient(told, "f")[u] * f[u] * (1 - f[u]));
    check(told, "a_g", u -> gradient(told, "g")[u] * (1 - g[u] * g[u]));
    check(told, "a_o", u -> gradient(told, "o")[u] * o[u] * (1 - o[u]));
    check(told, "c'", u -> gradient(told, "c")[u] * f[u]);
    check(told, "h'", u -> back(told, "R", "ifgo", u));
    check(told, "x", u -> back(told, "W", "ifgo", u));
  }

  @Test
  void gru() {
    Told told = OneStep.gru(1);
    Tape tape = new Tape();
    checkOutput(
        told,
        Ops.gru(
                x(tape, told),
                parameters(tape, told, "run"),
                tape.constant(told.inputs().get("h'")),
                null)
            .y());
    checkLoss(told);
    double[] r = value(told, "r");
    double[] u = value(told, "u");
    double[] n = value(told, "n");
    double[] before = value(told, "h'");
    check(told, "n", k -> gradient(told, "h")[k] * u[k]);
    check(told, "u", k -> gradient(told, "h")[k] * (n[k] - before[k]));
    check(told, "a_n", k -> gradient(told, "n")[k] * (1 - n[k] * n[k]));
    check(told, "a_u", k -> gradient(told, "u")[k] * u[k] * (1 - u[k]));
    check(told, "s", k -> back(told, "R", "n", k));
    check(told, "r", k -> gradient(told, "s")[k] * before[k]);
    check(told, "a_r", k -> gradient(told, "r")[k] * r[k] * (1 - r[k]));
    check(
        told,
        "h'",
        k ->
            gradient(told, "h")[k] * (1 - u[k])
                + gradient(told, "s")[k] * r[k]
                + back(told, "R", "ru", k));
  }

  @Test
  void simplifiedGru() {
    Told told = OneStep.simplifiedGru(1);
    Tape tape = new Tape();
    checkOutput(
        told,
        Ops.simplifiedGru(
                x(tape, told),
                parameters(tape, told, "un"),
                tape.constant(told.inputs().get("h'")),
                null)
            .y());
    checkLoss(told);
    double[] u = value(told, "u");
    check(told, "h'", k -> gradient(told, "h")[k] * (1 - u[k]) + back(told, "R", "un", k));
  }

  @Test
  void unrolling() {
    for (int steps = 1; steps <= Unrolling.MOST; steps++) {
      Unrolling.Told told = Unrolling.of(steps);

      assertEquals(steps, told.steps().size());
      assertEquals(sum(told, Unrolling.Step::dw), told.dw(), TOLERANCE);
      assertEquals(sum(told, Unrolling.Step::dr), told.dr(), TOLERANCE);
      assertEquals(sum(told, Unrolling.Step::dv), told.dv(), TOLERANCE);
      // ∂L/∂h[T] by hand: v (o − y)
      Unrolling.Step last = told.steps().getLast();
      assertEquals(1.2 * (last.o() - last.y()), last.dh(), TOLERANCE);
      assertEquals(last.dh() * (1 - last.h() * last.h()) * last.x(), last.dw(), TOLERANCE);
    }
  }

  private static double sum(Unrolling.Told told, ToDoubleFunction<Unrolling.Step> of) {
    return told.steps().stream().mapToDouble(of).sum();
  }

  @Test
  void hello() {
    List<Hello.Expectation> expectations = Hello.learn(1, 0, 200);

    assertEquals(0, expectations.getFirst().updates());
    assertTrue(expectations.getFirst().loss() > 1);
    assertEquals(Hello.EXPECTED, expectations.getLast().guess());
    assertTrue(expectations.getLast().loss() < 0.1, "" + expectations.getLast().loss());
    for (double[] p : expectations.getLast().probabilities()) {
      assertEquals(1, Arrays.stream(p).sum(), 1e-5);
    }
  }
}

package dev.unroll.autograd;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import org.junit.jupiter.api.Test;

/// The check itself: passes right gradients, names wrong ones.
final class GradientCheckTest {
  private static final Tensor INPUT = Tensor.of(Shape.of(4), 0.5f, -1, 2, 30);

  /// `y = x³`, with a mistake in the derivative of one element.
  private record Cube(int wrong, double factor) implements Operation {
    Variable[] of(Variable x) {
      Tensor y = x.tape().take(x.shape());
      for (int i = 0; i < y.elements(); i++) {
        float value = x.value().data()[i];
        y.data()[i] = value * value * value;
      }
      return new Variable[] {x.tape().record(this, y, x)};
    }

    @Override
    public String name() {
      return "cube";
    }

    @Override
    public void backward(Node node) {
      Tensor dx = node.inputGradient(0);
      for (int i = 0; i < dx.elements(); i++) {
        float x = node.inputValue(0).data()[i];
        double share = 3.0 * x * x * node.gradient().data()[i];
        dx.data()[i] += (float) (i == wrong ? factor * share : share);
      }
    }
  }

  private static GradientCheck check(int wrong, double factor) {
    return GradientCheck.of((_, in) -> new Cube(wrong, factor).of(in[0]), INPUT);
  }

  @Test
  void passesTheRightGradient() {
    GradientReport report = check(-1, 1).elements().orThrow();
    assertEquals(4, report.checked());
    assertTrue(report.passed());
    check(-1, 1).directions(10, new RandomStream(1)).orThrow();
  }

  @Test
  void namesTheWorstElementAndBothValues() {
    GradientReport report = check(2, -1).elements();
    assertFalse(report.passed());
    assertEquals(0, report.input());
    assertEquals(2, report.index());
    assertEquals(report.wanted(), -report.got(), 1e-3);
    ArithmeticException thrown = assertThrows(ArithmeticException.class, report::orThrow);
    assertTrue(thrown.getMessage().contains("input 0, element 2"), thrown.getMessage());
    assertFalse(check(2, -1).directions(10, new RandomStream(1)).passed());
  }

  @Test
  void findsSmallMistakesAndNaN() {
    assertFalse(check(0, 1.01).elements().passed());
    assertFalse(check(1, 0).elements().passed());
    assertFalse(check(3, Double.NaN).elements().passed());
  }

  @Test
  void leavesTheInputsAlone() {
    float[] before = INPUT.toArray();
    GradientCheck check = check(-1, 1);
    check.elements();
    check.directions(2, new RandomStream(1));
    assertArrayEquals(before, INPUT.toArray());
    check.elements().orThrow();
  }

  /// A thousandth of the derivative, and less than that again for rounding.
  @Test
  void theToleranceIsRelative() {
    GradientReport report = check(3, -1).elements();
    double thousandth = 0x1p-10 * Math.abs(report.wanted());
    assertEquals(3, report.index());
    assertTrue(report.tolerance() >= thousandth, report.toString());
    assertTrue(report.tolerance() <= 2 * thousandth, report.toString());
  }

  @Test
  void directionsStayWithinTheStepAndComeBack() {
    double[] farthest = new double[1];
    GradientCheck check =
        GradientCheck.of(
            (_, in) -> {
              for (int i = 0; i < INPUT.elements(); i++) {
                double distance = Math.abs(in[0].value().data()[i] - INPUT.data()[i]);
                farthest[0] = Math.max(farthest[0], distance);
              }
              return new Cube(-1, 1).of(in[0]);
            },
            INPUT);
    assertEquals(10, check.directions(10, new RandomStream(1)).checked());
    assertTrue(farthest[0] > GradientCheck.STEP / 2, () -> farthest[0] + " away");
    double rounding = 32 * 0x1p-23;
    assertTrue(farthest[0] <= GradientCheck.STEP + rounding, () -> farthest[0] + " away");
    assertEquals(check(-1, 1).elements(), check.elements(), "at the inputs again");
  }
}

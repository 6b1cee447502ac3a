package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Role.Use;
import dev.unroll.models.settings.Settings;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class InitializerTest {
  private static final List<Initializer> ALL =
      List.of(
          Initializer.torch(),
          Initializer.keras(),
          Initializer.glorot(),
          Initializer.he(),
          Initializer.orthogonal(),
          Initializer.identity(),
          Initializer.gaussian(0.01f));

  private static Tensor draw(Initializer by, Role role, int fanIn, int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    by.fill("name", tensor, role, fanIn, new RandomStream(7));
    return tensor;
  }

  private static double variance(Tensor tensor) {
    double squares = 0;
    for (float value : tensor.toArray()) {
      squares += (double) value * value;
    }
    return squares / tensor.elements();
  }

  /// Within five standard errors of the variance of so many numbers: at most √(2/n) of it, as for
  /// normal ones.
  private static void assertVariance(double wanted, Tensor tensor) {
    double relative = variance(tensor) / wanted - 1;
    assertTrue(Math.abs(relative) <= 5 * Math.sqrt(2.0 / tensor.elements()), "off by " + relative);
  }

  private static void assertUniform(double bound, Tensor tensor) {
    double largest = 0;
    for (float value : tensor.toArray()) {
      largest = Math.max(largest, Math.abs(value));
    }
    assertTrue(largest <= bound * (1 + 0x1p-23), "beyond " + bound + ": " + largest);
    assertTrue(largest > 0.99 * bound, "far below " + bound + ": " + largest);
    assertVariance(bound * bound / 3, tensor);
  }

  @Test
  void torchIsUniformInOneOverRootFan() {
    for (Use use : List.of(Use.INPUT, Use.RECURRENT, Use.BIAS, Use.RECURRENT_BIAS, Use.KERNEL)) {
      assertUniform(0.2, draw(Initializer.torch(), Role.of(use), 25, 100, 100));
    }
    assertVariance(1, draw(Initializer.torch(), Role.of(Use.TABLE), 100, 100, 100));
  }

  @Test
  void glorotAndHeCountWhatComesInAndGoesOut() {
    Role gates = new Role(Use.INPUT, 4, 1);
    assertUniform(Math.sqrt(6.0 / (50 + 40)), draw(Initializer.glorot(), gates, 1, 160, 50));
    assertUniform(Math.sqrt(6.0 / (50 + 160)), draw(Initializer.keras(), gates, 1, 160, 50));
    assertVariance(2.0 / 50, draw(Initializer.he(), gates, 1, 160, 50));
    Role kernel = Role.of(Use.KERNEL);
    assertUniform(
        Math.sqrt(6.0 / (8 * 9 + 16 * 9)), draw(Initializer.glorot(), kernel, 1, 16, 8, 3, 3));
    assertVariance(2.0 / (8 * 9), draw(Initializer.he(), kernel, 1, 16, 8, 3, 3));
    assertUniform(0.05, draw(Initializer.keras(), Role.of(Use.TABLE), 1, 100, 100));
    assertVariance(1e-4, draw(Initializer.gaussian(0.01f), gates, 1, 160, 50));
  }

  @Test
  void orthogonalBlocksAreOrthonormal() {
    Tensor square = draw(Initializer.orthogonal(), new Role(Use.RECURRENT, 3, -1), 1, 60, 20);
    for (int block = 0; block < 3; block++) {
      assertOrthonormalRows(square.slice(20 * block, 20 * block + 20));
    }
    assertOrthonormalRows(draw(Initializer.orthogonal(), Role.of(Use.INPUT), 1, 7, 20));
    assertOrthonormalRows(draw(Initializer.keras(), Role.of(Use.RECURRENT), 1, 7, 7));
    Tensor high = draw(Initializer.orthogonal(), Role.of(Use.INPUT), 1, 20, 7);
    Tensor turned = Tensor.zeros(7, 20);
    for (int i = 0; i < 20; i++) {
      for (int j = 0; j < 7; j++) {
        turned.set(high.get(i, j), j, i);
      }
    }
    assertOrthonormalRows(turned);
    assertVariance(
        4.0 / 20, draw(new Initializer.Orthogonal(2, 0), Role.of(Use.RECURRENT), 1, 20, 20));
  }

  private static void assertOrthonormalRows(Tensor rows) {
    for (int i = 0; i < rows.shape().dimension(0); i++) {
      for (int j = 0; j <= i; j++) {
        double dot = 0;
        for (int k = 0; k < rows.shape().dimension(1); k++) {
          dot += (double) rows.get(i, k) * rows.get(j, k);
        }
        assertEquals(i == j ? 1 : 0, dot, 1e-6);
      }
    }
  }

  @Test
  void identityIsTheIdentityInEachBlock() {
    Initializer irnn = new Initializer.Identity(0.5f, 0.01f, 0);
    Tensor recurrent = draw(irnn, new Role(Use.RECURRENT, 2, -1), 1, 6, 3);
    assertArrayEquals(
        new float[] {.5f, 0, 0, 0, .5f, 0, 0, 0, .5f, .5f, 0, 0, 0, .5f, 0, 0, 0, .5f},
        recurrent.toArray());
    assertVariance(1e-4, draw(irnn, Role.of(Use.INPUT), 1, 100, 50));
    assertArrayEquals(new float[3], draw(irnn, Role.of(Use.BIAS), 1, 3).toArray());
  }

  @Test
  void gainsAreOneShiftsAndStatesZeroHighwaysShut() {
    for (Initializer each : ALL) {
      assertArrayEquals(new float[] {1, 1}, draw(each, Role.of(Use.GAIN), 1, 2).toArray());
      assertArrayEquals(new float[] {0, 0}, draw(each, Role.of(Use.SHIFT), 1, 2).toArray());
      assertArrayEquals(new float[] {0, 0}, draw(each, Role.of(Use.STATE), 1, 2).toArray());
      assertArrayEquals(new float[] {-1, -1}, draw(each, Role.of(Use.GATE_BIAS), 1, 2).toArray());
    }
  }

  @Test
  void theForgetBiasIsTheSumOfBothBiases() {
    for (Initializer each : ALL) {
      for (Biases biases : List.of(Biases.TWO, Biases.ONE)) {
        Map<String, Tensor> drawn = new HashMap<>();
        Scope scope = Scope.fresh(3, each.withForgetBias(1.5f));
        new Recurrent(scope, RecurrentOptions.of(Cell.LSTM, 2, 3).withBiases(biases));
        scope.parameters().forEach(p -> drawn.put(p.name(), p.value()));
        Tensor second = biases == Biases.ONE ? Tensor.zeros(12) : drawn.get("bias_hh_l0");
        for (int i = 3; i < 6; i++) {
          assertEquals(1.5f, drawn.get("bias_ih_l0").get(i) + second.get(i));
        }
        Scope without = Scope.fresh(3, each.withForgetBias(0));
        new Recurrent(without, RecurrentOptions.of(Cell.LSTM, 2, 3).withBiases(biases));
        assertArrayEquals(
            drawn.get("bias_ih_l0").slice(6, 12).toArray(),
            without.parameters().get(2).value().slice(6, 12).toArray());
        assertTrue(without.parameters().get(2).value().get(4) != 1.5f);
      }
    }
    Scope scope = Scope.fresh(3, Initializer.glorot().withForgetBias(2));
    new Recurrent(scope, RecurrentOptions.of(Cell.GRU, 2, 3));
    assertArrayEquals(new float[9], scope.parameters().get(2).value().toArray());
  }

  /// What a model that leaves the choice to its user declares.
  public record Choice(Initializer initializer) {}

  @Test
  void canBeNamedInSettings() {
    for (Initializer each : ALL) {
      Settings settings = Settings.of(new Choice(each.withForgetBias(0.5f)));
      assertEquals(each.withForgetBias(0.5f), settings.read(Choice.class).initializer());
    }
    assertEquals(
        Initializer.identity(),
        Settings.of(Map.of("initializer", "identity")).read(Choice.class).initializer());
  }

  @Test
  void refusesNumbersWithoutMeaning() {
    assertThrows(IllegalArgumentException.class, () -> Initializer.gaussian(0));
    assertThrows(IllegalArgumentException.class, () -> Initializer.gaussian(Float.NaN));
    assertThrows(
        IllegalArgumentException.class, () -> Initializer.torch().withForgetBias(Float.NaN));
    assertThrows(IllegalArgumentException.class, () -> new Initializer.Orthogonal(-1, 0));
    assertThrows(IllegalArgumentException.class, () -> new Role(Use.BIAS, 4, 4));
    assertEquals(Shape.of(2), draw(Initializer.he(), Role.of(Use.OTHER), 1, 2).shape());
  }
}

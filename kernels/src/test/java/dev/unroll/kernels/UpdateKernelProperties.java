package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.testing.Floats;
import dev.unroll.kernels.testing.UpdateOracle;
import java.util.Arrays;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Tag;
import net.jqwik.api.constraints.IntRange;

@Tag("widths")
final class UpdateKernelProperties {
  private static final UpdateKernel SCALAR = Kernels.scalar().update();
  private static final UpdateKernel ACTIVE = Kernels.active().update();
  private static final KernelSet[] SETS = {Kernels.scalar(), Kernels.active()};

  private static final float RATE = 0.05f;
  private static final float MOMENTUM = 0.9f;
  private static final float DECAY = 0.99f;
  private static final float BETA2 = 0.999f;
  private static final float EPSILON = 1e-3f; // larger than in practice, so that it shows
  private static final float WEIGHT_DECAY = 0.01f;

  /// Every optimizer, as kernel and as oracle.
  enum Optimizer {
    SGD,
    SGD_DECAY,
    MOMENTUM_SGD,
    NESTEROV,
    ADAGRAD,
    ADAGRAD_INSIDE_ROOT,
    RMSPROP,
    ADAM,
    ADAMW;

    void run(UpdateKernel kernel, Tensor w, Tensor g, Tensor s1, Tensor s2, int t) {
      switch (this) {
        case SGD -> kernel.sgd(w, g, null, RATE, 0, false, 0, t == 1);
        case SGD_DECAY -> kernel.sgd(w, g, null, RATE, 0, false, WEIGHT_DECAY, t == 1);
        case MOMENTUM_SGD -> kernel.sgd(w, g, s1, RATE, MOMENTUM, false, 0, t == 1);
        case NESTEROV -> kernel.sgd(w, g, s1, RATE, MOMENTUM, true, WEIGHT_DECAY, t == 1);
        case ADAGRAD -> kernel.adagrad(w, g, s1, RATE, EPSILON);
        case ADAGRAD_INSIDE_ROOT -> kernel.adagradInsideRoot(w, g, s1, RATE, EPSILON);
        case RMSPROP -> kernel.rmsprop(w, g, s1, RATE, DECAY, EPSILON);
        case ADAM -> kernel.adam(w, g, s1, s2, t, RATE, MOMENTUM, BETA2, EPSILON, 0);
        case ADAMW -> kernel.adam(w, g, s1, s2, t, RATE, MOMENTUM, BETA2, EPSILON, WEIGHT_DECAY);
      }
    }

    void step(UpdateOracle oracle, double g) {
      switch (this) {
        case SGD -> oracle.sgd(g, RATE, 0, false, 0);
        case SGD_DECAY -> oracle.sgd(g, RATE, 0, false, WEIGHT_DECAY);
        case MOMENTUM_SGD -> oracle.sgd(g, RATE, MOMENTUM, false, 0);
        case NESTEROV -> oracle.sgd(g, RATE, MOMENTUM, true, WEIGHT_DECAY);
        case ADAGRAD -> oracle.adagrad(g, RATE, EPSILON, false);
        case ADAGRAD_INSIDE_ROOT -> oracle.adagrad(g, RATE, EPSILON, true);
        case RMSPROP -> oracle.rmsprop(g, RATE, DECAY, EPSILON);
        case ADAM -> oracle.adam(g, RATE, MOMENTUM, BETA2, EPSILON, 0);
        case ADAMW -> oracle.adam(g, RATE, MOMENTUM, BETA2, EPSILON, WEIGHT_DECAY);
      }
    }
  }

  private static Tensor tensor(int offset, float[] values) {
    return Tensor.wrap(Floats.at(offset, values), offset, Shape.of(values.length));
  }

  @Property
  void everyOptimizerGivesTheScalarBits(
      @ForAll Optimizer optimizer,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll boolean wild,
      @ForAll @IntRange(min = 1, max = 5) int t,
      @ForAll long seed) {
    Tensor[][] operands = new Tensor[2][];
    for (int i = 0; i < 2; i++) {
      operands[i] =
          new Tensor[] {
            tensor(3, Floats.of(wild, seed, length)),
            tensor(1, Floats.of(wild, seed + 1, length)),
            tensor(7, Floats.of(wild, seed + 2, length)),
            tensor(5, Floats.of(wild, seed + 3, length))
          };
      UpdateKernel kernel = SETS[i].update();
      optimizer.run(kernel, operands[i][0], operands[i][1], operands[i][2], operands[i][3], t);
    }
    String[] names = {"w", "g", "first state", "second state"};
    for (int j = 0; j < 4; j++) {
      Floats.requireSameBits(names[j], operands[0][j].data(), operands[1][j].data());
    }
    Floats.requireSameBits(
        "g is not modified", Floats.of(wild, seed + 1, length), operands[0][1].toArray());
  }

  /// The arrays end with the tensors, so that a loop cannot pass their end unnoticed.
  @Property
  void scalarIsTheOracleWithinTolerance(
      @ForAll Optimizer optimizer,
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(min = 1, max = 12) int steps,
      @ForAll long seed) {
    Tensor w = Tensor.of(Shape.of(length), Floats.ordinary(seed, length));
    Tensor s1 = Tensor.of(Shape.of(length), new float[length]);
    Tensor s2 = Tensor.of(Shape.of(length), new float[length]);
    UpdateOracle[] oracles = new UpdateOracle[length];
    Arrays.setAll(oracles, i -> new UpdateOracle(w.get(i)));
    for (int t = 1; t <= steps; t++) {
      Tensor g = Tensor.of(Shape.of(length), Floats.ordinary(seed + t, length));
      optimizer.run(SCALAR, w, g, s1, s2, t);
      for (int i = 0; i < length; i++) {
        optimizer.step(oracles[i], g.get(i));
        double error = Math.abs(w.get(i) - oracles[i].value());
        if (!(error <= oracles[i].tolerance())) {
          throw new AssertionError(
              "%s, step %d, w[%d]: wanted %s, got %s, error %.3g, tolerance %.3g"
                  .formatted(
                      optimizer,
                      t,
                      i,
                      oracles[i].value(),
                      w.get(i),
                      error,
                      oracles[i].tolerance()));
        }
      }
    }
  }

  /// Σ g² in float blocks: `min(n, 4096) / 16` additions and the tree, relative to the sum.
  @Property
  void sumOfSquaresIsTheSameEverywhereAndRight(
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 5) int blocks,
      @ForAll boolean wild,
      @ForAll @IntRange(max = 19) int offset,
      @ForAll long seed) {
    Tensor g = tensor(offset, Floats.of(wild, seed, blocks * 4096 + length));
    double got = SCALAR.sumOfSquares(g);
    assertEquals(Double.doubleToLongBits(got), Double.doubleToLongBits(ACTIVE.sumOfSquares(g)));
    if (!wild) {
      double wanted = 0;
      for (float value : g.toArray()) {
        wanted += (double) value * value;
      }
      double tolerance = (Math.min(g.elements(), 4096) / 16 + 6) * 0x1p-24 * wanted;
      assertTrue(Math.abs(got - wanted) <= tolerance, "wanted " + wanted + ", got " + got);
    }
  }

  @Property
  void scaleAndClipGiveTheScalarBits(
      @ForAll(supplier = Lengths.class) int length,
      @ForAll @IntRange(max = 19) int offset,
      @ForAll long seed) {
    Tensor wanted = tensor(offset, Floats.wild(seed, length));
    Tensor got = tensor(offset, Floats.wild(seed, length));
    SCALAR.scale(wanted, 0.3f);
    ACTIVE.scale(got, 0.3f);
    Floats.requireSameBits("scaled", wanted.data(), got.data());
    SCALAR.clip(wanted, 5);
    ACTIVE.clip(got, 5);
    Floats.requireSameBits("clipped", wanted.data(), got.data());
    for (float x : wanted.toArray()) {
      assertTrue(Float.isNaN(x) || Math.abs(x) <= 5, () -> "clipped to " + x);
    }
  }

  @Example
  void clipKeepsWhatIsWithinAndNaN() {
    for (KernelSet set : SETS) {
      Tensor g = Tensor.of(Shape.of(5), -7, -0f, 2, Float.NaN, Float.POSITIVE_INFINITY);
      set.update().clip(g, 5);
      Floats.requireSameBits("g", new float[] {-5, -0f, 2, Float.NaN, 5}, g.toArray());
    }
  }

  @Example
  void aFirstStepForgetsWhatTheVelocityHeld() {
    for (KernelSet set : SETS) {
      Tensor w = Tensor.zeros(33);
      Tensor g = Tensor.zeros(33);
      Tensor velocity = Tensor.zeros(33);
      g.fill(1);
      velocity.fill(Float.NaN);
      set.update().sgd(w, g, velocity, 0.5f, 0.9f, false, 0, true);
      assertEquals(-0.5f, w.get(32));
      assertEquals(1f, velocity.get(0));
    }
  }

  @Example
  void whatDoesNotFitIsRefused() {
    Tensor a = Tensor.zeros(2, 3);
    Tensor b = Tensor.zeros(2, 3);
    Tensor c = Tensor.zeros(2, 3);
    Tensor other = Tensor.zeros(3, 2);
    for (KernelSet set : SETS) {
      UpdateKernel k = set.update();
      refused(() -> k.sgd(a, other, null, 1, 0, false, 0, true));
      refused(() -> k.sgd(a, a, null, 1, 0, false, 0, true)); // shared memory
      refused(() -> k.sgd(a, b, other, 1, 0.9f, false, 0, true));
      refused(() -> k.sgd(a, b, null, 1, 0.9f, false, 0, true)); // momentum without a velocity
      refused(() -> k.adagrad(a, b, other, 1, 1));
      refused(() -> k.adagradInsideRoot(a, b, other, 1, 1));
      refused(() -> k.rmsprop(a, a, b, 1, 1, 1)); // shared memory
      refused(() -> k.rmsprop(a, b, a, 1, 1, 1));
      refused(() -> k.rmsprop(a, b, b, 1, 1, 1));
      refused(() -> k.adam(a, other, b, c, 1, 1, 0.9f, 0.999f, 1, 0));
      refused(() -> k.adam(a, b, other, c, 1, 1, 0.9f, 0.999f, 1, 0));
      refused(() -> k.adam(a, b, c, other, 1, 1, 0.9f, 0.999f, 1, 0));
      refused(() -> k.adam(a, b, c, c, 1, 1, 0.9f, 0.999f, 1, 0)); // shared memory
      refused(() -> k.adam(a, b, c, Tensor.zeros(2, 3), 0, 1, 0.9f, 0.999f, 1, 0)); // step 0
      refused(() -> k.clip(a, Float.NaN));
    }
  }

  private static void refused(Runnable call) {
    assertThrows(IllegalArgumentException.class, call::run);
  }
}

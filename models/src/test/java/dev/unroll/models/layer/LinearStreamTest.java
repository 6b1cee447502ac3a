package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;

import dev.unroll.autograd.Tape;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Allocations;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.PackedMatrix;
import org.junit.jupiter.api.Test;

/// A linear layer outside a tape: its bits, whatever happens to its parameters in between.
final class LinearStreamTest {
  private final RandomStream random = new RandomStream(1);

  private Linear linear(boolean bias, int inputs, int outputs) {
    Scope scope = Scope.fresh(1, Initializer.torch());
    return bias ? new Linear(scope, inputs, outputs) : Linear.withoutBias(scope, inputs, outputs);
  }

  private void fill(Tensor x) {
    for (int i = 0; i < x.elements(); i++) {
      x.data()[i] = random.nextFloat() - 0.5f;
    }
  }

  @Test
  void hasTheBitsOfTheLayerAndFollowsItsParameters() {
    for (boolean bias : new boolean[] {true, false}) {
      for (int batch = 1; batch <= 3; batch++) {
        Linear layer = linear(bias, 37, 41);
        Tensor x = Tensor.zeros(batch, 37);
        LinearStream stream = layer.stream(Kernels.active(), x);
        for (int step = 0; step < 3; step++) {
          fill(x);
          Tape tape = new Tape();
          float[] wanted = layer.forward(Pass.reading(tape), tape.constant(x)).value().toArray();
          assertArrayEquals(wanted, stream.step().toArray(), "batch " + batch + ", step " + step);
          layer.weight().value().data()[5] += 1;
          layer.weight().updated();
          if (bias) {
            layer.bias().value().data()[3] += 1;
            layer.bias().updated();
          }
        }
      }
    }
  }

  @Test
  void aStepAllocatesNothing() {
    Tensor x = Tensor.zeros(1, 37);
    LinearStream stream = linear(true, 37, 41).stream(Kernels.active(), x);
    assertEquals(0, Allocations.warmBytes(stream::step));
  }

  @Test
  void streamsShareWeightsUntilTheyChange() {
    Linear layer = linear(true, 5, 3);
    PackedLinear packed = new PackedLinear(layer.weight());
    GemmKernel kernel = Kernels.active().gemm();
    PackedMatrix first = packed.matrix(kernel);
    assertSame(first, packed.matrix(kernel));
    layer.weight().updated();
    PackedMatrix second = packed.matrix(kernel);
    assertNotSame(first, second);
    assertSame(second, packed.matrix(kernel));
    assertNotSame(second, packed.matrix(Kernels.scalar().gemm()));
  }
}

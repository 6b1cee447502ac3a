package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.GradientCheck;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import org.junit.jupiter.api.Test;

/// Convolutions and pooling whose windows, strides and paddings differ along the axes.
final class ConvolutionTest {
  private static Tensor random(int... extents) {
    Tensor tensor = Tensor.zeros(extents);
    new RandomStream(extents.length).fillUniform(tensor, -1, 1);
    return tensor;
  }

  @Test
  void windowsMoveAlongEachAxisInTheirOwnWay() {
    Window window = Window.of(3, 1).withStride(1, 2).withPadding(1, 0);
    Scope scope = Scope.fresh(1, Initializer.torch());
    Conv2d layer = new Conv2d(scope.in("c"), 2, 3, window);
    Tensor x = random(1, 2, 4, 5);
    Tape tape = new Tape();
    Variable y = layer.forward(Pass.reading(tape), tape.constant(x));
    assertEquals(Shape.of(1, 3, 4, 3), y.shape());
    assertArrayEquals(new int[] {4, 3}, window.outputs(4, 5));
    for (int o = 0; o < 3; o++) {
      for (int i = 0; i < 4; i++) {
        for (int j = 0; j < 3; j++) {
          double wanted = layer.bias().value().get(o);
          for (int c = 0; c < 2; c++) {
            for (int k = 0; k < 3; k++) {
              int row = i + k - 1;
              wanted +=
                  row < 0 || row >= 4
                      ? 0
                      : (double) layer.weight().value().get(o, c, k, 0) * x.get(0, c, row, 2 * j);
            }
          }
          assertEquals(wanted, y.value().get(0, o, i, j), 8 * 0x1p-23);
        }
      }
    }
  }

  @Test
  void threeAxesAndPooling() {
    Window window = Window.of(1, 2, 3).withStride(2, 1, 1).withPadding(0, 1, 0);
    Conv3d layer = new Conv3d(Scope.fresh(1, Initializer.he()), 2, 4, window);
    Tape tape = new Tape();
    Variable x = tape.constant(random(2, 2, 3, 2, 5));
    Variable y = layer.forward(Pass.reading(tape), x);
    assertEquals(Shape.of(2, 4, 2, 3, 3), y.shape());
    assertEquals(Shape.of(2, 4, 2, 1, 1), Pooling.max(y, Window.tiles(1, 2, 3)).shape());
    assertEquals(Shape.of(2, 4, 1, 3, 3), Pooling.average(y, Window.tiles(2, 1, 1)).shape());
  }

  @Test
  void gradientsReachTheInput() {
    Window window = Window.of(2, 3).withStride(2, 1).withPadding(1, 1);
    Conv2d layer = new Conv2d(Scope.fresh(1, Initializer.torch()), 2, 2, window);
    GradientCheck.of(
            (tape, in) ->
                new Variable[] {
                  Pooling.average(layer.forward(Pass.reading(tape), in[0]), Window.tiles(1, 2))
                },
            random(2, 2, 3, 4))
        .elements()
        .orThrow();
  }

  @Test
  void refusesWhatDoesNotFit() {
    Scope scope = Scope.fresh(1, Initializer.torch());
    refused("window: expected extents along 2 or 3 axes", () -> Window.of(3));
    refused("window: expected size, stride and padding", () -> Window.of(3, 3).withStride(1));
    refused("stride: expected 1 or more, got 0", () -> Window.of(3, 3).withStride(1, 0));
    refused("padding: expected 0 or more", () -> Window.of(3, 3).withPadding(-1, 0));
    refused("window: [3, 3] with padding", () -> Window.of(3, 3).outputs(2, 5));
    refused(
        "window: expected extents along 2 axes", () -> new Conv2d(scope, 1, 1, Window.of(3, 3, 3)));
  }

  private static void refused(String message, Runnable code) {
    String got = assertThrows(IllegalArgumentException.class, code::run).getMessage();
    assertTrue(got.startsWith(message), got);
  }
}

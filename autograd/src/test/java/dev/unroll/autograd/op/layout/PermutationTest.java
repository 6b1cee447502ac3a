package dev.unroll.autograd.op.layout;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;

import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.Indices;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Permutations larger than a tile, against an index of each element: copies are exact.
final class PermutationTest {
  static Stream<Arguments> orders() {
    return Stream.of(
        Arguments.of(new int[] {33, 50}, new int[] {1, 0}),
        Arguments.of(new int[] {16, 17, 19}, new int[] {1, 2, 0}),
        Arguments.of(new int[] {16, 17, 19}, new int[] {2, 0, 1}),
        Arguments.of(new int[] {16, 17, 19}, new int[] {2, 1, 0}),
        Arguments.of(new int[] {16, 17, 19}, new int[] {1, 0, 2}),
        Arguments.of(new int[] {16, 17, 19}, new int[] {0, 2, 1}),
        Arguments.of(new int[] {16, 17, 19}, new int[] {0, 1, 2}),
        Arguments.of(new int[] {5, 1, 20, 3, 18}, new int[] {4, 2, 3, 1, 0}),
        Arguments.of(new int[] {5, 1, 20, 3, 18}, new int[] {3, 4, 0, 1, 2}),
        Arguments.of(new int[] {1, 1, 7}, new int[] {2, 1, 0}),
        Arguments.of(new int[] {1, 1}, new int[] {1, 0}),
        Arguments.of(new int[] {4, 0, 3}, new int[] {2, 1, 0}));
  }

  @ParameterizedTest
  @MethodSource("orders")
  void everyElementFindsItsPlace(int[] dimensions, int[] order) {
    Tensor from = new Draw(5).tensor(dimensions);
    Shape shape = Permutation.shape(from.shape(), order);
    float[] wanted = new float[from.elements()];
    for (int i = 0; i < wanted.length; i++) {
      int[] at = Indices.of(i, shape.dimensions());
      int[] original = new int[order.length];
      for (int axis = 0; axis < order.length; axis++) {
        original[order[axis]] = at[axis];
      }
      int index = 0;
      for (int axis = 0; axis < order.length; axis++) {
        index = index * dimensions[axis] + original[axis];
      }
      wanted[i] = from.data()[index];
    }
    Tensor permuted = Tensor.zeros(shape);
    Permutation.copy(from, order, permuted);
    assertArrayEquals(wanted, permuted.data());
    // adding it back to itself doubles it
    Tensor doubled = from.copy();
    Permutation.addBack(permuted, order, doubled);
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = 2 * from.data()[i];
    }
    assertArrayEquals(wanted, doubled.data());
  }
}

package dev.unroll.autograd.op;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// What a test case is drawn from: extents at the seams and numbers. Draw 0 has extents of 1 throughout,
/// draw 1 has empty axes wherever they make sense, the others are random up to 4.
public final class Draw {
  private final int index;
  private final RandomStream random;

  public Draw(int index) {
    this.index = index;
    this.random = new RandomStream(7919L * index + 1);
  }

  public RandomStream random() {
    return random;
  }

  /// An extent of 1 or more.
  public int extent() {
    return index <= 1 ? 1 : 1 + random.nextInt(4);
  }

  /// An extent that may be 0.
  public int extentOrEmpty() {
    return index == 0 ? 1 : index == 1 ? 0 : random.nextInt(8) == 0 ? 0 : 1 + random.nextInt(4);
  }

  public boolean coin() {
    return random.nextInt(2) == 0;
  }

  /// Uniform in [−1, 1].
  public Tensor tensor(int... dimensions) {
    return between(-1, 1, dimensions);
  }

  public Tensor between(float low, float high, int... dimensions) {
    Tensor tensor = Tensor.zeros(Shape.of(dimensions));
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.data()[i] = low + (high - low) * random.nextFloat();
    }
    return tensor;
  }

  /// Away from 0 by at least 0.2, for functions with a kink there.
  public Tensor awayFromZero(int... dimensions) {
    Tensor tensor = between(0.2f, 1, dimensions);
    for (int i = 0; i < tensor.elements(); i++) {
      tensor.data()[i] *= coin() ? 1 : -1;
    }
    return tensor;
  }

  /// ±1.2ᵏ in random order, for functions that choose: neighbours are further apart than the steps of
  /// finite differences.
  public Tensor distinct(int... dimensions) {
    Tensor tensor = Tensor.zeros(Shape.of(dimensions));
    for (int i = 0; i < tensor.elements(); i++) {
      int other = random.nextInt(i + 1);
      tensor.data()[i] = tensor.data()[other];
      double size = Math.pow(1.2, i / 2);
      tensor.data()[other] = (float) (i % 2 == 0 ? size : -size);
    }
    return tensor;
  }

  public int[] ids(int count, int limit) {
    int[] ids = new int[count];
    for (int i = 0; i < count; i++) {
      ids[i] = random.nextInt(limit);
    }
    return ids;
  }

  /// Lengths of `rows` sequences of at most `steps`, or null: all long.
  public int[] lengthsOrNull(int rows, int steps) {
    return coin() ? null : ids(rows, steps + 1);
  }
}

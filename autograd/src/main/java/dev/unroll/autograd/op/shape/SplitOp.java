package dev.unroll.autograd.op.shape;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.layout.Blocks;
import java.util.Arrays;

/// Cuts a tensor along an axis into parts of given sizes, or into equal ones: as many slices ([SliceOp]).
public final class SplitOp {
  private SplitOp() {}

  /// Parts of the given sizes, which add up to the extent; negative axes count from the innermost.
  public static Variable[] apply(Variable x, int axis, int... sizes) {
    int along = Blocks.axis("split", axis, x.shape().rank());
    int total = 0;
    for (int size : sizes) {
      total += size;
    }
    if (total != x.shape().dimension(along)) {
      throw new IllegalArgumentException(
          "split: expected sizes that add up to the extent of axis %d of %s, got a sum of %d"
              .formatted(along, x.shape(), total));
    }
    Variable[] parts = new Variable[sizes.length];
    int from = 0;
    for (int i = 0; i < sizes.length; i++) {
      parts[i] = SliceOp.apply(x, along, from, from + sizes[i]);
      from += sizes[i];
    }
    return parts;
  }

  /// `count` parts of equal size.
  public static Variable[] equal(Variable x, int axis, int count) {
    int along = Blocks.axis("split", axis, x.shape().rank());
    int extent = x.shape().dimension(along);
    if (count < 1 || extent % count != 0) {
      throw new IllegalArgumentException(
          "split: cannot cut axis %d of %s into %d equal parts".formatted(along, x.shape(), count));
    }
    int[] sizes = new int[count];
    Arrays.fill(sizes, extent / count);
    return apply(x, along, sizes);
  }
}

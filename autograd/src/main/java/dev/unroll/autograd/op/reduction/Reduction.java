package dev.unroll.autograd.op.reduction;

import dev.unroll.autograd.op.layout.Blocks;
import dev.unroll.autograd.op.layout.Permutation;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// A tensor seen as rows `[M,R]` to be reduced: M indices of the axes that stay, R of those that go. Where
/// the axes that go are the innermost ones, the rows are a window on the tensor, else a copy.
final class Reduction {
  private final int[] order;
  private final boolean inPlace;
  private final Shape permuted;
  private final Shape result;
  private final int rows;
  private final int length;

  private Reduction(
      int[] order, boolean inPlace, Shape permuted, Shape result, int rows, int length) {
    this.order = order;
    this.inPlace = inPlace;
    this.permuted = permuted;
    this.result = result;
    this.rows = rows;
    this.length = length;
  }

  /// The reduction of `shape` over the given axes, all of them if none is given; negative axes count from
  /// the innermost.
  static Reduction over(String operation, Shape shape, int... axes) {
    int rank = shape.rank();
    boolean[] goes = new boolean[rank];
    for (int axis : axes) {
      int fromFront = Blocks.axis(operation, axis, rank);
      if (goes[fromFront]) {
        throw new IllegalArgumentException("%s: axis %d twice".formatted(operation, axis));
      }
      goes[fromFront] = true;
    }
    int going = axes.length == 0 ? rank : axes.length;
    int[] order = new int[rank];
    int[] kept = new int[rank - going];
    int stays = 0;
    int gone = rank - going;
    int rows = 1;
    int length = 1;
    boolean inPlace = true;
    for (int axis = 0; axis < rank; axis++) {
      if (goes[axis] || axes.length == 0) {
        order[gone++] = axis;
        length *= shape.dimension(axis);
      } else {
        inPlace &= gone == rank - going;
        kept[stays] = shape.dimension(axis);
        order[stays++] = axis;
        rows *= shape.dimension(axis);
      }
    }
    Shape permuted = inPlace ? shape : Permutation.shape(shape, order);
    return new Reduction(order, inPlace, permuted, Shape.of(kept), rows, length);
  }

  /// The shape of the axes that stay.
  Shape result() {
    return result;
  }

  /// `M`.
  int rows() {
    return rows;
  }

  /// `R`.
  int length() {
    return length;
  }

  /// `x` as rows; to be given back with [#give].
  Tensor rows(Tensor x, Workspace workspace) {
    if (inPlace) {
      return x;
    }
    Tensor copy = workspace.take(permuted);
    Permutation.copy(x, order, copy);
    return copy;
  }

  /// Scratch memory for rows, with undefined contents; to be given to [#addBack].
  Tensor scratch(Workspace workspace) {
    return workspace.take(permuted);
  }

  /// Gives memory from [#rows(Tensor, Workspace)] back.
  void give(Tensor rows, Workspace workspace) {
    if (!inPlace) {
      workspace.give(rows);
    }
  }

  /// Adds rows to a tensor of the original shape.
  void addBack(Tensor rows, Tensor sum) {
    if (inPlace) {
      Blocks.add(rows, sum);
    } else {
      Permutation.addBack(rows, order, sum);
    }
  }

  /// Overwrites a tensor of the original shape with rows.
  void putBack(Tensor rows, Tensor to) {
    to.fill(0);
    addBack(rows, to);
  }
}

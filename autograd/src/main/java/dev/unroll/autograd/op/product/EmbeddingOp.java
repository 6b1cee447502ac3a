package dev.unroll.autograd.op.product;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.EmbeddingKernel;

/// Rows of a table by id, of whose gradient the other rows are not touched ([dev.unroll.autograd.TouchedRows]): `y[m] = table[ids[m]]`, `dTable[ids[m]] += dy[m]` for m from the last to the first; see
/// [EmbeddingKernel].
///
/// - `table [V,E]`, `ids [M]` (each 0 to V − 1)
/// - `y [M,E]`, or `[T,N,E]` for `M = T·N` ids of a sequence
public final class EmbeddingOp implements Operation {
  private final int[] ids;

  private EmbeddingOp(int[] ids) {
    this.ids = ids;
  }

  /// `[M,E]`.
  public static Variable apply(Variable table, int[] ids) {
    return gather(table, ids, Shape.of(ids.length, table.shape().dimension(-1)));
  }

  /// `[T,N,E]` for time-major ids.
  public static Variable apply(Variable table, int[] ids, int steps, int batch) {
    if (ids.length != steps * batch) {
      throw new IllegalArgumentException(
          "ids: expected T·N = %d·%d, got %d".formatted(steps, batch, ids.length));
    }
    return gather(table, ids, Shape.of(steps, batch, table.shape().dimension(-1)));
  }

  private static Variable gather(Variable table, int[] ids, Shape shape) {
    if (table.shape().rank() != 2) {
      throw new IllegalArgumentException("embedding: expected a table [V,E], got " + table.shape());
    }
    Checks.ids("ids", ids, table.shape().dimension(0));
    Tape tape = table.tape();
    Tensor y = tape.take(shape);
    tape.kernels().embedding().gather(table.value(), ids, rows(y));
    return tape.record(new EmbeddingOp(tape.copy(ids)), y, table);
  }

  @Override
  public String name() {
    return "embedding";
  }

  @Override
  public void backward(Node node) {
    EmbeddingKernel kernel = node.tape().kernels().embedding();
    kernel.scatterAdd(rows(node.gradient()), ids, node.inputGradientRows(0, ids));
  }

  private static Tensor rows(Tensor tensor) {
    int width = tensor.shape().dimension(-1);
    return tensor.reshape(width == 0 ? 0 : tensor.elements() / width, width);
  }
}

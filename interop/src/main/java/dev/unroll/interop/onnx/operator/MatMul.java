package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.Matrix;
import java.util.Arrays;

/// `Y = A·B` for stacks of matrices, whose outer axes broadcast. A row times a matrix and the like drop the
/// axis that they lack.
final class MatMul extends Operator {
  private final Value a;
  private final Value b;
  private final Value y;
  private final Loops loops = new Loops(3);
  private final Kept<Matrices> kept = new Kept<>();
  private final RightOperand right;

  MatMul(Site site) throws MalformedFileException {
    a = site.input(0);
    b = site.sameKind(1, a);
    y = site.output(0, a.type());
    boolean matrix = b.isConstant() && b.isReal() && b.rank() == 2;
    right = matrix ? new RightOperand(site, "b", b, 0, b.dim(0), b.dim(1), false) : null;
  }

  @Override
  public boolean isFoldable() {
    return false;
  }

  @Override
  public void run(Context context) {
    int aRank = a.rank();
    int bRank = b.rank();
    if (aRank == 0 || bRank == 0) {
      throw new IllegalArgumentException("expected matrices, got a single number");
    }
    int m = aRank == 1 ? 1 : a.dim(aRank - 2);
    int k = a.dim(aRank - 1);
    int n = bRank == 1 ? 1 : b.dim(bRank - 1);
    if (k != b.dim(Math.max(0, bRank - 2))) {
      throw new IllegalArgumentException("expected [M,K]·[K,N], the extents K differ");
    }
    // 1. the outer axes
    int outer = Math.max(0, Math.max(aRank, bRank) - 2);
    int[] dims = y.begin(outer + (aRank == 1 ? 0 : 1) + (bRank == 1 ? 0 : 1));
    for (int axis = 0; axis < outer; axis++) {
      int p = extent(a, axis, outer);
      int q = extent(b, axis, outer);
      if (p != q && p != 1 && q != 1) {
        throw new IllegalArgumentException("the outer axes do not broadcast");
      }
      dims[axis] = p == 1 ? q : p;
    }
    int to = outer;
    if (aRank > 1) {
      dims[to++] = m;
    }
    if (bRank > 1) {
      dims[to] = n;
    }
    y.end();
    // 2. one product for all rows, where there is one B
    loops.clear();
    if (bRank <= 2) {
      product(context, Matrices.begin(kept, context), a.elements(0, aRank - 1), k, n, 0, 0, 0);
      return;
    }
    // 3. or one for each pair
    int aSize = m * k;
    int bSize = k * n;
    int size = m * n;
    for (int axis = outer - 1; axis >= 0; axis--) {
      int p = extent(a, axis, outer);
      int q = extent(b, axis, outer);
      loops.add(y.dim(axis), p == 1 ? 0 : aSize, q == 1 ? 0 : bSize, size);
      aSize *= p;
      bSize *= q;
      size *= y.dim(axis);
    }
    Matrices matrices = Matrices.begin(kept, context);
    boolean single = outer == 0 || y.elements(0, outer) == 1;
    for (boolean more = loops.begin(); more; more = loops.next()) {
      for (int i = 0; i < loops.inner(); i++) {
        int aAt = loops.at(0) + (single ? 0 : i * loops.step(0));
        int bAt = loops.at(1) + (single ? 0 : i * loops.step(1));
        int yAt = loops.at(2) + (single ? 0 : i * loops.step(2));
        product(context, matrices, m, k, n, aAt, bAt, yAt);
      }
    }
  }

  private static int extent(Value value, int axis, int outer) {
    int own = axis - (outer - (value.rank() - 2));
    return own < 0 || value.rank() < 2 ? 1 : value.dim(own);
  }

  private void product(
      Context context, Matrices matrices, int m, int k, int n, int aAt, int bAt, int yAt) {
    if (y.isReal()) {
      Matrix left = matrices.of(a.floats(), aAt, m, k);
      Matrix right = matrices.of(b.floats(), bAt, k, n);
      Matrix result = matrices.of(y.floats(), yAt, m, n);
      context
          .kernels()
          .gemm()
          .multiply(left, right, result, context.workspace(), context.workers());
      return;
    }
    long[] to = y.longs();
    Arrays.fill(to, yAt, yAt + m * n, 0);
    for (int row = 0; row < m; row++) {
      for (int i = 0; i < k; i++) {
        long factor = a.longs()[aAt + row * k + i];
        for (int column = 0; column < n; column++) {
          to[yAt + row * n + column] += factor * b.longs()[bAt + i * n + column];
        }
      }
    }
    for (int i = yAt; i < yAt + m * n; i++) {
      to[i] = y.type().wrap(to[i]);
    }
  }
}

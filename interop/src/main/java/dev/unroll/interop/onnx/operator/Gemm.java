package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.Matrix;

/// `Y = α·op(A)·op(B) + β·C`, C broadcast to the result.
final class Gemm extends Operator {
  private final float alpha;
  private final float beta;
  private final boolean transA;
  private final boolean transB;
  private final Value a;
  private final Value b;
  private final Value c;
  private final Value y;
  private final Broadcast bias;
  private final Kept<Matrices> kept = new Kept<>();
  private final RightOperand right;

  Gemm(Site site) throws MalformedFileException {
    alpha = site.real("alpha", 1);
    beta = site.real("beta", 1);
    transA = site.flag("transA", false);
    transB = site.flag("transB", false);
    a = site.real(0);
    b = site.real(1);
    c = site.optionalReal(2);
    y = site.output(0, a.type());
    bias = c == null ? null : new Broadcast(y, c);
    if (b.isConstant() && b.rank() != 2) {
      throw site.malformed("expected a matrix B, found " + b.shapeText());
    }
    int rows = b.isConstant() ? b.dim(transB ? 1 : 0) : 0;
    int columns = b.isConstant() ? b.dim(transB ? 0 : 1) : 0;
    right = new RightOperand(site, "b", b, 0, rows, columns, transB);
  }

  @Override
  public boolean isFoldable() {
    return false;
  }

  @Override
  public void run(Context context) {
    if (a.rank() != 2 || b.rank() != 2) {
      throw new IllegalArgumentException("expected two matrices");
    }
    int m = a.dim(transA ? 1 : 0);
    int k = a.dim(transA ? 0 : 1);
    int n = b.dim(transB ? 0 : 1);
    if (k != b.dim(transB ? 1 : 0)) {
      throw new IllegalArgumentException("expected [M,K]·[K,N], the extents K differ");
    }
    int[] dims = y.begin(2);
    dims[0] = m;
    dims[1] = n;
    y.end();
    Matrices matrices = Matrices.begin(kept, context);
    Matrix left = matrices.of(a.floats(), 0, m, k, transA);
    Matrix result = matrices.of(y.floats(), 0, m, n);
    boolean added = c != null && beta != 0;
    if (added && alpha == 1) {
      // β·C first: the product goes on from there
      addBias(false);
      right.product(context, matrices, left, 0, k, n, result, true);
      return;
    }
    right.product(context, matrices, left, 0, k, n, result, false);
    for (int i = 0; alpha != 1 && i < y.elements(); i++) {
      y.floats()[i] *= alpha;
    }
    if (added) {
      addBias(true);
    }
  }

  private void addBias(boolean add) {
    for (int back = 1; back <= c.rank(); back++) {
      int extent = c.dim(c.rank() - back);
      if (extent != 1 && (back > 2 || extent != y.dim(2 - back))) {
        throw new IllegalArgumentException(
            "C %s does not broadcast to %s".formatted(c.shapeText(), y.shapeText()));
      }
    }
    float[] to = y.floats();
    Loops loops = bias.loops();
    for (boolean more = loops.begin(); more; more = loops.next()) {
      for (int i = 0; i < loops.inner(); i++) {
        float scaled = beta * c.floats()[loops.at(0) + i * loops.step(0)];
        int at = loops.at(1) + i;
        to[at] = add ? to[at] + scaled : scaled;
      }
    }
  }
}

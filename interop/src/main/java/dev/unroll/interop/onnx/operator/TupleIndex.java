package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;

/// The innermost axis of `indices` holds the indices of the outer axes of a tensor, behind a number of
/// batch axes that both have; what they lead to is read (GatherND) or written (ScatterND).
final class TupleIndex extends Operator {
  private final long batchDims;
  private final Value x;
  private final Value indices;
  private final Value updates;
  private final Value y;
  private final Update update;

  private TupleIndex(Site site, boolean scatters) throws MalformedFileException {
    batchDims = scatters ? 0 : site.whole("batch_dims", 0);
    x = site.input(0);
    indices = site.whole(1);
    updates = scatters ? site.sameKind(2, x) : null;
    update = scatters ? Update.of(site) : null;
    y = site.output(0, x.type());
  }

  static TupleIndex gather(Site site) throws MalformedFileException {
    return new TupleIndex(site, false);
  }

  static TupleIndex scatter(Site site) throws MalformedFileException {
    return new TupleIndex(site, true);
  }

  @Override
  public void run(Context context) {
    int rank = indices.rank();
    int batch = Math.clamp(batchDims, -1, 1000);
    int tuple = rank == 0 ? 0 : indices.dim(rank - 1);
    boolean fits = rank > 0 && batch >= 0 && batch < rank && batch + tuple <= x.rank();
    for (int k = 0; fits && k < batch; k++) {
      fits = indices.dim(k) == x.dim(k);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "indices %s do not lead into %s".formatted(indices.shapeText(), x.shapeText()));
    }
    int inner = x.elements(batch + tuple, x.rank());
    int tuples = indices.elements(0, rank - 1);
    if (updates == null) {
      int[] dims = y.begin(rank - 1 + x.rank() - batch - tuple);
      for (int k = 0; k < rank - 1; k++) {
        dims[k] = indices.dim(k);
      }
      for (int k = batch + tuple, to = rank - 1; k < x.rank(); k++) {
        dims[to++] = x.dim(k);
      }
      y.end();
    } else {
      y.copyFrom(x);
      if (updates.elements() != tuples * (long) inner) {
        throw new IllegalArgumentException(
            "expected %d updates, got %s".formatted(tuples * (long) inner, updates.shapeText()));
      }
    }
    int perBatch = Math.max(1, indices.elements(batch, rank - 1));
    for (int t = 0; t < tuples && inner > 0; t++) {
      int place = t / perBatch;
      for (int k = 0; k < tuple; k++) {
        int extent = x.dim(batch + k);
        place = place * extent + Gather.index(indices.longs()[t * tuple + k], extent);
      }
      if (updates == null) {
        Strided.copyRun(inner, x.array(), place * inner, 1, y.array(), t * inner, 1);
      } else {
        update.apply(updates, t * inner, y, place * inner, inner);
      }
    }
  }
}

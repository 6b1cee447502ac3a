package dev.unroll.interop.onnx.operator;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Operator;
import dev.unroll.interop.onnx.run.Site;
import dev.unroll.interop.onnx.run.Value;
import java.util.Arrays;

/// RNN, GRU and LSTM: X `[T,N,I]`, W `[D,G·H,I]`, R `[D,G·H,H]`, B `[D,2·G·H]`, sequence_lens `[N]`, initial_h and
/// initial_c `[D,N,H]`, P `[D,3H]` to Y `[T,D,N,H]`, Y_h and Y_c `[D,N,H]`; with layout 1 the batch comes first.
/// Each direction runs on a fused kernel if there is one, else on [PlainRecurrence].
///
/// Past the end of a row's sequence Y is 0; Y_h and Y_c are its last states, and for a row without steps its initial
/// ones. The reverse direction begins at each row's own last step.
final class Recurrent extends Operator {
  private final RecurrentCell[] cells;
  private final RecurrentDirection[] directions;
  private final boolean[] reversed;
  private final boolean batchFirst;
  private final int hidden;
  private final Value x;
  private final Value w;
  private final Value r;
  private final Value b;
  private final Value lengths;
  private final Value initialH;
  private final Value initialC;
  private final Value p;
  private final Value y;
  private final Value lastH;
  private final Value lastC;

  /// The input in the order in which a direction runs, `[T,N,I]`.
  private final Value ordered;

  /// Hidden states `[T+1,N,H]` and cell states `[2,N,H]` of the direction that runs.
  private final Value h;

  private final Value c;

  /// The rows' lengths of this run.
  private int[] steps;

  private final Kept<int[]> keptSteps = new Kept<>();

  Recurrent(Site site, RecurrentCell.Kind kind) throws MalformedFileException {
    String direction = site.text("direction", "forward");
    reversed =
        switch (direction) {
          case "forward" -> new boolean[] {false};
          case "reverse" -> new boolean[] {true};
          case "bidirectional" -> new boolean[] {false, true};
          default ->
              throw site.unsupported("direction", direction, "forward, reverse and bidirectional");
        };
    cells = RecurrentCell.of(site, kind, reversed.length);
    batchFirst = site.opset() >= 14 && site.flag("layout", false);
    x = site.real(0);
    w = site.real(1);
    r = site.real(2);
    b = site.optionalReal(3);
    lengths = site.optionalWhole(4);
    initialH = site.optionalReal(5);
    initialC = kind == RecurrentCell.Kind.LSTM ? site.optionalReal(6) : null;
    p = kind == RecurrentCell.Kind.LSTM ? site.optionalReal(7) : null;
    long size = site.whole("hidden_size", r.isConstant() && r.rank() == 3 ? r.dim(2) : 0);
    if (size < 1 || size > 1 << 20) {
      throw site.unsupported("hidden_size", size, "1 to 2^20");
    }
    hidden = (int) size;
    if (w.isConstant() && r.isConstant()) {
      try {
        checkWeights();
      } catch (IllegalArgumentException e) {
        throw site.malformed(e.getMessage());
      }
    }
    y = site.optionalOutput(0, x.type());
    lastH = site.optionalOutput(1, x.type());
    lastC = kind == RecurrentCell.Kind.LSTM ? site.optionalOutput(2, x.type()) : null;
    ordered = site.scratch(ElementType.FLOAT);
    h = site.scratch(ElementType.FLOAT);
    c = site.scratch(ElementType.FLOAT);
    directions = new RecurrentDirection[reversed.length];
    for (int d = 0; d < reversed.length; d++) {
      directions[d] =
          p == null && cells[d].notFused() == null
              ? new FusedRecurrence(site, cells[d], d, hidden, w, r, b)
              : new PlainRecurrence(site, cells[d], d, hidden, w, r, b, p);
    }
  }

  private void checkWeights() {
    int gates = cells[0].kind().gates;
    int rows = gates * hidden;
    if (r.rank() != 3 || r.dim(0) != cells.length || r.dim(1) != rows || r.dim(2) != hidden) {
      throw new IllegalArgumentException(
          "R: expected [D,%d·H,H] = [%d,%d,%d], got %s"
              .formatted(gates, cells.length, rows, hidden, r.shapeText()));
    }
    if (w.rank() != 3 || w.dim(0) != cells.length || w.dim(1) != rows) {
      throw new IllegalArgumentException(
          "W: expected [D,%d·H,I] = [%d,%d,I], got %s (torch writes an LSTM with proj_size so, without its projection: it cannot be run)"
              .formatted(gates, cells.length, rows, w.shapeText()));
    }
  }

  @Override
  public boolean isFoldable() {
    return false;
  }

  @Override
  public String path() {
    StringBuilder path = new StringBuilder();
    for (int d = 0; d < cells.length; d++) {
      path.append(d == 0 ? "" : ", ")
          .append(reversed[d] ? "reverse: " : "forward: ")
          .append(directions[d].path());
    }
    return "H %d, %s".formatted(hidden, path);
  }

  @Override
  public void run(Context context) {
    // 1. extents
    checkWeights();
    if (x.rank() != 3 || x.dim(2) != w.dim(2)) {
      throw new IllegalArgumentException(
          "X: expected [%s,I] with I = %d, got %s"
              .formatted(batchFirst ? "N,T" : "T,N", w.dim(2), x.shapeText()));
    }
    int time = x.dim(batchFirst ? 1 : 0);
    int batch = x.dim(batchFirst ? 0 : 1);
    int inputs = x.dim(2);
    checkInputs(batch);
    readLengths(context, time, batch);
    if (y != null) {
      shape(
          y,
          batchFirst ? batch : time,
          batchFirst ? time : cells.length,
          batchFirst ? cells.length : batch);
    }
    for (int i = 0; i < 2; i++) {
      Value last = i == 0 ? lastH : lastC;
      if (last != null) {
        shape(last, -1, batchFirst ? batch : cells.length, batchFirst ? cells.length : batch);
      }
    }
    int[] dims = h.begin(3);
    dims[0] = time + 1;
    dims[1] = batch;
    dims[2] = hidden;
    h.end();
    dims = c.begin(3);
    dims[0] = cells[0].kind() == RecurrentCell.Kind.LSTM ? 2 : 0;
    dims[1] = batch;
    dims[2] = hidden;
    c.end();
    for (int d = 0; d < cells.length; d++) {
      // 2. the input in order, the states to begin with
      float[] input = order(d, time, batch, inputs);
      begin(initialH, d, batch, h.floats());
      if (c.elements() > 0) {
        begin(initialC, d, batch, c.floats());
      }
      // 3. all steps
      int cell =
          directions[d].run(
              context, time, batch, input, lengths == null ? null : steps, h.floats(), c.floats());
      // 4. the states to where they belong
      if (y != null) {
        collect(d, time, batch);
      }
      end(lastH, d, batch, h.floats(), time * batch * hidden);
      end(lastC, d, batch, c.floats(), cell);
    }
  }

  private void checkInputs(int batch) {
    int rows = 2 * cells[0].kind().gates * hidden;
    if (b != null && (b.rank() != 2 || b.dim(0) != cells.length || b.dim(1) != rows)) {
      throw new IllegalArgumentException(
          "B: expected [%d,%d], got %s".formatted(cells.length, rows, b.shapeText()));
    }
    if (p != null && (p.rank() != 2 || p.dim(0) != cells.length || p.dim(1) != 3 * hidden)) {
      throw new IllegalArgumentException(
          "P: expected [%d,%d], got %s".formatted(cells.length, 3 * hidden, p.shapeText()));
    }
    for (int i = 0; i < 2; i++) {
      Value state = i == 0 ? initialH : initialC;
      if (state != null
          && (state.rank() != 3
              || state.dim(batchFirst ? 1 : 0) != cells.length
              || state.dim(batchFirst ? 0 : 1) != batch
              || state.dim(2) != hidden)) {
        throw new IllegalArgumentException(
            "initial_%s: expected D = %d, N = %d, H = %d, got %s"
                .formatted(i == 0 ? "h" : "c", cells.length, batch, hidden, state.shapeText()));
      }
    }
  }

  private void readLengths(Context context, int time, int batch) {
    if (lengths == null) {
      return;
    }
    if (lengths.rank() != 1 || lengths.dim(0) != batch) {
      throw new IllegalArgumentException(
          "sequence_lens: expected [%d], got %s".formatted(batch, lengths.shapeText()));
    }
    steps = keptSteps.get(context);
    if (steps == null || steps.length != batch) {
      steps = keptSteps.set(context, new int[batch]);
    }
    for (int n = 0; n < batch; n++) {
      long length = lengths.longs()[n];
      if (length < 0 || length > time) {
        throw new IllegalArgumentException(
            "sequence_lens: expected numbers from 0 to %d, got %d".formatted(time, length));
      }
      steps[n] = (int) length;
    }
  }

  /// @param first −1 for none
  private void shape(Value value, int first, int second, int third) {
    int[] dims = value.begin(first < 0 ? 3 : 4);
    int at = 0;
    if (first >= 0) {
      dims[at++] = first;
    }
    dims[at++] = second;
    dims[at++] = third;
    dims[at] = hidden;
    value.end();
  }

  private int length(int n, int time) {
    return lengths == null ? time : steps[n];
  }

  /// The step that a direction does t-th for a row.
  private int step(int d, int t, int n, int time) {
    int length = length(n, time);
    return reversed[d] && t < length ? length - 1 - t : t;
  }

  private float[] order(int d, int time, int batch, int inputs) {
    if (!batchFirst && !reversed[d]) {
      return x.floats();
    }
    int[] dims = ordered.begin(3);
    dims[0] = time;
    dims[1] = batch;
    dims[2] = inputs;
    ordered.end();
    for (int t = 0; t < time; t++) {
      for (int n = 0; n < batch; n++) {
        int from = step(d, t, n, time);
        int row = batchFirst ? n * time + from : from * batch + n;
        System.arraycopy(
            x.floats(), row * inputs, ordered.floats(), (t * batch + n) * inputs, inputs);
      }
    }
    return ordered.floats();
  }

  /// Where in a state a direction's row is.
  private int stateRow(int d, int n, int batch) {
    return (batchFirst ? n * cells.length + d : d * batch + n) * hidden;
  }

  private void begin(Value initial, int d, int batch, float[] state) {
    for (int n = 0; n < batch; n++) {
      if (initial == null) {
        Arrays.fill(state, n * hidden, (n + 1) * hidden, 0);
      } else {
        System.arraycopy(initial.floats(), stateRow(d, n, batch), state, n * hidden, hidden);
      }
    }
  }

  private void end(Value last, int d, int batch, float[] state, int at) {
    for (int n = 0; last != null && n < batch; n++) {
      System.arraycopy(state, at + n * hidden, last.floats(), stateRow(d, n, batch), hidden);
    }
  }

  private void collect(int d, int time, int batch) {
    float[] to = y.floats();
    if (!batchFirst && cells.length == 1 && !reversed[d] && lengths == null) {
      System.arraycopy(h.floats(), batch * hidden, to, 0, time * batch * hidden);
      return;
    }
    for (int t = 0; t < time; t++) {
      for (int n = 0; n < batch; n++) {
        int step = step(d, t, n, time);
        int row =
            batchFirst
                ? (n * time + step) * cells.length + d
                : (step * cells.length + d) * batch + n;
        if (t < length(n, time)) {
          System.arraycopy(h.floats(), ((t + 1) * batch + n) * hidden, to, row * hidden, hidden);
        } else {
          Arrays.fill(to, row * hidden, (row + 1) * hidden, 0);
        }
      }
    }
  }
}

package dev.unroll.kernels.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// One recurrent layer's work in numbers: operands, and the gradients that reach its outputs.
///
/// `values` holds, row-major and under these names: `x [T,N,C]`, `h0 [N,P]`, `c0 [N,H]`, `weight_ih
/// [G·H,C]`, `weight_hh [G·H,P]`, `bias_ih` and `bias_hh` `[G·H]`, `dy [T,N,P]`, `dhn [N,P]`, `dcn [N,H]`,
/// and what the cell has besides ([RecurrentCell#further]). A name that is missing stands for zeros.
///
/// @param lengths the steps of each row, null where all have T
public record RecurrentProblem(
    int steps,
    int batch,
    int inputs,
    int hidden,
    int outputs,
    int gates,
    int[] lengths,
    Map<String, double[]> values) {

  /// A problem of random floats (so that float and double code read the very same numbers): weights
  /// and biases within ±1/√H, everything else within ±1.
  public static RecurrentProblem random(
      RecurrentCell cell, int steps, int batch, int inputs, int hidden, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int rows = cell.gates() * hidden;
    float scale = (float) (1 / Math.sqrt(hidden));
    Map<String, double[]> values = new LinkedHashMap<>();
    int outputs = cell.outputs(hidden);
    values.put("x", floats(random, steps * batch * inputs, 1));
    values.put("h0", floats(random, batch * outputs, 1));
    values.put("weight_ih", floats(random, rows * inputs, scale));
    values.put("weight_hh", floats(random, rows * outputs, scale));
    values.put("bias_ih", floats(random, rows, scale));
    if (cell.hasRecurrentBias()) {
      values.put("bias_hh", floats(random, rows, scale));
    }
    values.put("dy", floats(random, steps * batch * outputs, 1));
    values.put("dhn", floats(random, batch * outputs, 1));
    if (cell.hasCellState()) {
      values.put("c0", floats(random, batch * hidden, 1));
      values.put("dcn", floats(random, batch * hidden, 1));
    }
    for (String name : cell.further()) {
      values.put(name, floats(random, cell.elements(name, hidden, outputs), scale));
    }
    return new RecurrentProblem(steps, batch, inputs, hidden, outputs, cell.gates(), null, values);
  }

  private static double[] floats(SplittableRandom random, int length, float scale) {
    double[] values = new double[length];
    Arrays.setAll(values, i -> (float) random.nextDouble(-scale, scale));
    return values;
  }

  /// The values of a name, null where they are missing.
  public double[] get(String name) {
    return values.get(name);
  }

  /// The length of a row.
  public int length(int row) {
    return lengths == null ? steps : lengths[row];
  }

  /// The same problem with row lengths.
  public RecurrentProblem withLengths(int... lengths) {
    return new RecurrentProblem(steps, batch, inputs, hidden, outputs, gates, lengths, values);
  }

  /// The same problem with other values of a name.
  public RecurrentProblem with(String name, double[] replacement) {
    Map<String, double[]> copy = new LinkedHashMap<>(values);
    copy.put(name, replacement);
    return new RecurrentProblem(steps, batch, inputs, hidden, outputs, gates, lengths, copy);
  }

  /// The same problem without some values.
  public RecurrentProblem without(String... names) {
    Map<String, double[]> copy = new LinkedHashMap<>(values);
    copy.keySet().removeAll(Arrays.asList(names));
    return new RecurrentProblem(steps, batch, inputs, hidden, outputs, gates, lengths, copy);
  }

  /// The same problem with tokens for input, as one-hot vectors.
  public RecurrentProblem withTokens(int[] ids) {
    double[] x = new double[steps * batch * inputs];
    for (int row = 0; row < ids.length; row++) {
      x[row * inputs + ids[row]] = 1;
    }
    return with("x", x);
  }

  /// The same problem with each row's own steps in reverse order.
  public RecurrentProblem reversed() {
    RecurrentProblem reversed = this;
    for (String name : new String[] {"x", "dy"}) {
      if (get(name) != null) {
        int width = name.equals("x") ? inputs : outputs;
        reversed = reversed.with(name, reversed(get(name), width));
      }
    }
    return reversed;
  }

  /// `a [T,N,width]` with each row's own steps in reverse order.
  public double[] reversed(double[] a, int width) {
    double[] reversed = a.clone();
    for (int row = 0; row < batch; row++) {
      for (int t = 0; t < length(row); t++) {
        int from = ((length(row) - 1 - t) * batch + row) * width;
        System.arraycopy(a, from, reversed, (t * batch + row) * width, width);
      }
    }
    return reversed;
  }

  /// The problem of one row alone, cut to its length.
  public RecurrentProblem row(int row) {
    int length = length(row);
    Map<String, double[]> alone = new LinkedHashMap<>(values);
    alone.computeIfPresent("x", (_, x) -> rowOf(x, row, length, inputs));
    alone.computeIfPresent("dy", (_, dy) -> rowOf(dy, row, length, outputs));
    for (String state : new String[] {"h0", "dhn"}) {
      alone.computeIfPresent(state, (_, s) -> rowOf(s, row, 1, outputs));
    }
    for (String state : new String[] {"c0", "dcn"}) {
      alone.computeIfPresent(state, (_, s) -> rowOf(s, row, 1, hidden));
    }
    return new RecurrentProblem(length, 1, inputs, hidden, outputs, gates, null, alone);
  }

  /// Row `row` of the first `steps` slabs of `a [·,N,width]`.
  public double[] rowOf(double[] a, int row, int steps, int width) {
    double[] result = new double[steps * width];
    for (int t = 0; t < steps; t++) {
      System.arraycopy(a, (t * batch + row) * width, result, t * width, width);
    }
    return result;
  }

  @Override
  public String toString() {
    return "T=%d N=%d C=%d H=%d P=%d G=%d lengths=%s with %s"
        .formatted(
            steps,
            batch,
            inputs,
            hidden,
            outputs,
            gates,
            Arrays.toString(lengths),
            values.keySet());
  }
}

package dev.unroll.kernels.testing;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SplittableRandom;

/// One recurrent layer's work in numbers: operands, and the gradients that reach its outputs.
///
/// `values` holds, row-major and under these names: `x [T,N,C]`, `h0` and `c0` `[N,H]`, `weight_ih
/// [G·H,C]`, `weight_hh [G·H,H]`, `bias_ih` and `bias_hh` `[G·H]`, `dy [T,N,H]`, `dhn` and `dcn`
/// `[N,H]`. A name that is missing stands for zeros.
///
/// @param lengths the steps of each row, null where all have T
public record RecurrentProblem(
    int steps,
    int batch,
    int inputs,
    int hidden,
    int gates,
    int[] lengths,
    Map<String, double[]> values) {

  /// What the loss is differentiated by.
  public static final String[] OPERANDS = {
    "x", "h0", "c0", "weight_ih", "weight_hh", "bias_ih", "bias_hh"
  };

  /// A problem of random floats (so that float and double code read the very same numbers): weights
  /// and biases within ±1/√H, everything else within ±1.
  public static RecurrentProblem random(
      RecurrentCell cell, int steps, int batch, int inputs, int hidden, long seed) {
    SplittableRandom random = new SplittableRandom(seed);
    int rows = cell.gates() * hidden;
    float scale = (float) (1 / Math.sqrt(hidden));
    Map<String, double[]> values = new LinkedHashMap<>();
    values.put("x", floats(random, steps * batch * inputs, 1));
    values.put("h0", floats(random, batch * hidden, 1));
    values.put("weight_ih", floats(random, rows * inputs, scale));
    values.put("weight_hh", floats(random, rows * hidden, scale));
    values.put("bias_ih", floats(random, rows, scale));
    values.put("bias_hh", floats(random, rows, scale));
    values.put("dy", floats(random, steps * batch * hidden, 1));
    values.put("dhn", floats(random, batch * hidden, 1));
    if (cell.hasCellState()) {
      values.put("c0", floats(random, batch * hidden, 1));
      values.put("dcn", floats(random, batch * hidden, 1));
    }
    return new RecurrentProblem(steps, batch, inputs, hidden, cell.gates(), null, values);
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
    return new RecurrentProblem(steps, batch, inputs, hidden, gates, lengths, values);
  }

  /// The same problem with other values of a name.
  public RecurrentProblem with(String name, double[] replacement) {
    Map<String, double[]> copy = new LinkedHashMap<>(values);
    copy.put(name, replacement);
    return new RecurrentProblem(steps, batch, inputs, hidden, gates, lengths, copy);
  }

  /// The same problem without some values.
  public RecurrentProblem without(String... names) {
    Map<String, double[]> copy = new LinkedHashMap<>(values);
    copy.keySet().removeAll(Arrays.asList(names));
    return new RecurrentProblem(steps, batch, inputs, hidden, gates, lengths, copy);
  }

  /// The same problem with tokens for input, as one-hot vectors.
  public RecurrentProblem withTokens(int[] ids) {
    double[] x = new double[steps * batch * inputs];
    for (int row = 0; row < ids.length; row++) {
      x[row * inputs + ids[row]] = 1;
    }
    return with("x", x);
  }

  /// The problem of one row alone, cut to its length.
  public RecurrentProblem row(int row) {
    int length = length(row);
    Map<String, double[]> alone = new LinkedHashMap<>(values);
    alone.computeIfPresent("x", (_, x) -> rowOf(x, row, length, inputs));
    alone.computeIfPresent("dy", (_, dy) -> rowOf(dy, row, length, hidden));
    for (String state : new String[] {"h0", "c0", "dhn", "dcn"}) {
      alone.computeIfPresent(state, (_, s) -> rowOf(s, row, 1, hidden));
    }
    return new RecurrentProblem(length, 1, inputs, hidden, gates, null, alone);
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
    return "T=%d N=%d C=%d H=%d G=%d lengths=%s with %s"
        .formatted(steps, batch, inputs, hidden, gates, Arrays.toString(lengths), values.keySet());
  }
}

package dev.unroll.kernels.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A recurrent layer in double, one row and one step at a time. A cell is a [Step]: its equations
/// forward, and what the chain rule makes of them backward.
public abstract sealed class RecurrentOracle
    permits RnnOracle,
        LstmOracle,
        LstmVariantOracle,
        GruOracle,
        ResetAfterGruOracle,
        SimplifiedGruOracle,
        JordanOracle {

  /// The gradients that come in: not differentiated by.
  private static final Set<String> GIVEN = Set.of("dy", "dhn", "dcn");

  /// What every cell has; names besides are the cell's own parameters.
  private static final Set<String> STANDARD =
      Set.of("x", "h0", "c0", "weight_ih", "weight_hh", "bias_ih", "bias_hh", "dy", "dhn", "dcn");

  /// The parameters of a layer, or the gradients to them.
  static final class Parameters {
    final double[][] w;
    final double[][] r;
    final double[] bi;
    final double[] bh;

    /// What the cell has besides, by name.
    final Map<String, double[]> further = new LinkedHashMap<>();

    /// The parameters, or with `zero` gradients of zero to them.
    Parameters(RecurrentProblem problem, boolean zero) {
      int rows = problem.gates() * problem.hidden();
      w = new double[rows][problem.inputs()];
      r = new double[rows][problem.outputs()];
      bi = new double[rows];
      bh = new double[rows];
      for (int k = 0; k < rows && !zero; k++) {
        w[k] = part(problem.get("weight_ih"), k, problem.inputs());
        r[k] = part(problem.get("weight_hh"), k, problem.outputs());
        bi[k] = part(problem.get("bias_ih"), k, 1)[0];
        bh[k] = part(problem.get("bias_hh"), k, 1)[0];
      }
      for (String name : problem.values().keySet()) {
        if (!STANDARD.contains(name)) {
          double[] values = problem.get(name);
          further.put(name, zero ? new double[values.length] : values);
        }
      }
    }

    /// The values of a further parameter; zeros where there are none.
    double[] further(String name, int length) {
      return further.getOrDefault(name, new double[length]);
    }

    /// Row k of `W x + b_ih`.
    double input(int k, double[] x) {
      return bi[k] + dot(w[k], x);
    }

    /// Row k of `R u + b_hh`.
    double recurrent(int k, double[] u) {
      return bh[k] + dot(r[k], u);
    }

    /// Chain rule through [#input], with these parameters' gradients `d`.
    void inputBackward(int k, double da, double[] x, Parameters d, double[] dx) {
      d.bi[k] += da;
      addScaled(d.w[k], da, x);
      addScaled(dx, da, w[k]);
    }

    /// Chain rule through [#recurrent].
    void recurrentBackward(int k, double da, double[] u, Parameters d, double[] du) {
      d.bh[k] += da;
      addScaled(d.r[k], da, u);
      addScaled(du, da, r[k]);
    }
  }

  /// One step of one row: reads `x`, `h` and `c`, sets `hNext` (and `cNext`).
  abstract static class Step {
    final double[] x;
    final double[] h;
    final double[] c;
    final double[] hNext;
    final double[] cNext;

    Step(double[] x, double[] h, double[] c) {
      this.x = x;
      this.h = h;
      this.c = c;
      hNext = new double[h.length];
      cNext = new double[c.length];
    }

    /// From the gradients to `hNext` and `cNext` to those to the parameters, `x`, `h` and `c`, which are
    /// added to what the last four arguments hold.
    abstract void backward(
        Parameters p,
        double[] dhNext,
        double[] dcNext,
        Parameters d,
        double[] dx,
        double[] dh,
        double[] dc);
  }

  abstract Step forward(Parameters p, double[] x, double[] h, double[] c);

  /// Outputs and gradients, by the equations.
  public final RecurrentResult run(RecurrentProblem problem) {
    int batch = problem.batch();
    int hidden = problem.hidden();
    int outputs = problem.outputs();
    int inputs = problem.inputs();
    Parameters p = new Parameters(problem, false);
    Parameters d = new Parameters(problem, true);
    double[] y = new double[problem.steps() * batch * outputs];
    double[] hn = new double[batch * outputs];
    double[] cn = new double[batch * hidden];
    double[] dx = new double[problem.steps() * batch * inputs];
    double[] dh0 = new double[batch * outputs];
    double[] dc0 = new double[batch * hidden];

    for (int row = 0; row < batch; row++) {
      // 1. forward
      double[] h = part(problem.get("h0"), row, outputs);
      double[] c = part(problem.get("c0"), row, hidden);
      List<Step> steps = new ArrayList<>();
      for (int t = 0; t < problem.length(row); t++) {
        Step step = forward(p, part(problem.get("x"), t * batch + row, inputs), h, c);
        steps.add(step);
        h = step.hNext;
        c = step.cNext;
        put(h, y, t * batch + row);
      }
      put(h, hn, row);
      put(c, cn, row);

      // 2. backward
      double[] dh = part(problem.get("dhn"), row, outputs);
      double[] dc = part(problem.get("dcn"), row, hidden);
      for (int t = problem.length(row) - 1; t >= 0; t--) {
        addScaled(dh, 1, part(problem.get("dy"), t * batch + row, outputs));
        double[] dxStep = new double[inputs];
        double[] dhBefore = new double[outputs];
        double[] dcBefore = new double[hidden];
        steps.get(t).backward(p, dh, dc, d, dxStep, dhBefore, dcBefore);
        put(dxStep, dx, t * batch + row);
        dh = dhBefore;
        dc = dcBefore;
      }
      put(dh, dh0, row);
      put(dc, dc0, row);
    }

    RecurrentResult result = new RecurrentResult();
    Map<String, double[]> gradients = result.gradients();
    result.outputs().put("y", y);
    result.outputs().put("hn", hn);
    gradients.put("x", dx);
    gradients.put("h0", dh0);
    if (problem.get("c0") != null || problem.get("dcn") != null) {
      result.outputs().put("cn", cn);
      gradients.put("c0", dc0);
    }
    gradients.put("weight_ih", flat(d.w));
    gradients.put("weight_hh", flat(d.r));
    if (problem.get("bias_ih") != null) {
      gradients.put("bias_ih", d.bi);
    }
    if (problem.get("bias_hh") != null) {
      gradients.put("bias_hh", d.bh);
    }
    gradients.putAll(d.further);
    return result;
  }

  /// Σ y·dy + Σ hn·dhn + Σ cn·dcn: what the gradients are of.
  public final double loss(RecurrentProblem problem) {
    Map<String, double[]> outputs = run(problem).outputs();
    return product(outputs.get("y"), problem.get("dy"))
        + product(outputs.get("hn"), problem.get("dhn"))
        + product(outputs.get("cn"), problem.get("dcn"));
  }

  /// The gradients by central differences of the [#loss] in every element: `(f(v + ε) − f(v − ε)) / 2ε`.
  public final RecurrentResult finiteDifferences(RecurrentProblem problem, double epsilon) {
    RecurrentResult result = new RecurrentResult();
    for (String name : problem.values().keySet()) {
      if (GIVEN.contains(name)) {
        continue;
      }
      double[] gradient = new double[problem.get(name).length];
      for (int i = 0; i < gradient.length; i++) {
        double[] above = problem.get(name).clone();
        double[] below = problem.get(name).clone();
        above[i] += epsilon;
        below[i] -= epsilon;
        gradient[i] =
            (loss(problem.with(name, above)) - loss(problem.with(name, below))) / (2 * epsilon);
      }
      result.gradients().put(name, gradient);
    }
    return result;
  }

  static double sigmoid(double x) {
    return 1 / (1 + Math.exp(-x));
  }

  static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }

  static void addScaled(double[] sum, double factor, double[] addend) {
    for (int i = 0; i < sum.length; i++) {
      sum[i] += factor * addend[i];
    }
  }

  private static double product(double[] output, double[] gradient) {
    return output == null || gradient == null ? 0 : dot(output, gradient);
  }

  /// Part `index` of an array of parts of equal width; zeros where there is no array.
  private static double[] part(double[] a, int index, int width) {
    return a == null
        ? new double[width]
        : Arrays.copyOfRange(a, index * width, (index + 1) * width);
  }

  private static void put(double[] part, double[] to, int index) {
    System.arraycopy(part, 0, to, index * part.length, part.length);
  }

  private static double[] flat(double[][] rows) {
    return Arrays.stream(rows).flatMapToDouble(Arrays::stream).toArray();
  }
}

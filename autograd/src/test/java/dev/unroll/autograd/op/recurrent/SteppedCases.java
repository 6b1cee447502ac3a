package dev.unroll.autograd.op.recurrent;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.OperationCase;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Recurrent layers that run step by step.
public final class SteppedCases {
  private SteppedCases() {}

  private enum Kind {
    PEEPHOLE,
    PROJECTED,
    RELU,
    SIMPLIFIED_GRU,
    JORDAN
  }

  /// T, N, C, H, and P, the width of what is fed back.
  private record Sizes(int steps, int batch, int inputs, int hidden, int width) {}

  public static List<OperationCase> all() {
    return List.of(
        new OperationCase("peephole-lstm", PeepholeLstmOp.class, draw -> lstm(draw, Kind.PEEPHOLE)),
        new OperationCase(
            "projected-lstm", ProjectedLstmOp.class, draw -> lstm(draw, Kind.PROJECTED)),
        new OperationCase("lstm-relu", LstmOp.class, draw -> lstm(draw, Kind.RELU)),
        new OperationCase("simplified-gru", SimplifiedGruOp.class, SteppedCases::simplifiedGru),
        new OperationCase("jordan", JordanOp.class, SteppedCases::jordan));
  }

  private static Sizes sizes(Draw draw, boolean projected) {
    int hidden = draw.extent();
    return new Sizes(
        draw.extentOrEmpty(),
        draw.extentOrEmpty(),
        draw.extent(),
        hidden,
        projected ? draw.extent() : hidden);
  }

  private static int depth(Sizes s) {
    return 8 * (s.steps + 1) * (s.inputs + s.hidden + s.width + 4);
  }

  /// Inputs: x, weight_ih, weight_hh, bias_ih, bias_hh, h0, c0, then what is special.
  private static Instance lstm(Draw draw, Kind kind) {
    Sizes s = sizes(draw, kind == Kind.PROJECTED);
    int[] lengths = draw.lengthsOrNull(s.batch, s.steps);
    // with ReLU everything is positive, away from the kink
    float low = kind == Kind.RELU ? 0.2f : -1;
    float high = kind == Kind.RELU ? 0.6f : 1;
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(draw.between(low, high, s.steps, s.batch, s.inputs));
    inputs.add(draw.between(low, high, 4 * s.hidden, s.inputs));
    inputs.add(draw.between(low, high, 4 * s.hidden, s.width));
    inputs.add(draw.between(low, high, 4 * s.hidden));
    inputs.add(draw.between(low, high, 4 * s.hidden));
    inputs.add(draw.between(low, high, s.batch, s.width));
    inputs.add(draw.between(low, high, s.batch, s.hidden));
    if (kind == Kind.PEEPHOLE) {
      for (int i = 0; i < 3; i++) {
        inputs.add(draw.tensor(s.hidden));
      }
    } else if (kind == Kind.PROJECTED) {
      inputs.add(draw.tensor(s.width, s.hidden));
    }
    return new Instance(
        depth(s),
        (_, v) -> {
          RecurrentParameters p = new RecurrentParameters(v[1], v[2], v[3], v[4]);
          RecurrentOutput out =
              switch (kind) {
                case PEEPHOLE ->
                    Ops.peepholeLstm(v[0], p.and(v[7], v[8], v[9]), v[5], v[6], lengths);
                case PROJECTED -> Ops.projectedLstm(v[0], p.and(v[7]), v[5], v[6], lengths);
                default -> Ops.lstm(Activation.RELU, v[0], p, v[5], v[6], lengths);
              };
          return new Variable[] {out.y(), out.hn(), out.cn()};
        },
        v -> {
          double[] y = new double[s.steps * s.batch * s.width];
          double[] h = v[5].clone();
          double[] c = v[6].clone();
          for (int n = 0; n < s.batch; n++) {
            for (int t = 0; t < (lengths == null ? s.steps : lengths[n]); t++) {
              lstmStep(kind, s, v, t * s.batch + n, n, h, c);
              System.arraycopy(h, n * s.width, y, (t * s.batch + n) * s.width, s.width);
            }
          }
          return new double[][] {y, h, c};
        },
        inputs.toArray(Tensor[]::new));
  }

  private static double affine(Sizes s, double[][] v, int row, int x, double[] state, int at) {
    double a = v[3][row] + v[4][row];
    for (int k = 0; k < s.inputs; k++) {
      a += v[1][row * s.inputs + k] * v[0][x * s.inputs + k];
    }
    for (int k = 0; k < s.width; k++) {
      a += v[2][row * s.width + k] * state[at + k];
    }
    return a;
  }

  private static double sigmoid(double a) {
    return 1 / (1 + Math.exp(-a));
  }

  private static void lstmStep(
      Kind kind, Sizes s, double[][] v, int x, int n, double[] h, double[] c) {
    double[] m = new double[s.hidden];
    boolean peephole = kind == Kind.PEEPHOLE;
    for (int j = 0; j < s.hidden; j++) {
      int at = n * s.hidden + j;
      double[] a = new double[4];
      for (int gate = 0; gate < 4; gate++) {
        a[gate] = affine(s, v, gate * s.hidden + j, x, h, n * s.width);
      }
      double i = sigmoid(a[0] + (peephole ? v[7][j] * c[at] : 0));
      double f = sigmoid(a[1] + (peephole ? v[8][j] * c[at] : 0));
      c[at] = f * c[at] + i * phi(kind, a[2]);
      double o = sigmoid(a[3] + (peephole ? v[9][j] * c[at] : 0));
      m[j] = o * phi(kind, c[at]);
    }
    for (int p = 0; p < s.width; p++) {
      double sum = m[Math.min(p, s.hidden - 1)];
      if (kind == Kind.PROJECTED) {
        sum = 0;
        for (int j = 0; j < s.hidden; j++) {
          sum += v[7][p * s.hidden + j] * m[j];
        }
      }
      h[n * s.width + p] = sum;
    }
  }

  private static double phi(Kind kind, double a) {
    return kind == Kind.RELU ? Math.max(0, a) : Math.tanh(a);
  }

  /// Inputs: x, weight_ih, weight_hh, bias_ih, bias_hh, h0.
  private static Instance simplifiedGru(Draw draw) {
    Sizes s = sizes(draw, false);
    int[] lengths = draw.lengthsOrNull(s.batch, s.steps);
    return new Instance(
        depth(s),
        (_, v) -> {
          RecurrentParameters p = new RecurrentParameters(v[1], v[2], v[3], v[4]);
          RecurrentOutput out = Ops.simplifiedGru(v[0], p, v[5], lengths);
          return new Variable[] {out.y(), out.hn()};
        },
        v -> {
          double[] y = new double[s.steps * s.batch * s.hidden];
          double[] h = v[5].clone();
          for (int n = 0; n < s.batch; n++) {
            for (int t = 0; t < (lengths == null ? s.steps : lengths[n]); t++) {
              double[] before = h.clone();
              int x = t * s.batch + n;
              for (int j = 0; j < s.hidden; j++) {
                double u = sigmoid(affine(s, v, j, x, before, n * s.hidden));
                double candidate = Math.tanh(affine(s, v, s.hidden + j, x, before, n * s.hidden));
                int at = n * s.hidden + j;
                h[at] = (1 - u) * before[at] + u * candidate;
                y[x * s.hidden + j] = h[at];
              }
            }
          }
          return new double[][] {y, h};
        },
        draw.tensor(s.steps, s.batch, s.inputs),
        draw.tensor(2 * s.hidden, s.inputs),
        draw.tensor(2 * s.hidden, s.hidden),
        draw.tensor(2 * s.hidden),
        draw.tensor(2 * s.hidden),
        draw.tensor(s.batch, s.hidden));
  }

  /// Inputs: x, W, R, b, a bias of zeros for [#affine], y0, V, d.
  private static Instance jordan(Draw draw) {
    Sizes s = sizes(draw, true);
    int[] lengths = draw.lengthsOrNull(s.batch, s.steps);
    double[] none = new double[s.hidden];
    return new Instance(
        depth(s),
        (_, v) -> {
          RecurrentParameters p = new RecurrentParameters(v[1], v[2], v[3], null).and(v[5], v[6]);
          RecurrentOutput out = Ops.jordan(v[0], p, v[4], lengths);
          return new Variable[] {out.y(), out.hn()};
        },
        v -> {
          double[] y = new double[s.steps * s.batch * s.width];
          double[] last = v[4].clone();
          double[][] w = {v[0], v[1], v[2], v[3], none};
          for (int n = 0; n < s.batch; n++) {
            for (int t = 0; t < (lengths == null ? s.steps : lengths[n]); t++) {
              int x = t * s.batch + n;
              double[] before = last.clone();
              for (int p = 0; p < s.width; p++) {
                double sum = v[6][p];
                for (int j = 0; j < s.hidden; j++) {
                  double h = Math.tanh(affine(s, w, j, x, before, n * s.width));
                  sum += v[5][p * s.hidden + j] * h;
                }
                last[n * s.width + p] = sum;
                y[x * s.width + p] = sum;
              }
            }
          }
          return new double[][] {y, last};
        },
        draw.tensor(s.steps, s.batch, s.inputs),
        draw.tensor(s.hidden, s.inputs),
        draw.tensor(s.hidden, s.width),
        draw.tensor(s.hidden),
        draw.tensor(s.batch, s.width),
        draw.tensor(s.width, s.hidden),
        draw.tensor(s.width));
  }
}

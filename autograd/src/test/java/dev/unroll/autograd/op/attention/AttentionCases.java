package dev.unroll.autograd.op.attention;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.AttentionOutput;
import dev.unroll.autograd.op.Draw;
import dev.unroll.autograd.op.OperationCase;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.product.HighwayOp;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;

/// Attention, highway and residual connections.
public final class AttentionCases {
  private AttentionCases() {}

  private enum Score {
    DOT,
    SCALED,
    GENERAL,
    ADDITIVE
  }

  public static List<OperationCase> all() {
    return List.of(
        attention("dot attention", Score.DOT, false),
        attention("scaled attention", Score.SCALED, false),
        attention("general attention", Score.GENERAL, false),
        attention("additive attention", Score.ADDITIVE, false),
        attention("dot attention of queries", Score.DOT, true),
        attention("scaled attention of queries", Score.SCALED, true),
        attention("general attention of queries", Score.GENERAL, true),
        attention("additive attention of queries", Score.ADDITIVE, true),
        new OperationCase("highway", HighwayOp.class, AttentionCases::highway),
        new OperationCase("residual", HighwayOp.class, AttentionCases::residual));
  }

  private static OperationCase attention(String name, Score score, boolean several) {
    return new OperationCase(name, AttentionOp.class, draw -> attention(draw, score, several));
  }

  /// The extents of an attention.
  private record Extents(
      int queries, int steps, int batch, int query, int width, int values, int hidden) {}

  /// Inputs: query, keys, values, and the score's weights.
  private static Instance attention(Draw draw, Score score, boolean several) {
    int steps = draw.extent();
    int batch = draw.extentOrEmpty();
    int width = draw.extent();
    int values = draw.extent();
    boolean weighted = score == Score.GENERAL || score == Score.ADDITIVE;
    int query = weighted ? draw.extent() : width;
    int hidden = draw.extent();
    int[] lengths = draw.lengthsOrNull(batch, steps);
    int queries = several ? draw.extent() : 1;
    Extents e = new Extents(queries, steps, batch, query, width, values, hidden);
    List<Tensor> inputs = new ArrayList<>();
    inputs.add(several ? draw.tensor(queries, batch, query) : draw.tensor(batch, query));
    inputs.add(draw.tensor(steps, batch, width));
    inputs.add(draw.tensor(steps, batch, values));
    if (score == Score.GENERAL) {
      inputs.add(draw.tensor(query, width));
    } else if (score == Score.ADDITIVE) {
      inputs.add(draw.tensor(hidden, query));
      inputs.add(draw.tensor(hidden, width));
      inputs.add(draw.tensor(hidden));
    }
    return new Instance(
        64,
        (_, v) -> {
          AttentionOutput out =
              switch (score) {
                case DOT -> Ops.dotAttention(v[0], v[1], v[2], lengths);
                case SCALED -> Ops.scaledAttention(v[0], v[1], v[2], lengths);
                case GENERAL -> Ops.generalAttention(v[0], v[1], v[2], v[3], lengths);
                case ADDITIVE -> Ops.additiveAttention(v[0], v[1], v[2], v[3], v[4], v[5], lengths);
              };
          return new Variable[] {out.context(), out.weights()};
        },
        v -> oracle(score, v, e, lengths),
        inputs.toArray(Tensor[]::new));
  }

  /// The contexts `[S,N,V]` and the weights `[N,S,T]`.
  private static double[][] oracle(Score score, double[][] v, Extents e, int[] lengths) {
    double[] context = new double[e.queries() * e.batch() * e.values()];
    double[] weights = new double[e.batch() * e.queries() * e.steps()];
    for (int n = 0; n < e.batch(); n++) {
      int length = lengths == null ? e.steps() : lengths[n];
      for (int q = 0; q < e.queries(); q++) {
        double[] w = new double[length];
        double total = 0;
        for (int t = 0; t < length; t++) {
          w[t] = Math.exp(score(score, v, q * e.batch() + n, t * e.batch() + n, e));
          total += w[t];
        }
        for (int t = 0; t < length; t++) {
          w[t] /= total;
          weights[(n * e.queries() + q) * e.steps() + t] = w[t];
          for (int k = 0; k < e.values(); k++) {
            context[(q * e.batch() + n) * e.values() + k] +=
                w[t] * v[2][(t * e.batch() + n) * e.values() + k];
          }
        }
      }
    }
    return new double[][] {context, weights};
  }

  /// The score of row `n` of the queries and row `row` of the keys.
  private static double score(Score score, double[][] v, int n, int row, Extents e) {
    int query = e.query();
    int width = e.width();
    double sum = 0;
    switch (score) {
      case DOT, SCALED -> {
        for (int k = 0; k < width; k++) {
          sum += v[0][n * width + k] * v[1][row * width + k];
        }
        return score == Score.DOT ? sum : sum / Math.sqrt(width);
      }
      case GENERAL -> {
        for (int q = 0; q < query; q++) {
          for (int k = 0; k < width; k++) {
            sum += v[0][n * query + q] * v[3][q * width + k] * v[1][row * width + k];
          }
        }
        return sum;
      }
      case ADDITIVE -> {
        for (int a = 0; a < e.hidden(); a++) {
          double inner = 0;
          for (int q = 0; q < query; q++) {
            inner += v[3][a * query + q] * v[0][n * query + q];
          }
          for (int k = 0; k < width; k++) {
            inner += v[4][a * width + k] * v[1][row * width + k];
          }
          sum += v[5][a] * Math.tanh(inner);
        }
        return sum;
      }
    }
    throw new AssertionError(score);
  }

  private static Instance highway(Draw draw) {
    int rows = draw.extentOrEmpty();
    int width = draw.extent();
    return new Instance(
        32,
        (_, v) -> new Variable[] {Ops.highway(v[0], v[1], v[2], v[3])},
        v -> {
          double[] y = new double[rows * width];
          for (int i = 0; i < y.length; i++) {
            double a = v[3][i % width];
            for (int k = 0; k < width; k++) {
              a += v[2][i % width * width + k] * v[0][i / width * width + k];
            }
            double gate = 1 / (1 + Math.exp(-a));
            y[i] = gate * v[1][i] + (1 - gate) * v[0][i];
          }
          return new double[][] {y};
        },
        draw.tensor(rows, width),
        draw.tensor(rows, width),
        draw.tensor(width, width),
        draw.tensor(width));
  }

  private static Instance residual(Draw draw) {
    int rows = draw.extentOrEmpty();
    return new Instance(
        4,
        (_, v) -> new Variable[] {Ops.residual(v[0], v[1])},
        v -> {
          double[] y = v[0].clone();
          for (int i = 0; i < y.length; i++) {
            y[i] += v[1][i];
          }
          return new double[][] {y};
        },
        draw.tensor(rows, 3),
        draw.tensor(rows, 3));
  }
}

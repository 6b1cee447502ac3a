package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.autograd.op.elementwise.DropoutOp;
import dev.unroll.autograd.op.elementwise.VariationalDropoutOp;
import dev.unroll.autograd.op.loss.CrossEntropyOp;
import dev.unroll.autograd.op.loss.LossCases;
import dev.unroll.autograd.op.product.EmbeddingOp;
import dev.unroll.autograd.op.product.LinearOp;
import dev.unroll.autograd.op.product.MatmulOp;
import dev.unroll.autograd.op.reduction.LayerNormOp;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import java.util.List;

/// Linear, embedding, dropout, cross-entropy.
final class LayerCases {
  private LayerCases() {}

  static List<OperationCase> all() {
    return List.of(
        new OperationCase("linear", LinearOp.class, LayerCases::linear),
        new OperationCase("embedding", EmbeddingOp.class, LayerCases::embedding),
        new OperationCase("dropout", DropoutOp.class, LayerCases::dropout),
        new OperationCase("cross-entropy", CrossEntropyOp.class, LayerCases::crossEntropy),
        new OperationCase(
            "variational-dropout", VariationalDropoutOp.class, LayerCases::variationalDropout),
        new OperationCase("layer-norm", LayerNormOp.class, LayerCases::layerNorm),
        new OperationCase("matmul", MatmulOp.class, LayerCases::matmul));
  }

  private static Instance linear(Draw draw) {
    int rows = draw.extentOrEmpty();
    int in = draw.extent();
    int out = draw.extent();
    boolean bias = draw.coin();
    Tensor x = draw.coin() ? draw.tensor(rows, in) : draw.tensor(rows, 2, in);
    Tensor weight = draw.tensor(out, in);
    Tensor[] inputs = bias ? new Tensor[] {x, weight, draw.tensor(out)} : new Tensor[] {x, weight};
    return new Instance(
        in + x.elements() / in,
        (_, v) -> new Variable[] {Ops.linear(v[0], v[1], bias ? v[2] : null)},
        v -> {
          double[] y = new double[v[0].length / in * out];
          for (int m = 0; m < y.length / out; m++) {
            for (int o = 0; o < out; o++) {
              y[m * out + o] = bias ? v[2][o] : 0;
              for (int k = 0; k < in; k++) {
                y[m * out + o] += v[0][m * in + k] * v[1][o * in + k];
              }
            }
          }
          return new double[][] {y};
        },
        inputs);
  }

  private static Instance embedding(Draw draw) {
    int ids = draw.extentOrEmpty();
    int rows = draw.extent();
    int width = draw.extent();
    int[] id = draw.ids(2 * ids, rows);
    boolean sequence = draw.coin();
    return new Instance(
        2 * ids,
        (_, v) ->
            new Variable[] {sequence ? Ops.embedding(v[0], id, ids, 2) : Ops.embedding(v[0], id)},
        v -> {
          double[] y = new double[2 * ids * width];
          for (int i = 0; i < y.length; i++) {
            y[i] = v[0][id[i / width] * width + i % width];
          }
          return new double[][] {y};
        },
        draw.tensor(rows, width));
  }

  private static Instance dropout(Draw draw) {
    int rows = draw.extentOrEmpty();
    int columns = draw.extent();
    float probability = draw.coin() ? 0.5f : 0.25f;
    return new Instance(
        1,
        (_, v) -> new Variable[] {Ops.dropout(v[0], probability, new RandomStream(5))},
        v -> {
          RandomStream random = new RandomStream(5);
          double[] y = new double[v[0].length];
          for (int i = 0; i < y.length; i++) {
            y[i] = random.nextFloat() < probability ? 0 : v[0][i] / (1 - probability);
          }
          return new double[][] {y};
        },
        draw.tensor(rows, columns));
  }

  private static Instance crossEntropy(Draw draw) {
    int rows = draw.extentOrEmpty();
    int classes = draw.extent();
    int[] targets = draw.ids(rows, classes);
    if (rows > 1 && draw.coin()) {
      targets[0] = -1;
    }
    return new Instance(
        16,
        (_, v) -> LossCases.both(Ops.crossEntropy(v[0], targets, -1)),
        v -> {
          double sum = 0;
          int count = 0;
          for (int m = 0; m < rows; m++) {
            if (targets[m] >= 0) {
              double total = 0;
              for (int k = 0; k < classes; k++) {
                total += Math.exp(v[0][m * classes + k]);
              }
              sum += Math.log(total) - v[0][m * classes + targets[m]];
              count++;
            }
          }
          return new double[][] {{count == 0 ? 0 : sum / count}, {sum}};
        },
        draw.between(-3, 3, rows, classes));
  }

  private static Instance variationalDropout(Draw draw) {
    int steps = draw.extentOrEmpty();
    int batch = draw.extent();
    int width = draw.extent();
    return new Instance(
        1,
        (_, v) -> new Variable[] {Ops.variationalDropout(v[0], 0.5f, new RandomStream(5))},
        v -> {
          double[] y = new double[v[0].length];
          for (int t = 0; t < steps; t++) {
            RandomStream random = new RandomStream(5);
            for (int i = t * batch * width; i < (t + 1) * batch * width; i++) {
              y[i] = random.nextFloat() < 0.5 ? 0 : 2 * v[0][i];
            }
          }
          return new double[][] {y};
        },
        draw.tensor(steps, batch, width));
  }

  private static Instance layerNorm(Draw draw) {
    int rows = draw.extentOrEmpty();
    int width = draw.coin() ? draw.extent() : 18;
    boolean affine = draw.coin();
    float epsilon = 0.125f;
    Tensor x = draw.tensor(rows, 2, width);
    Tensor[] inputs =
        affine ? new Tensor[] {x, draw.tensor(width), draw.tensor(width)} : new Tensor[] {x};
    return new Instance(
        64,
        (_, v) ->
            new Variable[] {
              Ops.layerNorm(v[0], affine ? v[1] : null, affine ? v[2] : null, epsilon)
            },
        v -> {
          double[] y = new double[v[0].length];
          for (int m = 0; m < 2 * rows; m++) {
            double mean = 0;
            double variance = 0;
            for (int k = 0; k < width; k++) {
              mean += v[0][m * width + k] / width;
            }
            for (int k = 0; k < width; k++) {
              variance += Math.pow(v[0][m * width + k] - mean, 2) / width;
            }
            for (int k = 0; k < width; k++) {
              double z = (v[0][m * width + k] - mean) / Math.sqrt(variance + epsilon);
              y[m * width + k] = affine ? z * v[1][k] + v[2][k] : z;
            }
          }
          return new double[][] {y};
        },
        inputs);
  }

  /// All transpositions; batches on both sides, on one, or none.
  private static Instance matmul(Draw draw) {
    int m = draw.extentOrEmpty();
    int k = draw.extent();
    int n = draw.extent();
    int batch = draw.extentOrEmpty();
    boolean leftBatch = draw.coin();
    boolean rightBatch = draw.coin();
    boolean transposeA = draw.coin();
    boolean transposeB = draw.coin();
    int products = leftBatch || rightBatch ? batch : 1;
    Tensor a = matrices(draw, leftBatch, batch, transposeA ? k : m, transposeA ? m : k);
    Tensor b = matrices(draw, rightBatch, batch, transposeB ? n : k, transposeB ? k : n);
    return new Instance(
        16 * (k + 1),
        (_, v) -> new Variable[] {Ops.matmul(v[0], transposeA, v[1], transposeB)},
        v -> {
          double[] y = new double[products * m * n];
          for (int i = 0; i < y.length; i++) {
            int product = i / (m * n);
            int row = i / n % m;
            int column = i % n;
            int left = leftBatch ? product * m * k : 0;
            int right = rightBatch ? product * k * n : 0;
            for (int j = 0; j < k; j++) {
              double aValue = v[0][left + (transposeA ? j * m + row : row * k + j)];
              double bValue = v[1][right + (transposeB ? column * k + j : j * n + column)];
              y[i] += aValue * bValue;
            }
          }
          return new double[][] {y};
        },
        a,
        b);
  }

  private static Tensor matrices(Draw draw, boolean many, int batch, int rows, int columns) {
    return many ? draw.tensor(batch, rows, columns) : draw.tensor(rows, columns);
  }
}

package dev.unroll.bench.operation;

import dev.unroll.autograd.op.Ops;
import dev.unroll.bench.Numbers;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import java.util.List;

/// Layers without a state.
final class LayerWorks {
  private static final int ROWS = 64;
  private static final int WIDTH = 128;

  private LayerWorks() {}

  static List<OperationWork> all() {
    Tensor x = Operands.tensor(ROWS, WIDTH);
    Tensor y = Operands.positive(ROWS, WIDTH);
    Tensor weight = Operands.weight(WIDTH, WIDTH, WIDTH);
    Tensor vector = Operands.positive(WIDTH);
    Tensor sequence = Operands.tensor(25, 16, 64);
    Tensor image = Operands.tensor(4, 8, 17, 19);
    int[] ids = Numbers.ids(6, 25 * 16, 1000);
    return List.of(
        OperationWork.of(
            "matmul",
            "MatmulOp",
            "op(A)·op(B), all transpositions, batched",
            "[64,128]·[128,128]",
            (_, v) -> Ops.matmul(v[0], v[1]),
            x,
            weight),
        OperationWork.of(
            "linear",
            "LinearOp",
            "x·Wᵀ + b",
            "[64,128] to [64,128]",
            (_, v) -> Ops.linear(v[0], v[1], v[2]),
            x,
            weight,
            vector),
        OperationWork.of(
            "embedding",
            "EmbeddingOp",
            "rows of a table by id",
            "400 ids of [1000,64]",
            (_, v) -> Ops.embedding(v[0], ids, 25, 16),
            Operands.tensor(1000, 64)),
        OperationWork.of(
            "layer-norm",
            "LayerNormOp",
            "(x − mean)/deviation, scaled and shifted",
            "[64,128]",
            (_, v) -> Ops.layerNorm(v[0], v[1], v[2], 1e-5f),
            x,
            vector,
            vector.copy()),
        OperationWork.of(
            "dropout",
            "DropoutOp",
            "elements to zero at random",
            "[64,128]",
            (_, v) -> Ops.dropout(v[0], 0.5f, new RandomStream(5)),
            x),
        OperationWork.of(
            "variational-dropout",
            "VariationalDropoutOp",
            "one mask for all steps of a sequence",
            "[25,16,64]",
            (_, v) -> Ops.variationalDropout(v[0], 0.5f, new RandomStream(5)),
            sequence),
        OperationWork.of(
            "highway",
            "HighwayOp",
            "x + σ(W x + b) ⊙ (layer − x)",
            "[64,128]",
            (_, v) -> Ops.highway(v[0], v[1], v[2], v[3]),
            x,
            y,
            weight,
            vector),
        OperationWork.of(
            "residual",
            "HighwayOp",
            "x + layer",
            "[64,128]",
            (_, v) -> Ops.residual(v[0], v[1]),
            x,
            y),
        OperationWork.of(
            "conv2d",
            "Conv2dOp",
            "convolution over 2 axes, stride and padding",
            "[4,8,17,19], 16 kernels of 3×3",
            (_, v) -> Ops.conv2d(v[0], v[1], v[2], 1, 1),
            image,
            Operands.weight(72, 16, 8, 3, 3),
            Operands.tensor(16)),
        OperationWork.of(
            "conv3d",
            "Conv3dOp",
            "convolution over 3 axes, stride and padding",
            "[2,3,7,11,13], 8 kernels of 3×3×3",
            (_, v) -> Ops.conv3d(v[0], v[1], v[2], 1, 1),
            Operands.tensor(2, 3, 7, 11, 13),
            Operands.weight(81, 8, 3, 3, 3, 3),
            Operands.tensor(8)),
        OperationWork.of(
            "max-pool",
            "MaxPoolOp",
            "greatest of each window",
            "[4,8,17,19], 2×2",
            (_, v) -> Ops.maxPool(v[0], 2, 2, 0),
            image),
        OperationWork.of(
            "average-pool",
            "AveragePoolOp",
            "mean of each window",
            "[4,8,17,19], 2×2",
            (_, v) -> Ops.averagePool(v[0], 2, 2, 0),
            image));
  }
}

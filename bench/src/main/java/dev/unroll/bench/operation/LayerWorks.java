package dev.unroll.bench.operation;

import dev.unroll.autograd.op.AveragePoolOp;
import dev.unroll.autograd.op.Conv2dOp;
import dev.unroll.autograd.op.Conv3dOp;
import dev.unroll.autograd.op.DropoutOp;
import dev.unroll.autograd.op.EmbeddingOp;
import dev.unroll.autograd.op.HighwayOp;
import dev.unroll.autograd.op.LayerNormOp;
import dev.unroll.autograd.op.LinearOp;
import dev.unroll.autograd.op.MatmulOp;
import dev.unroll.autograd.op.MaxPoolOp;
import dev.unroll.autograd.op.VariationalDropoutOp;
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
            MatmulOp.class,
            "op(A)·op(B), all transpositions, batched",
            "[64,128]·[128,128]",
            (_, v) -> MatmulOp.apply(v[0], v[1]),
            x,
            weight),
        OperationWork.of(
            "linear",
            LinearOp.class,
            "x·Wᵀ + b",
            "[64,128] to [64,128]",
            (_, v) -> LinearOp.apply(v[0], v[1], v[2]),
            x,
            weight,
            vector),
        OperationWork.of(
            "embedding",
            EmbeddingOp.class,
            "rows of a table by id",
            "400 ids of [1000,64]",
            (_, v) -> EmbeddingOp.apply(v[0], ids, 25, 16),
            Operands.tensor(1000, 64)),
        OperationWork.of(
            "layer-norm",
            LayerNormOp.class,
            "(x − mean)/deviation, scaled and shifted",
            "[64,128]",
            (_, v) -> LayerNormOp.apply(v[0], v[1], v[2], 1e-5f),
            x,
            vector,
            vector.copy()),
        OperationWork.of(
            "dropout",
            DropoutOp.class,
            "elements to zero at random",
            "[64,128]",
            (_, v) -> DropoutOp.apply(v[0], 0.5f, new RandomStream(5)),
            x),
        OperationWork.of(
            "variational-dropout",
            VariationalDropoutOp.class,
            "one mask for all steps of a sequence",
            "[25,16,64]",
            (_, v) -> VariationalDropoutOp.apply(v[0], 0.5f, new RandomStream(5)),
            sequence),
        OperationWork.of(
            "highway",
            HighwayOp.class,
            "x + σ(W x + b) ⊙ (layer − x)",
            "[64,128]",
            (_, v) -> HighwayOp.apply(v[0], v[1], v[2], v[3]),
            x,
            y,
            weight,
            vector),
        OperationWork.of(
            "residual",
            HighwayOp.class,
            "x + layer",
            "[64,128]",
            (_, v) -> HighwayOp.residual(v[0], v[1]),
            x,
            y),
        OperationWork.of(
            "conv2d",
            Conv2dOp.class,
            "convolution over 2 axes, stride and padding",
            "[4,8,17,19], 16 kernels of 3×3",
            (_, v) -> Conv2dOp.apply(v[0], v[1], v[2], 1, 1),
            image,
            Operands.weight(72, 16, 8, 3, 3),
            Operands.tensor(16)),
        OperationWork.of(
            "conv3d",
            Conv3dOp.class,
            "convolution over 3 axes, stride and padding",
            "[2,3,7,11,13], 8 kernels of 3×3×3",
            (_, v) -> Conv3dOp.apply(v[0], v[1], v[2], 1, 1),
            Operands.tensor(2, 3, 7, 11, 13),
            Operands.weight(81, 8, 3, 3, 3, 3),
            Operands.tensor(8)),
        OperationWork.of(
            "max-pool",
            MaxPoolOp.class,
            "greatest of each window",
            "[4,8,17,19], 2×2",
            (_, v) -> MaxPoolOp.apply(v[0], 2, 2, 0),
            image),
        OperationWork.of(
            "average-pool",
            AveragePoolOp.class,
            "mean of each window",
            "[4,8,17,19], 2×2",
            (_, v) -> AveragePoolOp.apply(v[0], 2, 2, 0),
            image));
  }
}

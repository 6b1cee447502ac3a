package dev.unroll.bench.operation;

import dev.unroll.autograd.op.ConcatenateOp;
import dev.unroll.autograd.op.GatherRowsOp;
import dev.unroll.autograd.op.PadOp;
import dev.unroll.autograd.op.PermuteOp;
import dev.unroll.autograd.op.RandomTruncationOp;
import dev.unroll.autograd.op.ReshapeOp;
import dev.unroll.autograd.op.ReverseOp;
import dev.unroll.autograd.op.SliceOp;
import dev.unroll.autograd.op.SplitOp;
import dev.unroll.autograd.op.StackOp;
import dev.unroll.bench.Numbers;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.List;

/// Operations that only move numbers, on sequences `[T,N,H]`.
final class ShapeWorks {
  private static final int STEPS = 25;
  private static final int BATCH = 16;
  private static final int WIDTH = 64;
  private static final String SHAPE = "[25,16,64]";

  private ShapeWorks() {}

  static List<OperationWork> all() {
    Tensor x = Operands.tensor(STEPS, BATCH, WIDTH);
    Tensor half = Operands.tensor(STEPS, BATCH, WIDTH / 2);
    int[] lengths = Numbers.ids(3, BATCH, STEPS + 1);
    int[] rows = Numbers.ids(4, STEPS, STEPS);
    return List.of(
        OperationWork.of(
            "reshape",
            ReshapeOp.class,
            "the same numbers, another shape",
            SHAPE,
            (_, v) -> ReshapeOp.apply(v[0], Shape.of(STEPS * BATCH, WIDTH)),
            x),
        OperationWork.of(
            "permute",
            PermuteOp.class,
            "axes in another order; transpose",
            SHAPE,
            (_, v) -> PermuteOp.apply(v[0], 1, 2, 0),
            x),
        OperationWork.of(
            "slice",
            SliceOp.class,
            "a range of an axis",
            SHAPE,
            (_, v) -> SliceOp.apply(v[0], -1, 16, 48),
            x),
        OperationWork.of(
            "split",
            SplitOp.class,
            "parts along an axis; the first's gradient",
            SHAPE,
            (_, v) -> SplitOp.equal(v[0], -1, 2)[0],
            x),
        OperationWork.of(
            "concatenate",
            ConcatenateOp.class,
            "joined along an axis",
            "2 × [25,16,32]",
            (_, v) -> ConcatenateOp.apply(-1, v),
            half,
            half),
        OperationWork.of(
            "stack",
            StackOp.class,
            "joined along a new axis",
            "2 × [25,16,32]",
            (_, v) -> StackOp.apply(0, v),
            half,
            half),
        OperationWork.of(
            "gather-rows",
            GatherRowsOp.class,
            "chosen indices of the outer axis",
            SHAPE,
            (_, v) -> GatherRowsOp.apply(v[0], rows),
            x),
        OperationWork.of(
            "reverse",
            ReverseOp.class,
            "backwards in time within `lengths`",
            SHAPE,
            (_, v) -> ReverseOp.apply(v[0], lengths),
            x),
        OperationWork.of(
            "pad",
            PadOp.class,
            "a constant before and after",
            SHAPE,
            (_, v) -> PadOp.apply(v[0], 0, 2, 1, 0),
            x),
        OperationWork.of(
            "random-truncation",
            RandomTruncationOp.class,
            "identity; the gradient is cut at random, without bias",
            SHAPE,
            (_, v) -> RandomTruncationOp.apply(v[0], 0.75f, new RandomStream(3)),
            x));
  }
}

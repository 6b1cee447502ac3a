package dev.unroll.bench.operation;

import dev.unroll.autograd.op.Ops;
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
    int[] picked = Numbers.ids(6, STEPS * BATCH, WIDTH);
    return List.of(
        OperationWork.of(
            "reshape",
            "ReshapeOp",
            "the same numbers, another shape",
            SHAPE,
            (_, v) -> Ops.reshape(v[0], Shape.of(STEPS * BATCH, WIDTH)),
            x),
        OperationWork.of(
            "permute",
            "PermuteOp",
            "axes in another order; transpose",
            SHAPE,
            (_, v) -> Ops.permute(v[0], 1, 2, 0),
            x),
        OperationWork.of(
            "slice",
            "SliceOp",
            "a range of an axis",
            SHAPE,
            (_, v) -> Ops.slice(v[0], -1, 16, 48),
            x),
        OperationWork.of(
            "split",
            "SplitOp",
            "parts along an axis; the first's gradient",
            SHAPE,
            (_, v) -> Ops.splitEqually(v[0], -1, 2)[0],
            x),
        OperationWork.of(
            "concatenate",
            "ConcatenateOp",
            "joined along an axis",
            "2 × [25,16,32]",
            (_, v) -> Ops.concatenate(-1, v),
            half,
            half),
        OperationWork.of(
            "stack",
            "StackOp",
            "joined along a new axis",
            "2 × [25,16,32]",
            (_, v) -> Ops.stack(0, v),
            half,
            half),
        OperationWork.of(
            "gather-rows",
            "GatherRowsOp",
            "chosen indices of the outer axis",
            SHAPE,
            (_, v) -> Ops.gatherRows(v[0], rows),
            x),
        OperationWork.of(
            "reverse",
            "ReverseOp",
            "backwards in time within `lengths`",
            SHAPE,
            (_, v) -> Ops.reverse(v[0], lengths),
            x),
        OperationWork.of(
            "clear-padding",
            "ClearPaddingOp",
            "zeros past each row's length",
            SHAPE,
            (_, v) -> Ops.clearPadding(v[0], lengths),
            x),
        OperationWork.of(
            "last-step",
            "LastStepOp",
            "each row's own last step",
            SHAPE,
            (_, v) -> Ops.last(v[0], lengths),
            x),
        OperationWork.of(
            "pick", "PickOp", "one number of each row", SHAPE, (_, v) -> Ops.pick(v[0], picked), x),
        OperationWork.of(
            "pad",
            "PadOp",
            "a constant before and after",
            SHAPE,
            (_, v) -> Ops.pad(v[0], 0, 2, 1, 0),
            x),
        OperationWork.of(
            "random-truncation",
            "RandomTruncationOp",
            "identity; the gradient is cut at random, without bias",
            SHAPE,
            (_, v) -> Ops.randomTruncation(v[0], 0.75f, new RandomStream(3)),
            x));
  }
}

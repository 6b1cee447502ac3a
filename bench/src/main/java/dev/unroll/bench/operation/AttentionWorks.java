package dev.unroll.bench.operation;

import dev.unroll.autograd.op.Ops;
import dev.unroll.bench.Numbers;
import dev.unroll.core.Tensor;
import java.util.List;

/// Attention of one query a row, and of several, over a sequence with padding, the keys being the values.
final class AttentionWorks {
  private static final int STEPS = 25;
  private static final int BATCH = 16;
  private static final int WIDTH = 64;
  private static final int QUERIES = 25;
  private static final String SHAPE = "T,N,H 25,16,64";
  private static final String SEVERAL = "S,T,N,H 25,25,16,64";

  private AttentionWorks() {}

  static List<OperationWork> all() {
    Tensor query = Operands.tensor(BATCH, WIDTH);
    Tensor queries = Operands.tensor(QUERIES, BATCH, WIDTH);
    Tensor keys = Operands.tensor(STEPS, BATCH, WIDTH);
    Tensor weight = Operands.weight(WIDTH, WIDTH, WIDTH);
    int[] lengths = Numbers.ids(8, BATCH, STEPS);
    for (int n = 0; n < BATCH; n++) {
      lengths[n]++;
    }
    return List.of(
        OperationWork.of(
            "dot attention",
            "AttentionOp",
            "scores q·k",
            SHAPE,
            (_, v) -> Ops.dotAttention(v[0], v[1], v[1], lengths).context(),
            query,
            keys),
        OperationWork.of(
            "scaled attention",
            "AttentionOp",
            "scores q·k/√H",
            SHAPE,
            (_, v) -> Ops.scaledAttention(v[0], v[1], v[1], lengths).context(),
            query,
            keys),
        OperationWork.of(
            "general attention",
            "AttentionOp",
            "scores q·(W k)",
            SHAPE,
            (_, v) -> Ops.generalAttention(v[0], v[1], v[1], v[2], lengths).context(),
            query,
            keys,
            weight),
        OperationWork.of(
            "additive attention",
            "AttentionOp",
            "scores v·tanh(Wq q + Wk k)",
            SHAPE,
            (_, v) -> Ops.additiveAttention(v[0], v[1], v[1], v[2], v[3], v[4], lengths).context(),
            query,
            keys,
            weight,
            weight.copy(),
            Operands.weight(WIDTH, WIDTH)),
        OperationWork.of(
            "dot attention of queries",
            "AttentionOp",
            "scores q·k",
            SEVERAL,
            (_, v) -> Ops.dotAttention(v[0], v[1], v[1], lengths).context(),
            queries,
            keys),
        OperationWork.of(
            "scaled attention of queries",
            "AttentionOp",
            "scores q·k/√H",
            SEVERAL,
            (_, v) -> Ops.scaledAttention(v[0], v[1], v[1], lengths).context(),
            queries,
            keys),
        OperationWork.of(
            "general attention of queries",
            "AttentionOp",
            "scores q·(W k)",
            SEVERAL,
            (_, v) -> Ops.generalAttention(v[0], v[1], v[1], v[2], lengths).context(),
            queries,
            keys,
            weight),
        OperationWork.of(
            "additive attention of queries",
            "AttentionOp",
            "scores v·tanh(Wq q + Wk k)",
            SEVERAL,
            (_, v) -> Ops.additiveAttention(v[0], v[1], v[1], v[2], v[3], v[4], lengths).context(),
            queries,
            keys,
            weight,
            weight.copy(),
            Operands.weight(WIDTH, WIDTH)));
  }
}

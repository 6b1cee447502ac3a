package dev.unroll.models.layer;

import static dev.unroll.autograd.op.Ops.embedding;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Role.Use;
import dev.unroll.models.layer.Sequence.Features;
import dev.unroll.models.layer.Sequence.Tokens;

/// A table of vectors, one a token: `y = weight[id]`, as `torch.nn.Embedding`: `weight [V, E]`. A
/// pad id, if there is one, gives zeros whatever the table holds, and its row gets no gradient.
///
/// A linear output layer may share the table: `new Linear(scope, embedding.weight())`.
public final class Embedding {
  /// In place of a pad id where there is none.
  public static final int NO_PAD = -1;

  private final Parameter weight;
  private final int pad;

  /// A table without a pad id.
  public Embedding(Scope scope, int tokens, int features) {
    this(scope, tokens, features, NO_PAD);
  }

  /// @param pad the id whose vector is zero, or [#NO_PAD]
  public Embedding(Scope scope, int tokens, int features, int pad) {
    Checks.positive("tokens", tokens);
    Checks.positive("features", features);
    if (pad < NO_PAD || pad >= tokens) {
      throw new IllegalArgumentException(
          "pad: expected an id from 0 to %d, or -1 for none, got %d".formatted(tokens - 1, pad));
    }
    this.pad = pad;
    weight = scope.parameter("weight", Shape.of(tokens, features), Role.of(Use.TABLE), tokens);
  }

  /// The table `[V, E]`.
  public Parameter weight() {
    return weight;
  }

  /// `V`.
  public int tokens() {
    return weight.value().shape().dimension(0);
  }

  /// `E`.
  public int features() {
    return weight.value().shape().dimension(1);
  }

  /// The vectors `[M,E]` of ids.
  public Variable forward(Pass pass, int[] ids) {
    Variable rows = embedding(pass.tape().parameter(weight), ids);
    return withoutPad(rows, ids);
  }

  /// The vectors `[T,N,E]` of a sequence.
  public Features forward(Pass pass, Tokens x) {
    Variable rows = embedding(pass.tape().parameter(weight), x.ids(), x.steps(), x.batch());
    return new Features(withoutPad(rows, x.ids()), x.lengths());
  }

  private Variable withoutPad(Variable rows, int[] ids) {
    if (pad == NO_PAD) {
      return rows;
    }
    boolean[] taken = new boolean[ids.length];
    boolean all = true;
    for (int i = 0; i < ids.length; i++) {
      taken[i] = ids[i] != pad;
      all &= taken[i];
    }
    return all ? rows : SelectRowsOp.apply(rows, taken, null);
  }

  /// Outside a tape: overwrites `to [M,E]` with the vectors of ids.
  public void read(int[] ids, Tensor to) {
    Checks.ids("ids", ids, tokens());
    Checks.shape("to [M,E]", to, ids.length, features());
    for (int m = 0; m < ids.length; m++) {
      int at = to.offset() + m * features();
      if (ids[m] == pad) {
        java.util.Arrays.fill(to.data(), at, at + features(), 0);
      } else {
        Tensor table = weight.value();
        int from = table.offset() + ids[m] * features();
        System.arraycopy(table.data(), from, to.data(), at, features());
      }
    }
  }
}

package dev.unroll.models.old;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Checks;
import dev.unroll.core.Shape;
import java.util.List;

/// A table of vectors, one a token, with the parameter of `torch.nn.Embedding`: `weight [V, E]`.
public final class Embedding {
  private final Parameter weight;

  /// A table whose parameter's name begins with `prefix`, as in `embedding.`. torch.nn draws its values from
  /// a normal distribution of variance 1: [Initializer#gaussian].
  public Embedding(String prefix, int tokens, int features, Initializer initializer) {
    Checks.positive("tokens", tokens);
    Checks.positive("features", features);
    String name = prefix + "weight";
    weight = new Parameter(name, initializer.tensor(name, Shape.of(tokens, features), tokens));
  }

  /// The table `[V, E]`.
  public Parameter weight() {
    return weight;
  }

  /// All parameters.
  public List<Parameter> parameters() {
    return List.of(weight);
  }

  /// The rows `y [M, E]` of the ids.
  public Variable forward(Tape tape, int[] ids) {
    return Ops.embedding(tape.parameter(weight), ids);
  }
}

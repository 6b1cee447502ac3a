package dev.unroll.models.layer.example;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.multiply;
import static dev.unroll.autograd.op.Ops.sigmoid;
import static dev.unroll.autograd.op.Ops.subtract;
import static dev.unroll.autograd.op.Ops.tanh;

import dev.unroll.autograd.Variable;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.CellLayer;
import dev.unroll.models.layer.CellOptions;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.SteppedLayer;

/// A cell of one's own in one file: the minimal gated unit of Zhou et al. (2016),
///
///     f = σ(W_f x + R_f h)        n = tanh(W_n x + R_n (f ⊙ h))        h' = h + f ⊙ (n − h)
public record MinimalGatedUnit() implements Cell {
  @Override
  public String label() {
    return "minimal-gated-unit";
  }

  @Override
  public String description() {
    return "minimal gated unit";
  }

  @Override
  public boolean hasCellState() {
    return false;
  }

  @Override
  public CellLayer layer(Scope scope, String suffix, CellOptions options) {
    int size = options.hidden();
    Scope own = scope.in("minimal" + suffix);
    Linear forgetX = new Linear(own.in("forget_x"), options.inputs(), size);
    Linear forgetH = Linear.withoutBias(own.in("forget_h"), size, size);
    Linear newX = new Linear(own.in("new_x"), options.inputs(), size);
    Linear newH = Linear.withoutBias(own.in("new_h"), size, size);
    return new SteppedLayer(options.inputs(), size, 0) {
      @Override
      protected Step step(Pass pass, Variable x, Variable h, Variable c) {
        Variable f = sigmoid(add(forgetX.forward(pass, x), forgetH.forward(pass, h)));
        Variable n = tanh(add(newX.forward(pass, x), newH.forward(pass, multiply(f, h))));
        return new Step(add(h, multiply(f, subtract(n, h))));
      }
    };
  }
}

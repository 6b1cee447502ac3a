package dev.unroll.models.layer.example;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.concatenate;
import static dev.unroll.autograd.op.Ops.multiply;
import static dev.unroll.autograd.op.Ops.sigmoid;
import static dev.unroll.autograd.op.Ops.splitEqually;
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

/// The LSTM with input and forget gate coupled (Greff et al. 2017), a cell with a cell state:
///
///     [f, g, o] = W [x, h] + b        c' = g + σ(f) ⊙ (c − g), g = tanh(g)        h' = σ(o) ⊙ tanh(c')
public record CoupledLstm() implements Cell {
  @Override
  public String label() {
    return "coupled-lstm";
  }

  @Override
  public String description() {
    return "LSTM with coupled gates";
  }

  @Override
  public boolean hasCellState() {
    return true;
  }

  @Override
  public CellLayer layer(Scope scope, String suffix, CellOptions options) {
    int size = options.hidden();
    Linear gates = new Linear(scope.in("coupled" + suffix), options.inputs() + size, 3 * size);
    return new SteppedLayer(options.inputs(), size, size) {
      @Override
      protected Step step(Pass pass, Variable x, Variable h, Variable c) {
        Variable[] a = splitEqually(gates.forward(pass, concatenate(1, x, h)), 1, 3);
        Variable g = tanh(a[1]);
        Variable next = add(g, multiply(sigmoid(a[0]), subtract(c, g)));
        return new Step(multiply(sigmoid(a[2]), tanh(next)), next);
      }
    };
  }
}

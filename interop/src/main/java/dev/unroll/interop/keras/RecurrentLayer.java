package dev.unroll.interop.keras;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/// SimpleRNN, LSTM or GRU in one direction, over `[N,T,C]`:
///
/// - a masked step keeps the state and repeats the output before it (zeros before the first, and
///   everywhere if `zeroMasked`);
/// - backwards, the steps are taken from last to first, and the outputs stay in that order;
/// - outputs are `[N,T,H]` or, of the last step taken, `[N,H]`, and behind it the states if wanted.
///
/// Inputs behind the first are the initial states, `[N,H]`. Masks may have gaps: each row's own steps are moved
/// together, so that the kernels see nothing but rows of different lengths.
record RecurrentLayer(
    RecurrentCell cell, boolean backwards, boolean sequences, boolean states, boolean zeroMasked)
    implements Layer {

  @Override
  public List<Value> call(Engine engine, List<Value> inputs) {
    Value input = inputs.getFirst();
    Tensor x = input.tensor();
    if (x.shape().rank() != 3 || x.shape().dimension(2) != cell.inputs()) {
      throw new IllegalArgumentException(
          "a recurrent layer expects [N,T,%d], got %s".formatted(cell.inputs(), x.shape()));
    }
    int batch = x.shape().dimension(0);
    int steps = x.shape().dimension(1);
    int expected = cell.hasCellState() ? 3 : 2;
    if (inputs.size() != 1 && inputs.size() != expected) {
      throw new IllegalArgumentException(
          "a recurrent layer expects an input and %d states or none, got %d inputs"
              .formatted(expected - 1, inputs.size()));
    }
    Tensor h0 = inputs.size() > 1 ? state(inputs.get(1), batch) : null;
    Tensor c0 = inputs.size() > 2 ? state(inputs.get(2), batch) : null;

    // 1. each row's own steps in the order in which they are taken
    int[][] order = order(batch, steps, input.mask());
    int[] lengths = new int[batch];
    int longest = 0;
    for (int row = 0; row < batch; row++) {
      lengths[row] = order[row].length;
      longest = Math.max(longest, lengths[row]);
    }
    Tensor packed = Tensor.zeros(longest, batch, cell.inputs());
    for (int row = 0; row < batch; row++) {
      for (int t = 0; t < lengths[row]; t++) {
        System.arraycopy(
            x.data(),
            x.offset() + (row * steps + order[row][t]) * cell.inputs(),
            packed.data(),
            (t * batch + row) * cell.inputs(),
            cell.inputs());
      }
    }

    // 2. the layer
    RecurrentCell.States run = cell.run(engine, packed, lengths, h0, c0);

    // 3. the outputs
    List<Value> outputs = new ArrayList<>();
    Tensor y = outputs(run.h(), batch, steps, input.mask());
    outputs.add(sequences ? new Value(y, input.mask()) : Value.of(last(y, batch, steps)));
    if (states) {
      outputs.add(Value.of(run.h().at(longest).copy()));
      if (cell.hasCellState()) {
        outputs.add(Value.of(run.c().at(longest).copy()));
      }
    }
    return outputs;
  }

  private Tensor state(Value value, int batch) {
    return Checks.shape("initial state [N,H]", value.tensor(), batch, cell.hidden());
  }

  private int[][] order(int batch, int steps, boolean[] mask) {
    int[][] order = new int[batch][];
    for (int row = 0; row < batch; row++) {
      int count = 0;
      int[] taken = new int[steps];
      for (int k = 0; k < steps; k++) {
        int t = backwards ? steps - 1 - k : k;
        if (mask == null || mask[row * steps + t]) {
          taken[count++] = t;
        }
      }
      order[row] = Arrays.copyOf(taken, count);
    }
    return order;
  }

  /// `[N,T,H]`: what was computed at each step, in the order in which the steps are taken.
  private Tensor outputs(Tensor h, int batch, int steps, boolean[] mask) {
    int hidden = cell.hidden();
    Tensor y = Tensor.zeros(batch, steps, hidden);
    for (int row = 0; row < batch; row++) {
      int slot = 0;
      for (int k = 0; k < steps; k++) {
        int t = backwards ? steps - 1 - k : k;
        boolean present = mask == null || mask[row * steps + t];
        slot += present ? 1 : 0;
        if (slot > 0 && (present || !zeroMasked)) {
          System.arraycopy(
              h.data(),
              h.offset() + (slot * batch + row) * hidden,
              y.data(),
              (row * steps + k) * hidden,
              hidden);
        }
      }
    }
    return y;
  }

  private Tensor last(Tensor y, int batch, int steps) {
    int hidden = cell.hidden();
    Tensor last = Tensor.zeros(batch, hidden);
    for (int row = 0; steps > 0 && row < batch; row++) {
      System.arraycopy(
          y.data(), ((row + 1) * steps - 1) * hidden, last.data(), row * hidden, hidden);
    }
    return last;
  }

  @Override
  public String describe() {
    return "%s%s%s%s"
        .formatted(
            cell.describe(),
            sequences ? ", sequences" : ", last step",
            backwards ? ", backwards" : "",
            states ? ", states" : "");
  }

  @Override
  public void addTo(String name, Map<String, Tensor> tensors) {
    addTo(name, "", tensors);
  }

  /// The GRU that resets before the product is none of torch's: its names begin as those of this library's
  /// cell of blocks r, u, n, or, where other functions keep it with r, z, n, with `keras_gru_`.
  void addTo(String name, String suffix, Map<String, Tensor> tensors) {
    String prefix =
        cell.kind() != RecurrentCell.Kind.GRU
            ? name
            : name + (cell.fused() ? "gru_" : "keras_gru_");
    tensors.put(prefix + "weight_ih_l0" + suffix, cell.weights().weightIh());
    tensors.put(prefix + "weight_hh_l0" + suffix, cell.weights().weightHh());
    if (cell.weights().biasIh() != null) {
      tensors.put(prefix + "bias_ih_l0" + suffix, cell.weights().biasIh());
      tensors.put(prefix + "bias_hh_l0" + suffix, cell.weights().biasHh());
    }
  }
}

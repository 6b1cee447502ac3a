package dev.unroll.models.layer;

import dev.unroll.autograd.Variable;
import java.util.List;

/// The states of all layers and directions of a [Recurrent] as variables, so that gradients flow
/// through them: layer 0 forward, layer 0 reverse, layer 1 forward, …
///
/// @param h the hidden states, each `[N,H]`
/// @param c the cell states, each `[N,H]`; empty where the cell has none
public record State(List<Variable> h, List<Variable> c) {
  public State {
    h = List.copyOf(h);
    c = List.copyOf(c);
    if (!c.isEmpty() && c.size() != h.size()) {
      throw new IllegalArgumentException(
          "state: expected no cell state or %d, got %d".formatted(h.size(), c.size()));
    }
  }

  /// The states of cells that have no cell state.
  public State(List<Variable> h) {
    this(h, List.of());
  }

  /// The same numbers as constants: no gradient flows back through them.
  public State detach() {
    return new State(
        h.stream().map(Variable::detach).toList(), c.stream().map(Variable::detach).toList());
  }
}

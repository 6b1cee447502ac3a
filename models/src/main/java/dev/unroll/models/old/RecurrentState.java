package dev.unroll.models.old;

import dev.unroll.core.Tensor;
import java.util.LinkedHashMap;
import java.util.Map;

/// What a recurrent layer carries from one step to the next: the hidden state of every layer of the
/// stack, and the cell state where the cell has one. All zeros when made.
///
/// It can be copied, saved as named tensors and restored from them. Not thread-safe: each reader of a
/// layer has its own.
public final class RecurrentState {
  private final Tensor[] h;
  private final Tensor[] c;

  RecurrentState(int layers, int batch, int hidden, boolean hasCellState) {
    h = new Tensor[layers];
    c = hasCellState ? new Tensor[layers] : null;
    for (int layer = 0; layer < layers; layer++) {
      h[layer] = Tensor.zeros(batch, hidden);
      if (c != null) {
        c[layer] = Tensor.zeros(batch, hidden);
      }
    }
  }

  private RecurrentState(RecurrentState source) {
    h = new Tensor[source.h.length];
    c = source.c == null ? null : new Tensor[h.length];
    for (int layer = 0; layer < h.length; layer++) {
      h[layer] = source.h[layer].copy();
      if (c != null) {
        c[layer] = source.c[layer].copy();
      }
    }
  }

  /// The layers of the stack.
  public int layers() {
    return h.length;
  }

  /// `N`, the rows.
  public int batch() {
    return h[0].shape().dimension(0);
  }

  /// The hidden state `[N,H]` of a layer, shared, not copied.
  public Tensor h(int layer) {
    return h[layer];
  }

  /// The cell state `[N,H]` of a layer, shared, not copied; null for cells without one.
  public Tensor c(int layer) {
    return c == null ? null : c[layer];
  }

  /// Makes everything zero.
  public void reset() {
    tensors().values().forEach(tensor -> tensor.fill(0));
  }

  /// A copy with memory of its own.
  public RecurrentState copy() {
    return new RecurrentState(this);
  }

  /// Overwrites this state with another of the same extents.
  public void copyFrom(RecurrentState source) {
    restore(source.tensors());
  }

  /// The states by name, `h_l0`, `c_l0`, `h_l1`…, shared, not copied.
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int layer = 0; layer < h.length; layer++) {
      tensors.put("h_l" + layer, h[layer]);
      if (c != null) {
        tensors.put("c_l" + layer, c[layer]);
      }
    }
    return tensors;
  }

  /// Overwrites this state with copies of named tensors.
  ///
  /// @throws IllegalArgumentException if one is missing or has another shape
  public void restore(Map<String, Tensor> saved) {
    tensors()
        .forEach(
            (name, tensor) -> {
              Tensor source = saved.get(name);
              if (source == null) {
                throw new IllegalArgumentException("the state " + name + " is missing");
              }
              tensor.copyFrom(source);
            });
  }
}

package dev.unroll.models.layer;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/// What is carried on from one use of a [Recurrent] to the next, outside any tape: the hidden state
/// of every layer and direction, and the cell state where the cell has one. [Recurrent#newState]
/// makes it, all zeros or, where initial states are learned, those.
///
///     Result result = recurrent.forward(pass, x, carried.on(pass.tape()));
///     carried.carry(result.last());        // before backward, which gives the memory back
///
/// Used with consecutive chunks of a sequence this is truncated backpropagation through time
/// (Williams and Peng 1990): no gradient flows through the numbers of a carried state, nor to
/// learned initial states.
///
/// It can be copied, saved as named tensors and restored from them. Not thread-safe: each reader of
/// a layer has its own.
public final class RecurrentState {
  private final List<Slot> slots;
  private final Tensor[] h;
  private final Tensor[] c;

  /// A place of a state.
  ///
  /// @param suffix of its names, `_l0_reverse` say
  /// @param width of the hidden state
  /// @param cellWidth of the cell state, 0 where there is none
  /// @param initialH the learned initial hidden state; null for zeros
  /// @param initialC the learned initial cell state; null for zeros
  record Slot(String suffix, int width, int cellWidth, Parameter initialH, Parameter initialC) {}

  RecurrentState(List<Slot> slots, int batch) {
    Checks.notNegative("batch", batch);
    this.slots = slots;
    h = new Tensor[slots.size()];
    c = slots.getFirst().cellWidth() > 0 ? new Tensor[slots.size()] : null;
    for (int i = 0; i < h.length; i++) {
      h[i] = Tensor.zeros(batch, slots.get(i).width());
      if (c != null) {
        c[i] = Tensor.zeros(batch, slots.get(i).cellWidth());
      }
    }
    reset();
  }

  /// The number of hidden states: layers times directions.
  public int size() {
    return h.length;
  }

  /// `N`, the rows.
  public int batch() {
    return h[0].shape().dimension(0);
  }

  /// A hidden state `[N,H]`, shared, not copied. Layer 0 forward, layer 0 reverse, layer 1 forward,
  /// …
  public Tensor h(int index) {
    return h[index];
  }

  /// A cell state `[N,H]`, shared, not copied; null for cells without one.
  public Tensor c(int index) {
    return c == null ? null : c[index];
  }

  /// A copy as constants on a tape, which later changes of this state do not touch.
  public State on(Tape tape) {
    return new State(copies(tape, h), c == null ? List.of() : copies(tape, c));
  }

  private static List<Variable> copies(Tape tape, Tensor[] tensors) {
    List<Variable> copies = new ArrayList<>(tensors.length);
    for (Tensor tensor : tensors) {
      Tensor copy = tape.take(tensor.shape());
      copy.copyFrom(tensor);
      copies.add(tape.constant(copy));
    }
    return copies;
  }

  /// Overwrites this state with the numbers of the last one of a pass; before backward, which gives
  /// their memory back.
  public void carry(State last) {
    if (last.h().size() != h.length || last.c().size() != (c == null ? 0 : c.length)) {
      throw new IllegalArgumentException(
          "state: expected %d hidden and %d cell states, got %d and %d"
              .formatted(h.length, c == null ? 0 : c.length, last.h().size(), last.c().size()));
    }
    for (int i = 0; i < h.length; i++) {
      h[i].copyFrom(last.h().get(i).value());
      if (c != null) {
        c[i].copyFrom(last.c().get(i).value());
      }
    }
  }

  /// Makes everything as it was when made: zero, or the learned initial states as they are now.
  public void reset() {
    for (int row = 0; row < batch(); row++) {
      resetRow(row);
    }
  }

  /// [#reset] of some rows.
  public void resetRows(int... rows) {
    Checks.ids("rows", rows, batch());
    for (int row : rows) {
      resetRow(row);
    }
  }

  private void resetRow(int row) {
    for (int i = 0; i < h.length; i++) {
      resetRow(h[i].at(row), slots.get(i).initialH());
      if (c != null) {
        resetRow(c[i].at(row), slots.get(i).initialC());
      }
    }
  }

  private static void resetRow(Tensor row, Parameter initial) {
    if (initial == null) {
      row.fill(0);
    } else {
      row.copyFrom(initial.value());
    }
  }

  /// Row `n` becomes what row `rows[n]` was, for hypotheses that continue others.
  ///
  /// @param rows `[N]`, each from 0 to N − 1, in any order, also repeatedly
  public void selectRows(int[] rows) {
    if (rows.length != batch()) {
      throw new IllegalArgumentException(
          "rows: expected one for each of the %d rows, got %d".formatted(batch(), rows.length));
    }
    Checks.ids("rows", rows, batch());
    for (Tensor tensor : tensors().values()) {
      float[] before = tensor.toArray();
      int width = tensor.shape().dimension(1);
      for (int row = 0; row < rows.length; row++) {
        int to = tensor.offset() + row * width;
        System.arraycopy(before, rows[row] * width, tensor.data(), to, width);
      }
    }
  }

  /// Row `n` becomes what row `rows[n]` of another state of the same layers is, which may have another number of
  /// rows.
  ///
  /// @param rows one for each row of this state
  public void takeRows(RecurrentState source, int[] rows) {
    if (rows.length != batch()) {
      throw new IllegalArgumentException(
          "rows: expected one for each of the %d rows, got %d".formatted(batch(), rows.length));
    }
    Checks.ids("rows", rows, source.batch());
    Map<String, Tensor> from = source.tensors();
    tensors()
        .forEach(
            (name, tensor) -> {
              for (int row = 0; row < rows.length; row++) {
                tensor.at(row).copyFrom(from.get(name).at(rows[row]));
              }
            });
  }

  /// A copy with memory of its own.
  public RecurrentState copy() {
    RecurrentState copy = new RecurrentState(slots, batch());
    copy.copyFrom(this);
    return copy;
  }

  /// Overwrites this state with another of the same extents.
  public void copyFrom(RecurrentState source) {
    restore(source.tensors());
  }

  /// The states by name, `h_l0`, `c_l0`, `h_l0_reverse`, …, shared, not copied.
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int i = 0; i < h.length; i++) {
      tensors.put("h" + slots.get(i).suffix(), h[i]);
      if (c != null) {
        tensors.put("c" + slots.get(i).suffix(), c[i]);
      }
    }
    return tensors;
  }

  /// Overwrites this state with copies of named tensors.
  ///
  /// @throws IllegalArgumentException if one is missing or has another shape; then nothing is
  ///     changed
  public void restore(Map<String, Tensor> saved) {
    Map<String, Tensor> tensors = tensors();
    tensors.forEach(
        (name, tensor) -> {
          if (saved.get(name) == null) {
            throw new IllegalArgumentException("the state " + name + " is missing");
          }
          Checks.shape(name, saved.get(name), tensor.shape());
        });
    tensors.forEach((name, tensor) -> tensor.copyFrom(Objects.requireNonNull(saved.get(name))));
  }
}

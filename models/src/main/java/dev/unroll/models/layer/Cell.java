package dev.unroll.models.layer;

import dev.unroll.models.settings.Labelled;
import java.util.List;

/// A kind of recurrent cell, from which [Recurrent] builds its layers. The constants below are the
/// library's; a cell of one's own is a class that implements this interface, with a layer that
/// extends [SteppedLayer], and can be named in settings once a [java.util.ServiceLoader] finds it:
/// a module says `provides dev.unroll.models.layer.Cell with …`, a jar on the class path names the
/// class in `META-INF/services/dev.unroll.models.layer.Cell`.
///
/// Parameters have the names of torch.nn exactly where it has the cell, so that they mean the same
/// there; the others begin with the cell's name, as in `gru_weight_ih_l0`.
public interface Cell extends Labelled {
  /// Elman's (1990), as `torch.nn.RNN`; see [dev.unroll.kernels.RnnKernel].
  ///
  ///     h' = tanh(W x + R h + b)
  Cell RNN = BuiltInCell.of(BuiltInCell.Kind.RNN);

  /// [#RNN] with ReLU, as `torch.nn.RNN` with `nonlinearity="relu"`.
  ///
  ///     h' = max(0, W x + R h + b)
  Cell RNN_RELU = BuiltInCell.of(BuiltInCell.Kind.RNN_RELU);

  /// The LSTM (Hochreiter and Schmidhuber 1997; Gers et al. 2000), gate blocks i, f, g, o, as
  /// `torch.nn.LSTM`; see [dev.unroll.kernels.LstmKernel].
  ///
  ///     i, f, o = σ(W x + R h + b)        g = tanh(W_g x + R_g h + b_g)
  ///     c' = f ⊙ c + i ⊙ g                h' = o ⊙ tanh(c')
  Cell LSTM = BuiltInCell.of(BuiltInCell.Kind.LSTM);

  /// [#LSTM] with ReLU in the place of both tanh. The states have no bound.
  Cell LSTM_RELU = BuiltInCell.of(BuiltInCell.Kind.LSTM_RELU);

  /// [#LSTM] whose gates see the cell state (Gers and Schmidhuber 2000).
  ///
  ///     i = σ(… + p_i ⊙ c)        f = σ(… + p_f ⊙ c)        o = σ(… + p_o ⊙ c')
  Cell PEEPHOLE_LSTM = BuiltInCell.of(BuiltInCell.Kind.PEEPHOLE_LSTM);

  /// [#LSTM] with a projected hidden state of width P (Sak, Senior and Beaufays 2014), as
  /// `torch.nn.LSTM` with `proj_size`.
  ///
  ///     h' = W_r (o ⊙ tanh(c'))
  Cell PROJECTED_LSTM = BuiltInCell.of(BuiltInCell.Kind.PROJECTED_LSTM);

  /// The lectures' GRU (Cho et al. 2014), reset before the product, gate blocks r, u, n; u = 1 takes
  /// the new state. See [dev.unroll.kernels.GruKernel]. `torch.nn.GRU` is another cell:
  /// [#RESET_AFTER_GRU].
  ///
  ///     r, u = σ(W x + R h + b)        n = tanh(W_n x + R_n (r ⊙ h) + b_n)
  ///     h' = (1 − u) ⊙ h + u ⊙ n
  Cell GRU = BuiltInCell.of(BuiltInCell.Kind.GRU);

  /// The GRU of cuDNN, PyTorch and Keras, reset after the product, gate blocks r, z, n; z = 1 keeps
  /// the old state; as `torch.nn.GRU`. See [dev.unroll.kernels.ResetAfterGruKernel].
  ///
  ///     r, z = σ(W x + R h + b)        n = tanh(W_n x + b_in + r ⊙ (R_n h + b_hn))
  ///     h' = z ⊙ h + (1 − z) ⊙ n
  Cell RESET_AFTER_GRU = BuiltInCell.of(BuiltInCell.Kind.RESET_AFTER_GRU);

  /// The GRU without a reset gate, blocks u, n.
  ///
  ///     u = σ(W x + R h + b)        n = tanh(W_n x + R_n h + b_n)
  ///     h' = (1 − u) ⊙ h + u ⊙ n
  Cell SIMPLIFIED_GRU = BuiltInCell.of(BuiltInCell.Kind.SIMPLIFIED_GRU);

  /// Jordan's network (1986), whose output is fed back: its state is the output, of width P (`H` where
  /// no projection is given). Both of its layers have a bias unless there are none.
  ///
  ///     a = tanh(W x + R h + b)        h' = V a + d
  Cell JORDAN = BuiltInCell.of(BuiltInCell.Kind.JORDAN);

  /// The name in options and files, in lower case with hyphens.
  String label();

  /// What it is, for people.
  String description();

  /// Whether the cell has a cell state besides its hidden state.
  boolean hasCellState();

  /// A layer of this cell.
  ///
  /// @param scope where it asks for its parameters
  /// @param suffix what their names end with: `_l0`, `_l0_reverse`
  /// @throws IllegalArgumentException if the cell cannot have these options
  CellLayer layer(Scope scope, String suffix, CellOptions options);

  /// The cell with a label, one of [#all].
  ///
  /// @throws IllegalArgumentException that lists the labels if there is none
  static Cell labelled(String label) {
    return Cells.labelled(label);
  }

  /// The library's cells and those that a service loader finds.
  static List<Cell> all() {
    return Cells.all();
  }
}

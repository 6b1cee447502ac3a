package dev.unroll.models.layer;

import dev.unroll.models.settings.Labelled;
import java.util.List;

/// A kind of recurrent cell, from which [Recurrent] builds its layers. The constants below are the library's;
/// a cell of one's own is a class that implements this interface, with a layer that extends [SteppedLayer],
/// and can be named in settings once a [java.util.ServiceLoader] finds it: a module says
/// `provides dev.unroll.models.layer.Cell with …`, a jar on the class path names the class in
/// `META-INF/services/dev.unroll.models.layer.Cell`.
///
/// Parameters have the names of torch.nn exactly where it has the cell, so that they mean the same there;
/// the others begin with the cell's name, as in `gru_weight_ih_l0`.
public interface Cell extends Labelled {
  /// Elman's with tanh, as `torch.nn.RNN`; see [dev.unroll.kernels.RnnKernel].
  Cell RNN = BuiltInCell.of(BuiltInCell.Kind.RNN);

  /// Elman's with ReLU; see [dev.unroll.kernels.RnnKernel].
  Cell RNN_RELU = BuiltInCell.of(BuiltInCell.Kind.RNN_RELU);

  /// The LSTM, gates i, f, g, o, as `torch.nn.LSTM`; see [dev.unroll.kernels.LstmKernel].
  Cell LSTM = BuiltInCell.of(BuiltInCell.Kind.LSTM);

  /// The LSTM with ReLU in the place of both tanh; see [dev.unroll.autograd.op.Ops#lstm].
  Cell LSTM_RELU = BuiltInCell.of(BuiltInCell.Kind.LSTM_RELU);

  /// The LSTM whose gates see the cell state (Gers and Schmidhuber 2000); see
  /// [dev.unroll.autograd.op.Ops#peepholeLstm].
  Cell PEEPHOLE_LSTM = BuiltInCell.of(BuiltInCell.Kind.PEEPHOLE_LSTM);

  /// The LSTM with a projected hidden state (Sak, Senior and Beaufays 2014), as `torch.nn.LSTM` with `proj_size`;
  /// see [dev.unroll.autograd.op.Ops#projectedLstm].
  Cell PROJECTED_LSTM = BuiltInCell.of(BuiltInCell.Kind.PROJECTED_LSTM);

  /// The lectures' GRU (Cho et al. 2014), reset before the product, gates r, u, n, where u = 1 takes the new
  /// state; see [dev.unroll.kernels.GruKernel]. `torch.nn.GRU` is another cell: [#RESET_AFTER_GRU].
  Cell GRU = BuiltInCell.of(BuiltInCell.Kind.GRU);

  /// The GRU of cuDNN, PyTorch and Keras, reset after the product, gates r, z, n, where z = 1 keeps the old state,
  /// as `torch.nn.GRU`; see [dev.unroll.kernels.ResetAfterGruKernel].
  Cell RESET_AFTER_GRU = BuiltInCell.of(BuiltInCell.Kind.RESET_AFTER_GRU);

  /// The GRU without a reset gate, blocks u, n; see [dev.unroll.autograd.op.Ops#simplifiedGru].
  Cell SIMPLIFIED_GRU = BuiltInCell.of(BuiltInCell.Kind.SIMPLIFIED_GRU);

  /// Jordan's network (1986), whose output is fed back; see [dev.unroll.autograd.op.Ops#jordan]. Its state is the
  /// output; both of its layers have a bias unless there are none.
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

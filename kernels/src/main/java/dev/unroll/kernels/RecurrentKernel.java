package dev.unroll.kernels;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;

/// One recurrent layer: the passes that every cell has. The cells' equations stand in [RnnKernel],
/// [LstmKernel], [GruKernel] and [ResetAfterGruKernel].
///
/// All products are chains of fused multiply-adds in order, as in [GemmKernel]: a pre-activation
/// starts from its bias `b_ih + b_hh` (one rounded sum), goes on along the `C` input features and then
/// along the `H` hidden units, so that merging, blocking or splitting the products changes no bit. A
/// step-by-step run with [#step] gives the same bits as [#forward]. A token adds its column of
/// `weight_ih`, which is the chain of its one-hot vector.
///
/// Backward: `dh = dhRec + dy[t-1]`, with `dhRec` what comes from the step after (at first `dhn`, or
/// 0), and no addition where there is no `dy`; in the end `dhRec` is added once to `dh0`, `dc` to
/// `dc0`. Products with `Rᵀ` are chains along the rows of `R`; each cell says what they start from.
/// Weights' gradients are chains over the rows of all steps in descending order `t·N + n`, last row
/// first, starting from what the gradient holds; biases' and tokens' gradients are plain sums in that
/// order; `dx` is a chain along the rows of `W`. So a sequence cut into chunks, whose backward passes
/// run last chunk first into the same gradients, gives the same bits as the whole: each chunk goes on
/// with the chains where the one after it left them.
///
/// Against time everything is mirrored: steps are read from the last to the first, and weights' gradients
/// are chains over the rows of all steps in ascending order.
///
/// Past the end of a row's sequence the state is carried on, what is saved is 0, and neither `x`, ids nor
/// `dy` have any part in a result, whatever they hold: such rows are left out of every sum.
///
/// Scratch memory comes from the caller's [Workspace]; nothing is allocated once it is warm.
/// A NaN in gives NaN out.
public interface RecurrentKernel {
  /// The name of the cell: `rnn-tanh`, `lstm` and so on.
  String cell();

  /// The cell's parameters, or the gradients to them, in its own type.
  ///
  /// @param further what the cell has besides the first four, in the order of its type
  RecurrentWeights weights(
      Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh, Tensor... further);

  /// `S`, the floats that forward leaves for backward for each step and row.
  int savedWidth(int hidden);

  /// Whether the cell has a cell state `c` besides the hidden state `h`.
  boolean hasCellState();

  /// The whole sequence: reads `h[0]` (and `c[0]`), the input and the weights, overwrites `h[1..T]`
  /// (and `c[1..T]`) and `saved`. Without `saved` what backward would need stays in the caches.
  void forward(RecurrentSequence sequence, Workspace workspace, Workers workers);

  /// Back through time, after [#forward] with the same operands, none of which it modifies;
  /// accumulates into the outputs of `gradients`. Rows past their length get exactly zero gradients.
  void backward(
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      Workspace workspace,
      Workers workers);

  /// Lays the weights out for [#step] and for [#forward]: a copy, which later changes of the weights do
  /// not reach.
  ///
  /// @param version whatever tells one state of the weights from another; kept with the copy
  PackedWeights pack(RecurrentWeights weights, long version);

  /// One time step: overwrites `h` (and `c`) with the next state. Allocates nothing
  /// once the step's workspace is warm.
  void step(RecurrentStep step);
}

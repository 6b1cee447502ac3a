package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.PackedWeights;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.shared.PackedFloats;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;
import jdk.incubator.vector.FloatVector;

/// What the vector cells share: packing, the passes over a sequence ([ForwardPass], [BackwardPass])
/// and the weights' gradients ([GradientProducts]). A cell adds its recurrent products and its
/// element-wise equations, one time step of a range of rows at a time.
///
/// Packed weights (see [PackB]):
///
///     start [B]      the pre-activations before any product, from the biases
///     for each block of columns that a step multiplies at once (all gates, or some of them):
///     panels         of [C+P] rows: first those of weight_ihᵀ, then those of weight_hhᵀ
///     what the cell has besides
///
/// Batch rows are independent through all of time, so threads need no barrier within a sequence, but where it is faster that they
/// share large weights ([PanelSplit]).
abstract sealed class VectorRecurrentKernel implements RecurrentKernel
    permits VectorRnnKernel,
        VectorLstmKernel,
        VectorLstmVariant,
        VectorGruKernel,
        VectorResetAfterGruKernel,
        VectorSimplifiedGruKernel,
        VectorJordanKernel {

  /// Multiply-adds of the recurrent products under which a second thread costs more than it gives.
  private static final long PARALLEL = 1L << 21;

  /// `G`, the gate blocks of the weights.
  abstract int gates();

  /// `B`, the floats of one row's pre-activations.
  int preActivationWidth(int hidden) {
    return gates() * hidden;
  }

  /// The floats of a row of gradients `da`: those to the pre-activations, and what the cell keeps besides.
  int gradientWidth(int hidden, int outputs) {
    return preActivationWidth(hidden);
  }

  /// The floats of packed weights that the cell has besides.
  int furtherLength(int hidden, int outputs) {
    return 0;
  }

  /// Packs them.
  void packFurther(RecurrentWeights weights, float[] packed, int at, ParallelPackB packing) {}

  /// Where they begin.
  final int furtherAt(int inputs, int hidden, int outputs) {
    return panelsAt(blocks(), inputs + outputs, hidden);
  }

  /// The floats of one row of `a` in a single step, where no room for saved values is at hand.
  int stepWidth(int hidden) {
    return preActivationWidth(hidden);
  }

  /// Overwrites `packed[0..B)` with what the pre-activations are before any product.
  void start(RecurrentWeights weights, float[] packed) {
    int width = gates() * weights.hidden();
    for (int i = 0; i < width; i++) {
      packed[i] = bias(weights.biasIh(), i) + bias(weights.biasHh(), i);
    }
  }

  /// The blocks of columns that a step multiplies at once; with more than one, the last is the gate
  /// that the others must precede.
  int blocks() {
    return 1;
  }

  /// The columns of a block.
  int blockColumns(int block, int hidden) {
    return gates() * hidden;
  }

  /// Where the panels of a block begin, of `depth` = C + P rows.
  final int panelsAt(int block, int depth, int hidden) {
    int at = preActivationWidth(hidden);
    for (int i = 0; i < block; i++) {
      at += PackB.length(depth, blockColumns(i, hidden));
    }
    return at;
  }

  /// The floats of scratch that a row of a step needs besides its pre-activations.
  int scratchWidth(int hidden) {
    return 0;
  }

  /// Tells the pass which products a step has.
  abstract void setProducts(ForwardPass pass);

  /// The floats of what the cell packs for backward: by default the panels of weight_hh `[G·H, P]`.
  int backwardLength(int hidden, int outputs) {
    return PackB.length(gates() * hidden, outputs);
  }

  /// Packs what [#backwardStep] multiplies with.
  void packBackward(RecurrentWeights weights, float[] packed, ParallelPackB packing) {
    packPlain(weights.weightHh(), 0, gates() * weights.hidden(), packed, 0, packing);
  }

  /// One time step of `rows` rows from row `first` of all T·N on. Row `m` reads the state at
  /// `h[hFrom + m·hStride]` and `c[cFrom + m·H]`, makes its pre-activations at `a[at + m·aStride]`, leaves
  /// there what backward needs, and overwrites the state at `h[hTo + m·hStride]` and `c[cTo + m·H]`, which
  /// may be the same places.
  abstract void forwardStep(
      ForwardPass pass,
      int first,
      int rows,
      int at,
      int hFrom,
      int hTo,
      int cFrom,
      int cTo,
      int scratchAt);

  /// Tells the pass which products a step back has.
  void setProducts(BackwardPass pass) {
    pass.setProduct(0, gates() * pass.hidden, 0, pass.dh, false);
  }

  /// One time step back for `rows` rows from row `row` of the batch on: reads the gradients to the state
  /// after the step in `dh` and `dc`, overwrites `da`, and leaves in `dh` and `dc` the gradients to the
  /// state before it.
  abstract void backwardStep(BackwardPass pass, int t, int row, int rows, int scratchAt);

  /// Adds the gradients to weight_hh, bias_ih and bias_hh.
  void addRecurrentGradients(GradientProducts products, RecurrentWeights dWeights) {
    int width = gates() * dWeights.hidden();
    products.addStateWeights(0, dWeights.weightHh(), 0, width);
    products.addColumnSums(0, dWeights.biasIh(), dWeights.biasHh(), 0, width);
  }

  /// The floats of the packed weights.
  final int packedLength(int inputs, int hidden, int outputs) {
    // rows of biases are read up to a whole panel
    return furtherAt(inputs, hidden, outputs) + furtherLength(hidden, outputs) + NR;
  }

  @Override
  public final PackedWeights pack(RecurrentWeights weights, long version) {
    int length = packedLength(weights.inputs(), weights.hidden(), weights.outputs());
    float[] packed = new float[length];
    pack(weights, null, packed, ParallelPackB.CALLER);
    return PackedFloats.of("vector", cell(), weights, version, packed);
  }

  /// Packs the weights.
  ///
  /// @param tokens those whose columns of the input weights are wanted; null for all columns
  private void pack(
      RecurrentWeights weights, UsedTokens tokens, float[] packed, ParallelPackB packing) {
    start(weights, packed);
    int inputs = tokens == null ? weights.inputs() : tokens.count();
    int hidden = weights.hidden();
    int depth = inputs + weights.outputs();
    int from = 0;
    for (int block = 0; block < blocks(); block++) {
      int to = from + blockColumns(block, hidden);
      int at = panelsAt(block, depth, hidden);
      if (tokens == null) {
        packTransposed(weights.weightIh(), from, to, packed, at, depth, 0, packing);
      } else {
        tokens.pack(weights.weightIh(), from, to, packed, at, depth);
      }
      packTransposed(weights.weightHh(), from, to, packed, at, depth, inputs, packing);
      from = to;
    }
    packFurther(weights, packed, furtherAt(inputs, hidden, weights.outputs()), packing);
  }

  @Override
  public final void forward(RecurrentSequence sequence, Workspace workspace, Workers workers) {
    RecurrentShape shape = sequence.shape();
    Workers parts = worthSplitting(shape, workers) ? workers : null;
    float[] ownPacked = null;
    float[] unsaved = null;
    float[] scratch = null;
    try {
      UsedTokens tokens = null;
      if (sequence.packed() == null) {
        if (sequence.input() instanceof SequenceInput.Tokens(int[] ids)
            && ids.length < shape.inputs()) {
          tokens = UsedTokens.of(workspace, ids, shape.inputs());
        }
        int inputs = tokens == null ? shape.inputs() : tokens.count();
        ownPacked = workspace.take(packedLength(inputs, shape.hidden(), shape.outputs()));
        ParallelPackB packing = ParallelPackB.of(workspace, parts == null ? Workers.CALLER : parts);
        pack(sequence.weights(), tokens, ownPacked, packing);
      }
      float[] packed = ownPacked != null ? ownPacked : PackedFloats.numbers(sequence.packed());
      if (sequence.saved() == null && savedWidth(shape.hidden()) > 0) {
        unsaved = workspace.take(ForwardPass.unsavedLength(this, shape));
      }
      int length = ForwardPass.scratchLength(this, shape.steps(), shape.batch(), shape.hidden());
      scratch = workspace.take((parts == null ? 1 : parts.count()) * length);
      ForwardPass.of(workspace).run(this, sequence, packed, tokens, unsaved, scratch, parts);
    } finally {
      give(workspace, scratch);
      give(workspace, unsaved);
      give(workspace, ownPacked);
    }
  }

  @Override
  public final void step(RecurrentStep step) {
    Workspace workspace = step.workspace();
    int hidden = step.weights().hidden();
    float[] a = null;
    float[] scratch = null;
    try {
      a = workspace.take(step.batch() * stepWidth(hidden));
      scratch = workspace.take(ForwardPass.scratchLength(this, 1, step.batch(), hidden));
      ForwardPass.of(workspace).step(this, step, a, scratch);
    } finally {
      give(workspace, scratch);
      give(workspace, a);
    }
  }

  @Override
  public final void backward(
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      Workspace workspace,
      Workers workers) {
    Workers parts = worthSplitting(sequence.shape(), workers) ? workers : null;
    BackwardPass.of(workspace).run(this, sequence, gradients, workspace, workers, parts);
  }

  private boolean worthSplitting(RecurrentShape shape, Workers workers) {
    long work = (long) shape.steps() * shape.batch() * gates() * shape.hidden() * shape.outputs();
    return workers.count() > 1 && shape.batch() >= workers.count() && work >= PARALLEL;
  }

  /// The first batch row of a part: at a tile's border where there are enough rows, and where tiles do not have all
  /// heights anyway.
  static int boundary(int batch, int part, int count) {
    if (MR < 8 || batch < count * MR) {
      return batch * part / count;
    }
    int tiles = (batch + MR - 1) / MR;
    return Math.min(batch, tiles * part / count * MR);
  }

  /// Packs rows `from` to `to` of a weight `[G·H, K]` for products with its transpose, as the `K` rows
  /// after `above` others of panels of `depth` rows.
  static void packTransposed(
      Tensor weight,
      int from,
      int to,
      float[] packed,
      int offset,
      int depth,
      int above,
      ParallelPackB packing) {
    int k = weight.shape().dimension(1);
    int n = to - from;
    int source = weight.offset() + from * k;
    packing.pack(k, n, weight.data(), source, 1, k, packed, offset, depth, above);
  }

  /// Packs rows `from` to `to` of a weight `[G·H, N]` for products with itself.
  static void packPlain(
      Tensor weight, int from, int to, float[] packed, int offset, ParallelPackB packing) {
    int n = weight.shape().dimension(1);
    int source = weight.offset() + from * n;
    int k = to - from;
    packing.pack(k, n, weight.data(), source, n, 1, packed, offset, k, 0);
  }

  static float bias(Tensor bias, int i) {
    return bias == null ? 0f : bias.data()[bias.offset() + i];
  }

  /// `sum[i] += addend[i]`.
  static void add(int length, float[] addend, int addendOffset, float[] sum, int sumOffset) {
    int full = SPECIES.loopBound(length);
    for (int i = 0; i < full; i += LANES) {
      FloatVector.fromArray(SPECIES, sum, sumOffset + i)
          .add(FloatVector.fromArray(SPECIES, addend, addendOffset + i))
          .intoArray(sum, sumOffset + i);
    }
    for (int i = full; i < length; i++) {
      sum[sumOffset + i] += addend[addendOffset + i];
    }
  }

  static void give(Workspace workspace, float[] scratch) {
    if (scratch != null) {
      workspace.give(scratch);
    }
  }
}

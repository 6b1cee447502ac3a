package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static dev.unroll.kernels.vector.gemm.Blocking.KC;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;
import static dev.unroll.kernels.vector.gemm.Blocking.NR;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.internal.KeptObjects;
import dev.unroll.kernels.RecurrentGradients;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.Workers;
import dev.unroll.kernels.vector.gemm.PackB;
import dev.unroll.kernels.vector.gemm.ParallelPackB;
import java.util.Arrays;
import jdk.incubator.vector.FloatVector;

/// What the vector cells share: packing, the passes over a sequence ([ForwardPass], [BackwardPass])
/// and the weights' gradients ([GradientProducts]). A cell adds its recurrent products and its
/// element-wise equations, one time step of a range of rows at a time.
///
/// Packed weights (see [PackB]):
///
///     start [B]      the pre-activations before any product, from the biases
///     for each block of columns that a step multiplies at once (all gates, or some of them):
///     panels         of [C+H] rows: first those of weight_ihᵀ, then those of weight_hhᵀ
///
/// Batch rows are independent through all of time, so threads need no barrier within a sequence.
abstract sealed class VectorRecurrentKernel implements RecurrentKernel
    permits VectorRnnKernel, VectorLstmKernel, VectorGruKernel, VectorResetAfterGruKernel {

  /// Multiply-adds of the recurrent products under which a second thread costs more than it gives.
  private static final long PARALLEL = 1L << 21;

  /// The batch rows of all steps that a backward pass takes at a time: as deep as a block of the
  /// products that follow.
  private static final int CHUNK_ROWS = KC;

  /// `G`, the gate blocks of the weights.
  abstract int gates();

  /// `B`, the floats of one row's pre-activations and of their gradients.
  int preActivationWidth(int hidden) {
    return gates() * hidden;
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

  /// Where the panels of a block begin.
  final int panelsAt(int block, int inputs, int hidden) {
    int at = preActivationWidth(hidden);
    for (int i = 0; i < block; i++) {
      at += PackB.length(inputs + hidden, blockColumns(i, hidden));
    }
    return at;
  }

  /// Tells the pass which products a step has.
  abstract void setProducts(ForwardPass pass);

  /// The floats of what the cell packs for backward: by default the panels of weight_hh `[G·H, H]`.
  int backwardLength(int hidden) {
    return PackB.length(gates() * hidden, hidden);
  }

  /// Packs what [#backwardStep] multiplies with.
  void packBackward(RecurrentWeights weights, float[] packed, ParallelPackB packing) {
    packPlain(weights.weightHh(), 0, gates() * weights.hidden(), packed, 0, packing);
  }

  /// One time step of `rows` rows from row `first` of all T·N on. Row `m` reads the state at
  /// `h[hFrom + m·H]` and `c[cFrom + m·H]`, makes its pre-activations at `a[at + m·aStride]`, leaves
  /// there what backward needs, and overwrites the state at `h[hTo + m·H]` and `c[cTo + m·H]`, which
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
  void addRecurrentGradients(
      GradientProducts products, RecurrentSequence sequence, RecurrentWeights dWeights) {
    int hidden = sequence.shape().hidden();
    Tensor h = sequence.h();
    int width = gates() * hidden;
    products.addWeights(0, h.data(), h.offset(), hidden, dWeights.weightHh(), 0, width);
    products.addColumnSums(0, dWeights.biasIh(), dWeights.biasHh(), 0, width);
  }

  @Override
  public final int packedLength(int inputs, int hidden) {
    // rows of biases are read up to a whole panel
    return panelsAt(blocks(), inputs, hidden) + NR;
  }

  @Override
  public final void pack(RecurrentWeights weights, float[] packed) {
    pack(weights, packed, ParallelPackB.CALLER);
  }

  private void pack(RecurrentWeights weights, float[] packed, ParallelPackB packing) {
    start(weights, packed);
    int inputs = weights.inputs();
    int hidden = weights.hidden();
    int depth = inputs + hidden;
    int from = 0;
    for (int block = 0; block < blocks(); block++) {
      int to = from + blockColumns(block, hidden);
      int at = panelsAt(block, inputs, hidden);
      packTransposed(weights.weightIh(), from, to, packed, at, depth, 0, packing);
      packTransposed(weights.weightHh(), from, to, packed, at, depth, inputs, packing);
      from = to;
    }
  }

  @Override
  public final void forward(RecurrentSequence sequence, Workspace workspace, Workers workers) {
    RecurrentShape shape = sequence.shape();
    int packedLength = packedLength(shape.inputs(), shape.hidden());
    sequence.checkPacked(packedLength);
    boolean split = worthSplitting(shape, workers);
    boolean packs = sequence.packed() == null;
    float[] packed = packs ? workspace.take(packedLength) : sequence.packed();
    if (packs) {
      pack(
          sequence.weights(),
          packed,
          ParallelPackB.of(workspace, split ? workers : Workers.CALLER));
    }
    int parts = split ? workers.count() : 1;
    float[] scratch =
        workspace.take(parts * ForwardPass.scratchLength(shape.steps(), shape.batch()));
    boolean saves = sequence.saved() != null || savedWidth(shape.hidden()) == 0;
    float[] a = saves ? null : workspace.take(ForwardPass.unsavedLength(this, shape));
    ForwardPass pass = ForwardPass.of(workspace);
    pass.set(this, sequence, packed, a, scratch, parts);
    if (split) {
      workers.run(pass);
    } else {
      pass.run(0, 1);
    }
    pass.clear();
    if (a != null) {
      workspace.give(a);
    }
    workspace.give(scratch);
    if (packs) {
      workspace.give(packed);
    }
  }

  @Override
  public final void step(RecurrentStep step) {
    Workspace workspace = step.workspace();
    float[] a = workspace.take(step.batch() * stepWidth(step.weights().hidden()));
    float[] scratch = workspace.take(ForwardPass.scratchLength(1, step.batch()));
    ForwardPass pass = ForwardPass.of(workspace);
    pass.set(this, step, a, scratch);
    pass.step();
    pass.clear();
    workspace.give(scratch);
    workspace.give(a);
  }

  @Override
  public final void backward(
      RecurrentSequence sequence,
      RecurrentGradients gradients,
      Workspace workspace,
      Workers workers) {
    RecurrentShape shape = sequence.shape();
    int batch = shape.batch();
    int hidden = shape.hidden();
    sequence.checkSaved(savedWidth(hidden));
    BackwardPass pass = BackwardPass.of(workspace);
    pass.set(this, sequence, gradients.dy());

    // 1. what reaches the final states
    pass.dh = workspace.take(batch * hidden);
    pass.dc = workspace.take(batch * hidden);
    copyOrClear(gradients.dhn(), pass.dh, batch * hidden);
    copyOrClear(gradients.dcn(), pass.dc, batch * hidden);

    // 2. back through time, some steps at a time, each followed by their part of the gradients to
    // the parameters and the input, while da is in the caches
    int chunk = Math.max(1, Math.min(shape.steps(), CHUNK_ROWS / Math.max(1, batch)));
    pass.da = workspace.take(chunk * batch * pass.width);
    pass.packed = workspace.take(backwardLength(hidden));
    pass.takeScratch(workspace, workers.count(), chunk * batch);
    boolean split = worthSplitting(shape, workers);
    ParallelPackB packing = ParallelPackB.of(workspace, split ? workers : Workers.CALLER);
    packBackward(sequence.weights(), pass.packed, packing);
    setProducts(pass);
    InputGradients inputs = null;
    if (gradients.dx() != null) {
      inputs = KeptObjects.of(workspace, InputGradients.class, InputGradients::new);
      Tensor w = sequence.weights().weightIh();
      inputs.begin(w, gradients.dx(), pass.da, pass.width, pass.scratch, workspace, packing);
    }
    boolean byBlock =
        batch >= MR * workers.count() && BatchBlocking.small(packedLength(shape.inputs(), hidden));
    pass.inputs = byBlock ? inputs : null;
    GradientProducts products = GradientProducts.of(workspace);
    products.begin(
        this,
        sequence,
        gradients,
        byBlock ? null : inputs,
        pass.scratchLength,
        split,
        workspace,
        workers);
    for (int to = shape.steps(); to > 0; to -= chunk) {
      int from = Math.max(0, to - chunk);
      pass.setSteps(from, to);
      if (split) {
        workers.run(pass);
      } else {
        pass.run(0, 1);
      }
      products.add(from * batch, (to - from) * batch, pass.da);
    }
    products.end();
    if (inputs != null) {
      inputs.end(workspace);
    }

    // 3. the initial states
    addTo(gradients.dh0(), pass.dh);
    if (hasCellState()) {
      addTo(gradients.dc0(), pass.dc);
    }

    workspace.give(pass.scratch);
    workspace.give(pass.packed);
    workspace.give(pass.da);
    workspace.give(pass.dc);
    workspace.give(pass.dh);
    pass.clear();
  }

  private boolean worthSplitting(RecurrentShape shape, Workers workers) {
    long work = (long) shape.steps() * shape.batch() * gates() * shape.hidden() * shape.hidden();
    return workers.count() > 1 && shape.batch() >= workers.count() && work >= PARALLEL;
  }

  /// The first batch row of a part: at a tile's border where there are enough rows.
  static int boundary(int batch, int part, int count) {
    if (batch < count * MR) {
      return batch * part / count;
    }
    int tiles = (batch + MR - 1) / MR;
    return Math.min(batch, tiles * part / count * MR);
  }

  /// Packs rows `from` to `to` of a weight `[G·H, K]` for products with its transpose, as the `K` rows
  /// after `above` others of panels of `depth` rows.
  private static void packTransposed(
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

  private static void copyOrClear(Tensor from, float[] to, int length) {
    if (from == null) {
      Arrays.fill(to, 0, length, 0f);
    } else {
      System.arraycopy(from.data(), from.offset(), to, 0, length);
    }
  }

  private static void addTo(Tensor sum, float[] addend) {
    if (sum != null) {
      add(sum.elements(), addend, 0, sum.data(), sum.offset());
    }
  }
}

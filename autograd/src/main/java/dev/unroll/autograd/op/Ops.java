package dev.unroll.autograd.op;

import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.attention.AttentionOp;
import dev.unroll.autograd.op.elementwise.AbsOp;
import dev.unroll.autograd.op.elementwise.AddOp;
import dev.unroll.autograd.op.elementwise.ClampOp;
import dev.unroll.autograd.op.elementwise.DivideOp;
import dev.unroll.autograd.op.elementwise.DropoutOp;
import dev.unroll.autograd.op.elementwise.ExpOp;
import dev.unroll.autograd.op.elementwise.GeluOp;
import dev.unroll.autograd.op.elementwise.LeakyReluOp;
import dev.unroll.autograd.op.elementwise.LogOp;
import dev.unroll.autograd.op.elementwise.MultiplyOp;
import dev.unroll.autograd.op.elementwise.NegateOp;
import dev.unroll.autograd.op.elementwise.PowOp;
import dev.unroll.autograd.op.elementwise.RandomTruncationOp;
import dev.unroll.autograd.op.elementwise.ReluOp;
import dev.unroll.autograd.op.elementwise.ScaleOp;
import dev.unroll.autograd.op.elementwise.SigmoidOp;
import dev.unroll.autograd.op.elementwise.SqrtOp;
import dev.unroll.autograd.op.elementwise.SquareOp;
import dev.unroll.autograd.op.elementwise.SubtractOp;
import dev.unroll.autograd.op.elementwise.TanhOp;
import dev.unroll.autograd.op.elementwise.VariationalDropoutOp;
import dev.unroll.autograd.op.loss.BinaryCrossEntropyOp;
import dev.unroll.autograd.op.loss.CrfOp;
import dev.unroll.autograd.op.loss.CrossEntropyOp;
import dev.unroll.autograd.op.loss.CtcOp;
import dev.unroll.autograd.op.loss.HuberOp;
import dev.unroll.autograd.op.loss.MaeOp;
import dev.unroll.autograd.op.loss.MseOp;
import dev.unroll.autograd.op.loss.Viterbi;
import dev.unroll.autograd.op.loss.WeightedCrossEntropyOp;
import dev.unroll.autograd.op.product.EmbeddingOp;
import dev.unroll.autograd.op.product.HighwayOp;
import dev.unroll.autograd.op.product.LinearOp;
import dev.unroll.autograd.op.product.MatmulOp;
import dev.unroll.autograd.op.recurrent.GruOp;
import dev.unroll.autograd.op.recurrent.JordanOp;
import dev.unroll.autograd.op.recurrent.LstmOp;
import dev.unroll.autograd.op.recurrent.PeepholeLstmOp;
import dev.unroll.autograd.op.recurrent.ProjectedLstmOp;
import dev.unroll.autograd.op.recurrent.Recurrence;
import dev.unroll.autograd.op.recurrent.ResetAfterGruOp;
import dev.unroll.autograd.op.recurrent.RnnOp;
import dev.unroll.autograd.op.recurrent.SimplifiedGruOp;
import dev.unroll.autograd.op.reduction.LayerNormOp;
import dev.unroll.autograd.op.reduction.LogSoftmaxOp;
import dev.unroll.autograd.op.reduction.LogSumExpOp;
import dev.unroll.autograd.op.reduction.MaxOp;
import dev.unroll.autograd.op.reduction.MaxOverTimeOp;
import dev.unroll.autograd.op.reduction.MeanOp;
import dev.unroll.autograd.op.reduction.MeanOverTimeOp;
import dev.unroll.autograd.op.reduction.NormOp;
import dev.unroll.autograd.op.reduction.SoftmaxOp;
import dev.unroll.autograd.op.reduction.SumOp;
import dev.unroll.autograd.op.reduction.SumOverTimeOp;
import dev.unroll.autograd.op.shape.ClearPaddingOp;
import dev.unroll.autograd.op.shape.ConcatenateOp;
import dev.unroll.autograd.op.shape.GatherRowsOp;
import dev.unroll.autograd.op.shape.LastStepOp;
import dev.unroll.autograd.op.shape.PadOp;
import dev.unroll.autograd.op.shape.PermuteOp;
import dev.unroll.autograd.op.shape.PickOp;
import dev.unroll.autograd.op.shape.ReshapeOp;
import dev.unroll.autograd.op.shape.ReverseOp;
import dev.unroll.autograd.op.shape.SliceOp;
import dev.unroll.autograd.op.shape.SplitOp;
import dev.unroll.autograd.op.shape.StackOp;
import dev.unroll.autograd.op.spatial.AveragePoolOp;
import dev.unroll.autograd.op.spatial.Conv2dOp;
import dev.unroll.autograd.op.spatial.Conv3dOp;
import dev.unroll.autograd.op.spatial.MaxPoolOp;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Direction;
import java.util.List;

/// Every differentiable operation as one static function, for a static import, so that a model's code
/// reads like its equation:
///
///     import static dev.unroll.autograd.op.Ops.*;
///
///     Variable gate = sigmoid(linear(x, weight, bias));
///     return add(x, multiply(gate, subtract(layer, x)));
///
/// Operations run at once and record themselves on the tape of their variables. All of them refuse what
/// does not fit with an [IllegalArgumentException] that shows the shapes. An axis may be counted from the
/// front (0, 1, …) or from the innermost (−1, −2, …). `T` are time steps, `N` rows of the batch, `lengths
/// [N]` the steps of each row, null where all are T long.
///
/// The operations themselves, with their backward passes, are one file each in the packages beneath.
public final class Ops {
  private Ops() {}

  // ---- element-wise

  /// `a + b`, the shapes broadcast against each other.
  public static Variable add(Variable a, Variable b) {
    return AddOp.apply(a, b);
  }

  /// `a − b`, the shapes broadcast against each other.
  public static Variable subtract(Variable a, Variable b) {
    return SubtractOp.apply(a, b);
  }

  /// `a ⊙ b`, the shapes broadcast against each other.
  public static Variable multiply(Variable a, Variable b) {
    return MultiplyOp.apply(a, b);
  }

  /// `a / b`, the shapes broadcast against each other.
  public static Variable divide(Variable a, Variable b) {
    return DivideOp.apply(a, b);
  }

  /// `factor·x`.
  public static Variable scale(Variable x, float factor) {
    return ScaleOp.apply(x, factor);
  }

  /// `−x`.
  public static Variable negate(Variable x) {
    return NegateOp.apply(x);
  }

  /// `tanh x`.
  public static Variable tanh(Variable x) {
    return TanhOp.apply(x);
  }

  /// The logistic function, `1/(1 + e⁻ˣ)`.
  public static Variable sigmoid(Variable x) {
    return SigmoidOp.apply(x);
  }

  /// `max(0, x)`.
  public static Variable relu(Variable x) {
    return ReluOp.apply(x);
  }

  /// `x` where positive, else `slope·x`.
  public static Variable leakyRelu(Variable x, float slope) {
    return LeakyReluOp.apply(x, slope);
  }

  /// `x·Φ(x)` with the normal distribution Φ.
  public static Variable gelu(Variable x) {
    return GeluOp.apply(x);
  }

  /// `eˣ`.
  public static Variable exp(Variable x) {
    return ExpOp.apply(x);
  }

  /// `ln x`.
  public static Variable log(Variable x) {
    return LogOp.apply(x);
  }

  /// `√x`.
  public static Variable sqrt(Variable x) {
    return SqrtOp.apply(x);
  }

  /// `x²`.
  public static Variable square(Variable x) {
    return SquareOp.apply(x);
  }

  /// The absolute value.
  public static Variable abs(Variable x) {
    return AbsOp.apply(x);
  }

  /// `min(max(x, low), high)`.
  public static Variable clamp(Variable x, float low, float high) {
    return ClampOp.apply(x, low, high);
  }

  /// `xᵖ` for a constant p.
  public static Variable pow(Variable x, float exponent) {
    return PowOp.apply(x, exponent);
  }

  /// Inverted dropout: elements to zero with the given probability, the others grow by 1/(1 − p); one number
  /// is drawn for each element. With p = 0 it is `x` itself.
  public static Variable dropout(Variable x, float probability, RandomStream random) {
    return DropoutOp.apply(x, probability, random);
  }

  /// Dropout of a sequence `x [T,N,...]` with one mask for all its steps (Gal and Ghahramani 2016).
  public static Variable variationalDropout(Variable x, float probability, RandomStream random) {
    return VariationalDropoutOp.apply(x, probability, random);
  }

  /// The identity, whose gradient is multiplied by 1/π with probability π, else by 0: truncated
  /// backpropagation through time without bias (Tallec and Ollivier 2017).
  public static Variable randomTruncation(Variable x, float continuation, RandomStream random) {
    return RandomTruncationOp.apply(x, continuation, random);
  }

  /// The identity, whose gradient is multiplied by `factor`.
  public static Variable scaleGradient(Variable x, float factor) {
    return RandomTruncationOp.weighted(x, factor);
  }

  // ---- shape

  /// The same numbers under another shape, a window on those of `x`.
  public static Variable reshape(Variable x, Shape shape) {
    return ReshapeOp.apply(x, shape);
  }

  /// The same numbers under another shape, where one extent may be −1: as long as the numbers allow.
  public static Variable reshape(Variable x, int... extents) {
    return ReshapeOp.apply(x, extents);
  }

  /// The axes from `first` to `last`, both included, made one: `[2,3,4,5]` flattened from 1 to 2 is
  /// `[2,12,5]`.
  public static Variable flattened(Variable x, int first, int last) {
    return ReshapeOp.flattened(x, first, last);
  }

  /// Axis i of the result is axis `order[i]` of `x`.
  public static Variable permute(Variable x, int... order) {
    return PermuteOp.apply(x, order);
  }

  /// `x` with two of its axes exchanged.
  public static Variable transpose(Variable x, int first, int second) {
    return PermuteOp.transpose(x, first, second);
  }

  /// The indices from `from` to `to`, which is not included, of an axis.
  public static Variable slice(Variable x, int axis, int from, int to) {
    return SliceOp.apply(x, axis, from, to);
  }

  /// Parts of the given sizes along an axis; they add up to its extent.
  public static Variable[] split(Variable x, int axis, int... sizes) {
    return SplitOp.apply(x, axis, sizes);
  }

  /// `count` parts of equal size along an axis.
  public static Variable[] splitEqually(Variable x, int axis, int count) {
    return SplitOp.equal(x, axis, count);
  }

  /// The inputs one after another along an axis; their other extents are equal.
  public static Variable concatenate(int axis, Variable... inputs) {
    return ConcatenateOp.apply(axis, inputs);
  }

  /// The inputs one after another along an axis; their other extents are equal.
  public static Variable concatenate(int axis, List<Variable> inputs) {
    return ConcatenateOp.apply(axis, inputs.toArray(Variable[]::new));
  }

  /// Inputs of one shape, joined along a new axis in front of the given one.
  public static Variable stack(int axis, List<Variable> inputs) {
    return StackOp.apply(axis, inputs.toArray(Variable[]::new));
  }

  /// Inputs of one shape, joined along a new axis in front of the given one.
  public static Variable stack(int axis, Variable... inputs) {
    return StackOp.apply(axis, inputs);
  }

  /// `y[m] = x[rows[m]]` along the outermost axis, in any order, also repeatedly.
  public static Variable gatherRows(Variable x, int... rows) {
    return GatherRowsOp.apply(x, rows);
  }

  /// A sequence `x [T,N,...]` backward in time, each row within its own length; padding becomes 0.
  public static Variable reverse(Variable x, int[] lengths) {
    return ReverseOp.apply(x, lengths);
  }

  /// Time-major ids `[T·N]` backward in time, each row within its own length; padding becomes id 0.
  public static int[] reverse(int[] ids, int steps, int batch, int[] lengths) {
    return ReverseOp.apply(ids, steps, batch, lengths);
  }

  /// A sequence `x [T,N,...]` with zeros past the end of each row, whatever was there, a NaN too; `x` itself where
  /// `lengths` is null.
  public static Variable clearPadding(Variable x, int[] lengths) {
    return ClearPaddingOp.apply(x, lengths);
  }

  /// Each row of a sequence `x [T,N,...]` at its own last step; `[N,...]`, 0 for a row of no steps.
  public static Variable last(Variable x, int[] lengths) {
    return LastStepOp.apply(x, lengths);
  }

  /// One number of each row: `y[m] = x[m, ids[m]]` for the M rows of `x [...,C]`.
  public static Variable pick(Variable x, int... ids) {
    return PickOp.apply(x, ids);
  }

  /// `before` and `after` more indices along an axis, all holding `value`.
  public static Variable pad(Variable x, int axis, int before, int after, float value) {
    return PadOp.apply(x, axis, before, after, value);
  }

  // ---- reductions and normalizations; the axes reduced over are gone from the result's shape

  /// `Σ x` over the given axes, over all of them if none is given.
  public static Variable sum(Variable x, int... axes) {
    return SumOp.apply(x, axes);
  }

  /// The mean over the given axes, over all of them if none is given.
  public static Variable mean(Variable x, int... axes) {
    return MeanOp.apply(x, axes);
  }

  /// The maximum over the given axes, over all of them if none is given; the gradient goes to the first of
  /// the greatest numbers.
  public static Variable max(Variable x, int... axes) {
    return MaxOp.apply(x, axes);
  }

  /// The sum of each row of a sequence `x [T,N,...]` over its own steps; `[N,...]`, 0 for a row of no steps. Padding
  /// is not looked at.
  public static Variable sumOverTime(Variable x, int[] lengths) {
    return SumOverTimeOp.apply(x, lengths);
  }

  /// [#sumOverTime], divided by each row's length.
  public static Variable meanOverTime(Variable x, int[] lengths) {
    return MeanOverTimeOp.apply(x, lengths);
  }

  /// The maximum of each row of a sequence `x [T,N,...]` over its own steps; `[N,...]`, 0 for a row of no steps.
  /// Padding is not looked at.
  public static Variable maxOverTime(Variable x, int[] lengths) {
    return MaxOverTimeOp.apply(x, lengths);
  }

  /// `ln Σ eˣ` over the given axes, over the innermost if none is given.
  public static Variable logSumExp(Variable x, int... axes) {
    return LogSumExpOp.apply(x, axes);
  }

  /// The Euclidean norm `√Σ x²` over the given axes, over all of them if none is given.
  public static Variable norm(Variable x, int... axes) {
    return NormOp.apply(x, axes);
  }

  /// `eˣ/Σ eˣ` over the given axes, over the innermost if none is given; of the shape of `x`.
  public static Variable softmax(Variable x, int... axes) {
    return SoftmaxOp.apply(x, axes);
  }

  /// `x − ln Σ eˣ` over the given axes, over the innermost if none is given; of the shape of `x`.
  public static Variable logSoftmax(Variable x, int... axes) {
    return LogSoftmaxOp.apply(x, axes);
  }

  /// `(x − mean x)/√(var x + ε)` over the innermost axis of `x [...,C]`, then `⊙ weight + bias` unless both,
  /// each `[C]`, are null (Ba, Kiros and Hinton 2016).
  public static Variable layerNorm(Variable x, Variable weight, Variable bias, float epsilon) {
    return LayerNormOp.apply(x, weight, bias, epsilon);
  }

  // ---- products

  /// `A·B`: matrices `[M,K]` and `[K,N]`, or as many of them under equal leading axes.
  public static Variable matmul(Variable a, Variable b) {
    return MatmulOp.apply(a, b);
  }

  /// `op(A)·op(B)`, where either matrix may be transposed.
  public static Variable matmul(Variable a, boolean transposeA, Variable b, boolean transposeB) {
    return MatmulOp.apply(a, transposeA, b, transposeB);
  }

  /// `x·Wᵀ + b` for each row: `x [...,I]`, `weight [O,I]`, `bias [O]` or null; `[...,O]`.
  public static Variable linear(Variable x, Variable weight, Variable bias) {
    return LinearOp.apply(x, weight, bias);
  }

  /// Rows of a table by id: `table [V,E]`, `ids [M]`; `[M,E]`.
  public static Variable embedding(Variable table, int[] ids) {
    return EmbeddingOp.apply(table, ids);
  }

  /// Rows of a table by id: `table [V,E]`, time-major `ids [T·N]`; `[T,N,E]`.
  public static Variable embedding(Variable table, int[] ids, int steps, int batch) {
    return EmbeddingOp.apply(table, ids, steps, batch);
  }

  /// `x + g ⊙ (layer − x)` with the gate `g = σ(x·weightᵀ + bias)` (Srivastava, Greff and Schmidhuber 2015).
  public static Variable highway(Variable x, Variable layer, Variable weight, Variable bias) {
    return HighwayOp.apply(x, layer, weight, bias);
  }

  /// `x + layer`, where `layer` is what the layer made of `x` (He et al. 2016).
  public static Variable residual(Variable x, Variable layer) {
    return HighwayOp.residual(x, layer);
  }

  // ---- convolutions and pooling

  /// Convolution over two axes with one stride and one padding for both: `x [N,C,H,W]`, `weight [O,C,K,L]`,
  /// `bias [O]` or null; `[N,O,...]`, each extent E becoming `(E + 2·padding − kernel)/stride + 1`.
  public static Variable conv2d(
      Variable x, Variable weight, Variable bias, int stride, int padding) {
    return Conv2dOp.apply(x, weight, bias, stride, padding);
  }

  /// [#conv2d] with a stride and a padding for each of the two axes.
  public static Variable conv2d(
      Variable x, Variable weight, Variable bias, int[] stride, int[] padding) {
    return Conv2dOp.apply(x, weight, bias, stride, padding);
  }

  /// [#conv2d] over three axes: `x [N,C,D,H,W]`, `weight [O,C,J,K,L]`.
  public static Variable conv3d(
      Variable x, Variable weight, Variable bias, int stride, int padding) {
    return Conv3dOp.apply(x, weight, bias, stride, padding);
  }

  /// [#conv3d] with a stride and a padding for each of the three axes.
  public static Variable conv3d(
      Variable x, Variable weight, Variable bias, int[] stride, int[] padding) {
    return Conv3dOp.apply(x, weight, bias, stride, padding);
  }

  /// The greatest number in each window of `x [N,C,H,W]` or `[N,C,D,H,W]`; padding never wins.
  public static Variable maxPool(Variable x, int size, int stride, int padding) {
    return MaxPoolOp.apply(x, size, stride, padding);
  }

  /// [#maxPool] with a size, a stride and a padding for each spatial axis.
  public static Variable maxPool(Variable x, int[] size, int[] stride, int[] padding) {
    return MaxPoolOp.apply(x, size, stride, padding);
  }

  /// The mean of each window of `x [N,C,H,W]` or `[N,C,D,H,W]`; padding counts as zeros.
  public static Variable averagePool(Variable x, int size, int stride, int padding) {
    return AveragePoolOp.apply(x, size, stride, padding);
  }

  /// [#averagePool] with a size, a stride and a padding for each spatial axis.
  public static Variable averagePool(Variable x, int[] size, int[] stride, int[] padding) {
    return AveragePoolOp.apply(x, size, stride, padding);
  }

  // ---- attention: w = softmax of the scores over each row's steps, context = Σ_t w[t] values[t]

  /// Attention with scores `q·k`: `query [N,H]` or, for S queries a row, `[S,N,H]`; `keys [T,N,H]`,
  /// `values [T,N,V]`, which may be the keys.
  public static AttentionOutput dotAttention(
      Variable query, Variable keys, Variable values, int[] lengths) {
    return AttentionOp.dot(query, keys, values, lengths);
  }

  /// [#dotAttention] with scores `q·k/√H` (Vaswani et al. 2017).
  public static AttentionOutput scaledAttention(
      Variable query, Variable keys, Variable values, int[] lengths) {
    return AttentionOp.scaled(query, keys, values, lengths);
  }

  /// [#dotAttention] with scores `q·(W k)`: `query [N,Q]` or `[S,N,Q]`, `weight [Q,H]` (Luong, Pham and
  /// Manning 2015).
  public static AttentionOutput generalAttention(
      Variable query, Variable keys, Variable values, Variable weight, int[] lengths) {
    return AttentionOp.general(query, keys, values, weight, lengths);
  }

  /// [#dotAttention] with scores `v·tanh(Wq q + Wk k)`: `query [N,Q]` or `[S,N,Q]`, `queryWeight [A,Q]`,
  /// `keyWeight [A,H]`, or null where the keys `[T,N,A]` are projected already, `scoreWeight [A]` (Bahdanau, Cho and Bengio 2015).
  public static AttentionOutput additiveAttention(
      Variable query,
      Variable keys,
      Variable values,
      Variable queryWeight,
      Variable keyWeight,
      Variable scoreWeight,
      int[] lengths) {
    return AttentionOp.additive(query, keys, values, queryWeight, keyWeight, scoreWeight, lengths);
  }

  // ---- recurrent layers over whole sequences; x [T,N,C] or time-major ids [T·N] from 0 to C − 1

  /// The simple (Elman) layer `h[t] = φ(W x[t] + b_ih + R h[t-1] + b_hh)`; `h0 [N,H]` or null for zeros.
  public static RecurrentOutput rnn(
      Activation activation,
      Variable x,
      RecurrentParameters parameters,
      Variable h0,
      int[] lengths) {
    return RnnOp.apply(activation, x, parameters, h0, lengths);
  }

  /// [#rnn] on tokens.
  public static RecurrentOutput rnn(
      Activation activation,
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters parameters,
      Variable h0,
      int[] lengths) {
    return RnnOp.apply(activation, ids, steps, batch, parameters, h0, lengths);
  }

  /// The LSTM, gates i, f, g, o: `c[t] = f ⊙ c[t-1] + i ⊙ g`, `h[t] = o ⊙ tanh(c[t])`; `h0`, `c0` `[N,H]` or
  /// null for zeros.
  public static RecurrentOutput lstm(
      Variable x, RecurrentParameters parameters, Variable h0, Variable c0, int[] lengths) {
    return LstmOp.apply(Activation.TANH, x, parameters, h0, c0, lengths);
  }

  /// [#lstm] on tokens.
  public static RecurrentOutput lstm(
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    return LstmOp.apply(Activation.TANH, ids, steps, batch, parameters, h0, c0, lengths);
  }

  /// [#lstm] with another activation φ in the place of both tanh.
  public static RecurrentOutput lstm(
      Activation activation,
      Variable x,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    return LstmOp.apply(activation, x, parameters, h0, c0, lengths);
  }

  /// [#lstm(Activation, Variable, RecurrentParameters, Variable, Variable, int[])] on tokens.
  public static RecurrentOutput lstm(
      Activation activation,
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    return LstmOp.apply(activation, ids, steps, batch, parameters, h0, c0, lengths);
  }

  /// [#lstm] whose gates see the cell state through three diagonal weights, which are further parameters: for i, f and o,
  /// each `[H]` (Gers and Schmidhuber 2000).
  public static RecurrentOutput peepholeLstm(
      Variable x, RecurrentParameters parameters, Variable h0, Variable c0, int[] lengths) {
    return PeepholeLstmOp.apply(x, parameters, h0, c0, lengths);
  }

  /// [#peepholeLstm] on tokens.
  public static RecurrentOutput peepholeLstm(
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    return PeepholeLstmOp.apply(ids, steps, batch, parameters, h0, c0, lengths);
  }

  /// [#lstm] with `h[t] = W_r (o ⊙ tanh(c[t]))`, `W_r [P,H]` being a further parameter: `weight_hh [4H,P]`, `h0 [N,P]`
  /// (Sak, Senior and Beaufays 2014).
  public static RecurrentOutput projectedLstm(
      Variable x, RecurrentParameters parameters, Variable h0, Variable c0, int[] lengths) {
    return ProjectedLstmOp.apply(x, parameters, h0, c0, lengths);
  }

  /// [#projectedLstm] on tokens.
  public static RecurrentOutput projectedLstm(
      int[] ids,
      int steps,
      int batch,
      RecurrentParameters parameters,
      Variable h0,
      Variable c0,
      int[] lengths) {
    return ProjectedLstmOp.apply(ids, steps, batch, parameters, h0, c0, lengths);
  }

  /// The lectures' GRU, gates r, u, n, reset before the product: `h[t] = (1 − u) ⊙ h[t-1] + u ⊙ n`.
  public static RecurrentOutput gru(
      Variable x, RecurrentParameters parameters, Variable h0, int[] lengths) {
    return GruOp.apply(x, parameters, h0, lengths);
  }

  /// [#gru] on tokens.
  public static RecurrentOutput gru(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, int[] lengths) {
    return GruOp.apply(ids, steps, batch, parameters, h0, lengths);
  }

  /// The GRU of cuDNN, PyTorch and Keras, gates r, z, n, reset after the product:
  /// `h[t] = z ⊙ h[t-1] + (1 − z) ⊙ n`.
  public static RecurrentOutput resetAfterGru(
      Variable x, RecurrentParameters parameters, Variable h0, int[] lengths) {
    return ResetAfterGruOp.apply(x, parameters, h0, lengths);
  }

  /// [#resetAfterGru] on tokens.
  public static RecurrentOutput resetAfterGru(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, int[] lengths) {
    return ResetAfterGruOp.apply(ids, steps, batch, parameters, h0, lengths);
  }

  /// The GRU with the update gate alone, blocks u, n: `h[t] = (1 − u) ⊙ h[t-1] + u ⊙ n`.
  public static RecurrentOutput simplifiedGru(
      Variable x, RecurrentParameters parameters, Variable h0, int[] lengths) {
    return SimplifiedGruOp.apply(x, parameters, h0, lengths);
  }

  /// [#simplifiedGru] on tokens.
  public static RecurrentOutput simplifiedGru(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, int[] lengths) {
    return SimplifiedGruOp.apply(ids, steps, batch, parameters, h0, lengths);
  }

  /// The Jordan network `m[t] = tanh(W x[t] + R y[t-1] + b)`, `y[t] = V m[t] + d` (Jordan 1986): `W [H,C]`, `R [H,P]` and
  /// one bias at most, `V [P,H]` and `d [P]` or null as further parameters; `h0 [N,P]` is the output before, or null for
  /// zeros.
  public static RecurrentOutput jordan(
      Variable x, RecurrentParameters parameters, Variable h0, int[] lengths) {
    return JordanOp.apply(x, parameters, h0, lengths);
  }

  /// [#jordan] on tokens.
  public static RecurrentOutput jordan(
      int[] ids, int steps, int batch, RecurrentParameters parameters, Variable h0, int[] lengths) {
    return JordanOp.apply(ids, steps, batch, parameters, h0, lengths);
  }

  /// A recurrent layer of any cell that has a kernel, in a direction: against time each row begins with its own last step,
  /// and the last state is that after its first.
  public static RecurrentOutput recurrent(
      RecurrentLayer layer, Direction direction, Variable x, int[] lengths) {
    return Recurrence.apply(layer, direction, x, lengths);
  }

  /// [#recurrent] on tokens.
  public static RecurrentOutput recurrent(
      RecurrentLayer layer, Direction direction, int[] ids, int steps, int batch, int[] lengths) {
    return Recurrence.apply(layer, direction, ids, steps, batch, lengths);
  }

  /// Two layers of one cell, one in each direction, whose outputs stand beside one another in `y [T,N,2P]`.
  public static BidirectionalOutput bidirectional(
      RecurrentLayer forward, RecurrentLayer reverse, Variable x, int[] lengths) {
    return Recurrence.apply(forward, reverse, x, lengths);
  }

  /// [#bidirectional] on tokens.
  public static BidirectionalOutput bidirectional(
      RecurrentLayer forward,
      RecurrentLayer reverse,
      int[] ids,
      int steps,
      int batch,
      int[] lengths) {
    return Recurrence.apply(forward, reverse, ids, steps, batch, lengths);
  }

  // ---- losses: sums and means over what counts

  /// `−ln softmax(logits[m])[targets[m]]`: `logits [...,V]` with M rows, `targets [M]` from 0 to V − 1.
  public static LossOutput crossEntropy(Variable logits, int[] targets) {
    return CrossEntropyOp.apply(logits, targets);
  }

  /// [#crossEntropy(Variable, int[])] over the rows whose target is not `ignore`.
  public static LossOutput crossEntropy(Variable logits, int[] targets, int ignore) {
    return CrossEntropyOp.apply(logits, targets, ignore);
  }

  /// [#crossEntropy(Variable, int[])] with class weights `[V]`, which may be null, and label smoothing.
  public static LossOutput weightedCrossEntropy(
      Variable logits, int[] targets, Tensor weights, float smoothing) {
    return WeightedCrossEntropyOp.apply(logits, targets, weights, smoothing);
  }

  /// [#weightedCrossEntropy(Variable, int[], Tensor, float)] over the rows whose target is not `ignore`.
  public static LossOutput weightedCrossEntropy(
      Variable logits, int[] targets, int ignore, Tensor weights, float smoothing) {
    return WeightedCrossEntropyOp.apply(logits, targets, ignore, weights, smoothing);
  }

  /// A copy of time-major targets `[T·N]` with `ignore` past each row's length.
  public static int[] withoutPadding(
      int[] targets, int steps, int batch, int[] lengths, int ignore) {
    return CrossEntropyOp.withoutPadding(targets, steps, batch, lengths, ignore);
  }

  /// The binary cross-entropy of logits against targets from 0 to 1.
  public static LossOutput binaryCrossEntropy(Variable logits, Variable target) {
    return BinaryCrossEntropyOp.apply(logits, target);
  }

  /// [#binaryCrossEntropy(Variable, Variable)] within `lengths` of sequences `[T,N,...]`, with a weight for each
  /// index of the leading axes; either may be null.
  public static LossOutput binaryCrossEntropy(
      Variable logits, Variable target, int[] lengths, Tensor weights) {
    return BinaryCrossEntropyOp.apply(logits, target, lengths, weights);
  }

  /// The squared error `(x − t)²`.
  public static LossOutput mse(Variable prediction, Variable target) {
    return MseOp.apply(prediction, target);
  }

  /// [#mse(Variable, Variable)] within `lengths` of sequences `[T,N,...]`, with a weight for each index of the
  /// leading axes; either may be null.
  public static LossOutput mse(
      Variable prediction, Variable target, int[] lengths, Tensor weights) {
    return MseOp.apply(prediction, target, lengths, weights);
  }

  /// The absolute error.
  public static LossOutput mae(Variable prediction, Variable target) {
    return MaeOp.apply(prediction, target);
  }

  /// [#mae(Variable, Variable)] within `lengths` of sequences `[T,N,...]`, with a weight for each index of the
  /// leading axes; either may be null.
  public static LossOutput mae(
      Variable prediction, Variable target, int[] lengths, Tensor weights) {
    return MaeOp.apply(prediction, target, lengths, weights);
  }

  /// The Huber loss: squared up to a difference of `delta`, linear beyond.
  public static LossOutput huber(Variable prediction, Variable target, float delta) {
    return HuberOp.apply(prediction, target, delta);
  }

  /// [#huber(Variable, Variable, float)] within `lengths` of sequences `[T,N,...]`, with a weight for each index
  /// of the leading axes; either may be null.
  public static LossOutput huber(
      Variable prediction, Variable target, float delta, int[] lengths, Tensor weights) {
    return HuberOp.apply(prediction, target, delta, lengths, weights);
  }

  /// Connectionist temporal classification (Graves et al. 2006): `logits [T,N,C]` with class 0 the blank,
  /// `lengths [N]`, time-major labels `targets [S·N]` from 1 to C − 1, `targetLengths [N]`; either lengths may be
  /// null. The weight is the number of rows. Labels that no path spells have the loss +∞, or 0 with
  /// `zeroInfinity`.
  public static LossOutput ctc(
      Variable logits, int[] lengths, int[] targets, int[] targetLengths, boolean zeroInfinity) {
    return CtcOp.apply(logits, lengths, targets, targetLengths, zeroInfinity);
  }

  /// The negative log-likelihood of tags under a linear-chain conditional random field (Lafferty et al. 2001):
  /// emissions `x [T,N,K]`, time-major `tags [T·N]`, `lengths [N]` or null, `transitions [K,K]` from the row's tag
  /// to the column's, `start [K]`, `end [K]`. The weight is the number of rows that are not empty.
  public static LossOutput crf(
      Variable x, int[] tags, int[] lengths, Variable transitions, Variable start, Variable end) {
    return CrfOp.apply(x, tags, lengths, transitions, start, end);
  }

  /// The most likely tags `[T·N]` under a conditional random field, 0 past the lengths; operands as for [#crf].
  public static int[] viterbi(
      Tensor x, int[] lengths, Tensor transitions, Tensor start, Tensor end) {
    return Viterbi.decode(x, lengths, transitions, start, end);
  }
}

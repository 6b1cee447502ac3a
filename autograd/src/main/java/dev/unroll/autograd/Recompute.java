package dev.unroll.autograd;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import java.util.Objects;

/// Trades time for memory: a segment of the graph is computed without keeping anything but its outputs, and
/// computed again when backward reaches it. A sequence of T steps cut into √T segments is trained with the
/// memory of about 2√T of them, at the price of one more forward pass, and with the same bits as without:
/// as in the same segments, and for a recurrent layer also as in one operation over all T steps, because
/// gradients are summed over time from the last step to the first (see
/// [dev.unroll.kernels.RecurrentKernel]).
///
///     Variable[] out = Recompute.run((tape, in, random) -> {
///       RecurrentOutput lstm = Ops.lstm(chunk, weights(tape), in[0], in[1], null);
///       return new Variable[] {loss(tape, lstm.y()), lstm.hn(), lstm.cn()};
///     }, null, h, c);
///
/// What flows from one segment to the next, and only that, goes in and out as variables; parameters are
/// taken from the tape that the segment is given ([Tape#parameter]). A layer that runs backward in time is
/// cut after its input was reversed as a whole.
///
/// Source: Griewank and Walther, *Algorithm 799: revolve*, 2000; Chen et al., *Training deep nets with
/// sublinear memory cost*, 2016.
public final class Recompute implements Operation {
  /// Part of a computation that can be repeated with the same result.
  @FunctionalInterface
  public interface Segment {
    /// Computes the outputs from the inputs, on the given tape and no other.
    ///
    /// @param inputs the inputs, as variables of `tape`; null where they were null
    /// @param random the stream given to [Recompute#run], at the same place each time; null if that
    ///     was null. No other randomness may be used
    Variable[] run(Tape tape, Variable[] inputs, RandomStream random);
  }

  private final Segment segment;
  private final RandomStream.State random;

  private Recompute(Segment segment, RandomStream.State random) {
    this.segment = segment;
    this.random = random;
  }

  /// Computes a segment now and, for its gradients, again during backward, which fails with an
  /// [IllegalStateException] if it does not give the same numbers: because an array that it reads was used for
  /// something else in between, say.
  ///
  /// @param random a stream for the segment, which it draws from now and again from the same place; may be
  ///     null
  /// @param inputs variables of one tape, at least one of them not null
  public static Variable[] run(Segment segment, RandomStream random, Variable... inputs) {
    Tape tape = tapeOf(inputs);
    if (!tape.recording()) {
      return segment.run(tape, inputs, random);
    }
    RandomStream.State state = random == null ? null : random.state();
    Tape inner = tape.inner();
    try (var _ = inner.step();
        var _ = inner.noGradient()) {
      Variable[] copies = new Variable[inputs.length];
      for (int i = 0; i < inputs.length; i++) {
        copies[i] = inputs[i] == null ? null : inner.constant(inputs[i].value());
      }
      Variable[] outputs = segment.run(inner, copies, random);
      Tensor[] values = new Tensor[outputs.length];
      for (int i = 0; i < outputs.length; i++) {
        values[i] = tape.take(outputs[i].shape());
        values[i].copyFrom(outputs[i].value());
      }
      tape.adoptParameters(inner);
      return tape.recordSegment(new Recompute(segment, state), values, inputs);
    }
  }

  private static Tape tapeOf(Variable[] inputs) {
    for (Variable input : inputs) {
      if (input != null) {
        return input.tape();
      }
    }
    throw new IllegalArgumentException("recompute: expected at least one input");
  }

  @Override
  public String name() {
    return "recompute";
  }

  @Override
  public void backward(Node node) {
    Tape inner = node.tape().inner();
    Variable[] leaves = new Variable[node.inputs()];
    try (var _ = inner.step()) {
      try {
        backward(node, inner, leaves);
      } finally {
        // the gradients are the inputs': not for the inner tape to give back
        for (Variable leaf : leaves) {
          if (leaf != null) {
            leaf.collectInto(null);
          }
        }
      }
    }
  }

  private void backward(Node node, Tape inner, Variable[] leaves) {
    // 1. the segment again, recorded; its leaves collect straight into the inputs' gradients, so
    // that sums are added up in the same order as without it
    for (int i = 0; i < leaves.length; i++) {
      if (node.wantsGradient(i)) {
        leaves[i] = inner.leaf(node.inputValue(i));
        leaves[i].collectInto(node.inputGradient(i));
      } else {
        leaves[i] = node.input(i) == null ? null : inner.constant(node.inputValue(i));
      }
    }
    RandomStream stream = random == null ? null : new RandomStream(random);
    Variable[] outputs = segment.run(inner, leaves, stream);
    for (int i = 0; i < outputs.length; i++) {
      checkSame(i, node.value(i), outputs[i].value());
    }

    // 2. back from the outputs that a gradient has reached
    int reached = 0;
    for (int i = 0; i < outputs.length; i++) {
      reached += node.gradient(i) != null && outputs[i].requiresGradient() ? 1 : 0;
    }
    Variable[] roots = new Variable[reached];
    Tensor[] seeds = new Tensor[reached];
    for (int i = outputs.length - 1; i >= 0; i--) {
      if (node.gradient(i) != null && outputs[i].requiresGradient()) {
        roots[--reached] = Objects.requireNonNull(outputs[i]);
        seeds[reached] = node.gradient(i);
      }
    }
    if (roots.length > 0) {
      inner.backward(roots, seeds);
    }
  }

  private static void checkSame(int output, Tensor first, Tensor second) {
    boolean same = first.shape().equals(second.shape());
    for (int i = 0; same && i < first.elements(); i++) {
      float before = first.data()[first.offset() + i];
      float now = second.data()[second.offset() + i];
      same = Float.floatToRawIntBits(before) == Float.floatToRawIntBits(now);
    }
    if (!same) {
      throw new IllegalStateException(
          "recompute: the segment gave other numbers the second time in its output %d: what it reads must"
                  .formatted(output)
              + " not change before backward");
    }
  }
}

package dev.unroll.kernels.start;

import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.SequenceInput;
import java.util.function.BiConsumer;

/// The start of one pass of a recurrent kernel, with features and with tokens.
public final class RecurrentStart {
  /// A pass of a kernel.
  public enum Pass {
    /// Forward, saving what backward needs.
    TRAINING(RecurrentPractice::training),
    /// Forward without.
    INFERENCE(RecurrentPractice::inference),
    /// Back through time.
    BACKWARD(RecurrentPractice::backward),
    /// One step with carried state.
    STEP(RecurrentPractice::step);

    private final BiConsumer<RecurrentPractice, RecurrentKernel> work;

    Pass(BiConsumer<RecurrentPractice, RecurrentKernel> work) {
      this.work = work;
    }
  }

  private final Twins<RecurrentKernel> twins;
  private final Pass pass;
  private final Start<RecurrentKernel> features;
  private final Start<RecurrentKernel> tokens;

  /// The start of a pass.
  public RecurrentStart(Twins<RecurrentKernel> twins, Pass pass) {
    this.twins = twins;
    this.pass = pass;
    features = twins.start();
    tokens = twins.start();
  }

  /// Whether the lasting kernel does this pass of some input.
  public boolean isOver() {
    return !features.pending() || !tokens.pending();
  }

  /// The kernel that is to do a pass of a shape now.
  public RecurrentKernel kernel(SequenceInput input, RecurrentShape shape) {
    boolean ids = input instanceof SequenceInput.Tokens;
    return kernel(ids ? tokens : features, shape, ids);
  }

  private RecurrentKernel kernel(Start<RecurrentKernel> start, RecurrentShape shape, boolean ids) {
    if (start.pending()) {
      long work = (long) shape.batch() * shape.hidden() * (shape.inputs() + shape.outputs());
      start.expect(work, () -> practice(shape, ids, true), () -> practice(shape, ids, false));
    }
    return start.kernel();
  }

  private Practice<RecurrentKernel> practice(RecurrentShape shape, boolean ids, boolean small) {
    RecurrentPractice practice = RecurrentPractice.of(twins, shape, ids, small);
    return kernel -> pass.work.accept(practice, kernel);
  }
}

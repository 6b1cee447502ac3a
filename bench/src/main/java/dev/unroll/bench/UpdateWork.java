package dev.unroll.bench;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.UpdateKernel;

/// One parameter's update, or the sum of squares of its gradient, ready to be timed.
public final class UpdateWork {
  /// The update rules: the arrays that they read, those that they write, the flops for each element (a
  /// square root or division counts as one), and its operations.
  public enum Rule {
    SGD(3, 2, 4, new Operations(3, 0, 0, 0)),
    ADAGRAD(3, 2, 6, new Operations(2, 1, 1, 1)),
    RMSPROP(3, 2, 8, new Operations(4, 1, 1, 1)),
    ADAM(4, 3, 12, new Operations(8, 0, 1, 1)),
    NORM(1, 0, 2, new Operations(1, 0, 0, 0));

    private final int reads;
    private final int writes;
    private final int flop;
    private final Operations operations;

    Rule(int reads, int writes, int flop, Operations operations) {
      this.reads = reads;
      this.writes = writes;
      this.flop = flop;
      this.operations = operations;
    }

    /// Those for each element.
    Operations operations() {
      return operations;
    }
  }

  public static final float RATE = 1e-3f;
  public static final float EPSILON = 1e-8f;
  public static final float DECAY = 0.99f;
  public static final float BETA1 = 0.9f;
  public static final float BETA2 = 0.999f;

  private final UpdateKernel kernel;
  private final Rule rule;
  private final Tensor w;
  private final Tensor g;
  private final Tensor first;
  private final Tensor second;
  private int t;

  /// A parameter of `length` elements within ±1, a gradient within ±0.1, state of zeros.
  public UpdateWork(KernelSet set, Rule rule, int length) {
    kernel = set.update();
    this.rule = rule;
    w = Numbers.tensor(1, 1, length);
    g = Numbers.tensor(2, 0.1f, length);
    first = Tensor.zeros(length);
    second = Tensor.zeros(length);
  }

  /// One update; returns the sum of squares where that is what is measured.
  public double run() {
    t++;
    switch (rule) {
      case SGD -> kernel.sgd(w, g, first, RATE, 0.9f, false, 0f, t == 1);
      case ADAGRAD -> kernel.adagrad(w, g, first, RATE, EPSILON);
      case RMSPROP -> kernel.rmsprop(w, g, first, RATE, DECAY, EPSILON);
      case ADAM -> kernel.adam(w, g, first, second, t, RATE, BETA1, BETA2, EPSILON, 0f);
      case NORM -> {
        return kernel.sumOfSquares(g);
      }
    }
    return 0;
  }

  /// What [#run] does.
  public Work work() {
    double elements = w.elements();
    double moved = 4 * (rule.reads + rule.writes) * elements;
    double footprint = 4 * rule.reads * elements;
    Work work =
        rule.writes == 0
            ? Work.reading(rule.flop * elements, moved)
            : Work.updating(rule.flop * elements, moved, footprint);
    return work.needing(rule.operations.times(elements));
  }

  /// The parameter.
  public Tensor w() {
    return w;
  }

  /// Its gradient.
  public Tensor g() {
    return g;
  }
}

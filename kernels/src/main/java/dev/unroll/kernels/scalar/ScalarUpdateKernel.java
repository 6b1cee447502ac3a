package dev.unroll.kernels.scalar;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.kernels.shared.CanonicalSums;
import dev.unroll.kernels.shared.Fma;
import dev.unroll.kernels.shared.Updates;

/// [UpdateKernel] in plain loops.
public final class ScalarUpdateKernel implements UpdateKernel {
  /// The kernel; it has no state.
  public ScalarUpdateKernel() {}

  @Override
  public void sgd(
      Tensor w,
      Tensor g,
      Tensor velocity,
      float rate,
      float momentum,
      boolean nesterov,
      float weightDecay,
      boolean firstStep) {
    sgd(0, w, g, velocity, rate, momentum, nesterov, weightDecay, firstStep);
  }

  /// [#sgd] for the elements from `from` on.
  public void sgd(
      int from,
      Tensor w,
      Tensor g,
      Tensor velocity,
      float rate,
      float momentum,
      boolean nesterov,
      float weightDecay,
      boolean firstStep) {
    if (velocity == null) {
      for (int i = from; i < w.elements(); i++) {
        int wi = w.offset() + i;
        float decayed = Fma.fma(weightDecay, w.data()[wi], g.data()[g.offset() + i]);
        w.data()[wi] = Fma.fma(-rate, decayed, w.data()[wi]);
      }
      return;
    }
    for (int i = from; i < w.elements(); i++) {
      int wi = w.offset() + i;
      int vi = velocity.offset() + i;
      float decayed = Fma.fma(weightDecay, w.data()[wi], g.data()[g.offset() + i]);
      float v = firstStep ? decayed : Fma.fma(momentum, velocity.data()[vi], decayed);
      float direction = nesterov ? Fma.fma(momentum, v, decayed) : v;
      velocity.data()[vi] = v;
      w.data()[wi] = Fma.fma(-rate, direction, w.data()[wi]);
    }
  }

  @Override
  public void adagrad(Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    adagrad(0, w, g, sum, rate, epsilon);
  }

  /// [#adagrad] for the elements from `from` on.
  public void adagrad(int from, Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    for (int i = from; i < w.elements(); i++) {
      int wi = w.offset() + i;
      int si = sum.offset() + i;
      float gradient = g.data()[g.offset() + i];
      float s = Fma.fma(gradient, gradient, sum.data()[si]);
      float direction = gradient / (root(s) + epsilon);
      sum.data()[si] = s;
      w.data()[wi] = Fma.fma(-rate, direction, w.data()[wi]);
    }
  }

  @Override
  public void adagradInsideRoot(Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    adagradInsideRoot(0, w, g, sum, rate, epsilon);
  }

  /// [#adagradInsideRoot] for the elements from `from` on.
  public void adagradInsideRoot(
      int from, Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    for (int i = from; i < w.elements(); i++) {
      int wi = w.offset() + i;
      int si = sum.offset() + i;
      float gradient = g.data()[g.offset() + i];
      float s = Fma.fma(gradient, gradient, sum.data()[si]);
      float direction = gradient / root(s + epsilon);
      sum.data()[si] = s;
      w.data()[wi] = Fma.fma(-rate, direction, w.data()[wi]);
    }
  }

  @Override
  public void rmsprop(Tensor w, Tensor g, Tensor square, float rate, float decay, float epsilon) {
    rmsprop(0, w, g, square, rate, decay, epsilon);
  }

  /// [#rmsprop] for the elements from `from` on.
  public void rmsprop(
      int from, Tensor w, Tensor g, Tensor square, float rate, float decay, float epsilon) {
    float fresh = 1 - decay;
    for (int i = from; i < w.elements(); i++) {
      int wi = w.offset() + i;
      int si = square.offset() + i;
      float gradient = g.data()[g.offset() + i];
      float s = Fma.fma(decay, square.data()[si], fresh * gradient * gradient);
      float direction = gradient / (root(s) + epsilon);
      square.data()[si] = s;
      w.data()[wi] = Fma.fma(-rate, direction, w.data()[wi]);
    }
  }

  @Override
  public void adam(
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      int t,
      float rate,
      float beta1,
      float beta2,
      float epsilon,
      float decoupledDecay) {
    adam(0, w, g, m, v, t, rate, beta1, beta2, epsilon, decoupledDecay);
  }

  /// [#adam] for the elements from `from` on.
  public void adam(
      int from,
      Tensor w,
      Tensor g,
      Tensor m,
      Tensor v,
      int t,
      float rate,
      float beta1,
      float beta2,
      float epsilon,
      float decoupledDecay) {
    if (from == w.elements()) {
      return; // nothing is left that would need the powers
    }
    float correctedRate = Updates.correctedRate(rate, beta1, t);
    float rootCorrection = Updates.rootCorrection(beta2, t);
    float kept = 1 - rate * decoupledDecay;
    float fresh1 = 1 - beta1;
    float fresh2 = 1 - beta2;
    for (int i = from; i < w.elements(); i++) {
      int wi = w.offset() + i;
      int mi = m.offset() + i;
      int vi = v.offset() + i;
      float gradient = g.data()[g.offset() + i];
      float mean = Fma.fma(beta1, m.data()[mi], fresh1 * gradient);
      float square = Fma.fma(beta2, v.data()[vi], fresh2 * gradient * gradient);
      float direction = mean / Fma.fma(root(square), rootCorrection, epsilon);
      m.data()[mi] = mean;
      v.data()[vi] = square;
      w.data()[wi] = Fma.fma(-correctedRate, direction, w.data()[wi] * kept);
    }
  }

  @Override
  public double sumOfSquares(Tensor g) {
    double total = 0;
    for (int from = 0; from < g.elements(); from += Updates.BLOCK) {
      int length = Math.min(Updates.BLOCK, g.elements() - from);
      total += CanonicalSums.sumOfSquares(length, g.data(), g.offset() + from);
    }
    return total;
  }

  @Override
  public void scale(Tensor g, float factor) {
    scale(0, g, factor);
  }

  /// [#scale] for the elements from `from` on.
  public void scale(int from, Tensor g, float factor) {
    for (int i = g.offset() + from; i < g.offset() + g.elements(); i++) {
      g.data()[i] *= factor;
    }
  }

  @Override
  public void clip(Tensor g, float limit) {
    clip(0, g, limit);
  }

  /// [#clip] for the elements from `from` on.
  public void clip(int from, Tensor g, float limit) {
    for (int i = g.offset() + from; i < g.offset() + g.elements(); i++) {
      float x = g.data()[i];
      x = x > limit ? limit : x; // a NaN fails both comparisons
      g.data()[i] = x < -limit ? -limit : x;
    }
  }

  private static float root(float x) {
    return (float) Math.sqrt(x); // rounding through double leaves the correctly rounded float
  }
}

package dev.unroll.kernels.vector.math;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.kernels.scalar.ScalarUpdateKernel;
import dev.unroll.kernels.shared.Updates;
import jdk.incubator.vector.FloatVector;

/// [UpdateKernel] on lanes: each a main loop over vectors, then the scalar kernel's loop for the
/// elements that do not fill one. The loops hold all their operations on vectors themselves: see
/// [VectorMath].
public final class VectorUpdateKernel implements UpdateKernel {
  /// The kernel.
  public VectorUpdateKernel() {}

  private static final ScalarUpdateKernel TAIL = new ScalarUpdateKernel();

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
    float[] ws = w.data();
    int wAt = w.offset();
    float[] gs = g.data();
    int gAt = g.offset();
    int end = SPECIES.loopBound(w.elements());
    FloatVector decay = FloatVector.broadcast(SPECIES, weightDecay);
    FloatVector minusRate = FloatVector.broadcast(SPECIES, -rate);
    if (velocity == null) {
      for (int i = 0; i < end; i += LANES) {
        FloatVector weight = FloatVector.fromArray(SPECIES, ws, wAt + i);
        FloatVector decayed = decay.fma(weight, FloatVector.fromArray(SPECIES, gs, gAt + i));
        minusRate.fma(decayed, weight).intoArray(ws, wAt + i);
      }
    } else {
      float[] velocities = velocity.data();
      int velocityAt = velocity.offset();
      // a first step is one without memory: 0·v would keep a NaN
      FloatVector momenta = FloatVector.broadcast(SPECIES, momentum);
      for (int i = 0; i < end; i += LANES) {
        FloatVector weight = FloatVector.fromArray(SPECIES, ws, wAt + i);
        FloatVector decayed = decay.fma(weight, FloatVector.fromArray(SPECIES, gs, gAt + i));
        FloatVector v =
            firstStep
                ? decayed
                : momenta.fma(FloatVector.fromArray(SPECIES, velocities, velocityAt + i), decayed);
        v.intoArray(velocities, velocityAt + i);
        minusRate.fma(nesterov ? momenta.fma(v, decayed) : v, weight).intoArray(ws, wAt + i);
      }
    }
    TAIL.sgd(end, w, g, velocity, rate, momentum, nesterov, weightDecay, firstStep);
  }

  @Override
  public void adagrad(Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    float[] gs = g.data();
    int gAt = g.offset();
    float[] sums = sum.data();
    int sumAt = sum.offset();
    float[] ws = w.data();
    int wAt = w.offset();
    int end = SPECIES.loopBound(w.elements());
    FloatVector minusRate = FloatVector.broadcast(SPECIES, -rate);
    for (int i = 0; i < end; i += LANES) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, gs, gAt + i);
      FloatVector s = gradient.fma(gradient, FloatVector.fromArray(SPECIES, sums, sumAt + i));
      s.intoArray(sums, sumAt + i);
      minusRate
          .fma(gradient.div(s.sqrt().add(epsilon)), FloatVector.fromArray(SPECIES, ws, wAt + i))
          .intoArray(ws, wAt + i);
    }
    TAIL.adagrad(end, w, g, sum, rate, epsilon);
  }

  @Override
  public void adagradInsideRoot(Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    float[] gs = g.data();
    int gAt = g.offset();
    float[] sums = sum.data();
    int sumAt = sum.offset();
    float[] ws = w.data();
    int wAt = w.offset();
    int end = SPECIES.loopBound(w.elements());
    FloatVector minusRate = FloatVector.broadcast(SPECIES, -rate);
    for (int i = 0; i < end; i += LANES) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, gs, gAt + i);
      FloatVector s = gradient.fma(gradient, FloatVector.fromArray(SPECIES, sums, sumAt + i));
      s.intoArray(sums, sumAt + i);
      minusRate
          .fma(gradient.div(s.add(epsilon).sqrt()), FloatVector.fromArray(SPECIES, ws, wAt + i))
          .intoArray(ws, wAt + i);
    }
    TAIL.adagradInsideRoot(end, w, g, sum, rate, epsilon);
  }

  @Override
  public void rmsprop(Tensor w, Tensor g, Tensor square, float rate, float decay, float epsilon) {
    float[] gs = g.data();
    int gAt = g.offset();
    float[] squares = square.data();
    int squareAt = square.offset();
    float[] ws = w.data();
    int wAt = w.offset();
    int end = SPECIES.loopBound(w.elements());
    FloatVector minusRate = FloatVector.broadcast(SPECIES, -rate);
    FloatVector decays = FloatVector.broadcast(SPECIES, decay);
    FloatVector fresh = FloatVector.broadcast(SPECIES, 1 - decay);
    for (int i = 0; i < end; i += LANES) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, gs, gAt + i);
      FloatVector s =
          decays.fma(
              FloatVector.fromArray(SPECIES, squares, squareAt + i),
              fresh.mul(gradient).mul(gradient));
      s.intoArray(squares, squareAt + i);
      minusRate
          .fma(gradient.div(s.sqrt().add(epsilon)), FloatVector.fromArray(SPECIES, ws, wAt + i))
          .intoArray(ws, wAt + i);
    }
    TAIL.rmsprop(end, w, g, square, rate, decay, epsilon);
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
    float[] gs = g.data();
    int gAt = g.offset();
    float[] ms = m.data();
    int mAt = m.offset();
    float[] vs = v.data();
    int vAt = v.offset();
    float[] ws = w.data();
    int wAt = w.offset();
    int end = SPECIES.loopBound(w.elements());
    FloatVector minusRate = FloatVector.broadcast(SPECIES, -Updates.correctedRate(rate, beta1, t));
    FloatVector rootCorrection = FloatVector.broadcast(SPECIES, Updates.rootCorrection(beta2, t));
    FloatVector kept = FloatVector.broadcast(SPECIES, 1 - rate * decoupledDecay);
    FloatVector betas1 = FloatVector.broadcast(SPECIES, beta1);
    FloatVector betas2 = FloatVector.broadcast(SPECIES, beta2);
    FloatVector fresh1 = FloatVector.broadcast(SPECIES, 1 - beta1);
    FloatVector fresh2 = FloatVector.broadcast(SPECIES, 1 - beta2);
    FloatVector epsilons = FloatVector.broadcast(SPECIES, epsilon);
    for (int i = 0; i < end; i += LANES) {
      FloatVector gradient = FloatVector.fromArray(SPECIES, gs, gAt + i);
      FloatVector mean =
          betas1.fma(FloatVector.fromArray(SPECIES, ms, mAt + i), fresh1.mul(gradient));
      FloatVector square =
          betas2.fma(
              FloatVector.fromArray(SPECIES, vs, vAt + i), fresh2.mul(gradient).mul(gradient));
      FloatVector direction = mean.div(square.sqrt().fma(rootCorrection, epsilons));
      mean.intoArray(ms, mAt + i);
      square.intoArray(vs, vAt + i);
      minusRate
          .fma(direction, FloatVector.fromArray(SPECIES, ws, wAt + i).mul(kept))
          .intoArray(ws, wAt + i);
    }
    TAIL.adam(end, w, g, m, v, t, rate, beta1, beta2, epsilon, decoupledDecay);
  }

  @Override
  public double sumOfSquares(Tensor g) {
    return VectorSums.sumOfSquares(g.elements(), g.data(), g.offset());
  }

  @Override
  public void scale(Tensor g, float factor) {
    float[] gs = g.data();
    int gAt = g.offset();
    int end = SPECIES.loopBound(g.elements());
    for (int i = 0; i < end; i += LANES) {
      FloatVector.fromArray(SPECIES, gs, gAt + i).mul(factor).intoArray(gs, gAt + i);
    }
    TAIL.scale(end, g, factor);
  }

  @Override
  public void clip(Tensor g, float limit) {
    float[] gs = g.data();
    int gAt = g.offset();
    int end = SPECIES.loopBound(g.elements());
    for (int i = 0; i < end; i += LANES) {
      FloatVector x = FloatVector.fromArray(SPECIES, gs, gAt + i);
      x = x.blend(limit, x.compare(GT, limit)); // a NaN fails both comparisons
      x.blend(-limit, x.compare(LT, -limit)).intoArray(gs, gAt + i);
    }
    TAIL.clip(end, g, limit);
  }
}

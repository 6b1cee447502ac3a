package dev.unroll.kernels.vector;

import static dev.unroll.kernels.vector.Lanes.LANES;
import static dev.unroll.kernels.vector.Lanes.SPECIES;
import static jdk.incubator.vector.VectorOperators.GT;
import static jdk.incubator.vector.VectorOperators.LT;

import dev.unroll.core.Tensor;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.kernels.scalar.ScalarUpdateKernel;
import dev.unroll.kernels.scalar.Updates;
import jdk.incubator.vector.FloatVector;

/// [UpdateKernel] on lanes: each a main loop over vectors, then the scalar kernel's loop for the
/// elements that do not fill one.
final class VectorUpdateKernel implements UpdateKernel {
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
    Updates.checkSgd(w, g, velocity, momentum);
    int end = SPECIES.loopBound(w.elements());
    FloatVector decay = broadcast(weightDecay);
    FloatVector minusRate = broadcast(-rate);
    if (velocity == null) {
      for (int i = 0; i < end; i += LANES) {
        FloatVector weight = load(w, i);
        FloatVector decayed = decay.fma(weight, load(g, i));
        store(minusRate.fma(decayed, weight), w, i);
      }
    } else {
      // a first step is one without memory: 0·v would keep a NaN
      FloatVector momenta = broadcast(momentum);
      for (int i = 0; i < end; i += LANES) {
        FloatVector weight = load(w, i);
        FloatVector decayed = decay.fma(weight, load(g, i));
        FloatVector v = firstStep ? decayed : momenta.fma(load(velocity, i), decayed);
        store(v, velocity, i);
        store(minusRate.fma(nesterov ? momenta.fma(v, decayed) : v, weight), w, i);
      }
    }
    TAIL.sgd(end, w, g, velocity, rate, momentum, nesterov, weightDecay, firstStep);
  }

  @Override
  public void adagrad(Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    Updates.check(w, g, sum);
    int end = SPECIES.loopBound(w.elements());
    FloatVector minusRate = broadcast(-rate);
    for (int i = 0; i < end; i += LANES) {
      FloatVector gradient = load(g, i);
      FloatVector s = gradient.fma(gradient, load(sum, i));
      store(s, sum, i);
      store(minusRate.fma(gradient.div(s.sqrt().add(epsilon)), load(w, i)), w, i);
    }
    TAIL.adagrad(end, w, g, sum, rate, epsilon);
  }

  @Override
  public void adagradInsideRoot(Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    Updates.check(w, g, sum);
    int end = SPECIES.loopBound(w.elements());
    FloatVector minusRate = broadcast(-rate);
    for (int i = 0; i < end; i += LANES) {
      FloatVector gradient = load(g, i);
      FloatVector s = gradient.fma(gradient, load(sum, i));
      store(s, sum, i);
      store(minusRate.fma(gradient.div(s.add(epsilon).sqrt()), load(w, i)), w, i);
    }
    TAIL.adagradInsideRoot(end, w, g, sum, rate, epsilon);
  }

  @Override
  public void rmsprop(Tensor w, Tensor g, Tensor square, float rate, float decay, float epsilon) {
    Updates.check(w, g, square);
    int end = SPECIES.loopBound(w.elements());
    FloatVector minusRate = broadcast(-rate);
    FloatVector decays = broadcast(decay);
    FloatVector fresh = broadcast(1 - decay);
    for (int i = 0; i < end; i += LANES) {
      FloatVector gradient = load(g, i);
      FloatVector s = decays.fma(load(square, i), fresh.mul(gradient).mul(gradient));
      store(s, square, i);
      store(minusRate.fma(gradient.div(s.sqrt().add(epsilon)), load(w, i)), w, i);
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
    Updates.checkAdam(w, g, m, v, t);
    int end = SPECIES.loopBound(w.elements());
    FloatVector minusRate = broadcast(-Updates.correctedRate(rate, beta1, t));
    FloatVector rootCorrection = broadcast(Updates.rootCorrection(beta2, t));
    FloatVector kept = broadcast(1 - rate * decoupledDecay);
    FloatVector betas1 = broadcast(beta1);
    FloatVector betas2 = broadcast(beta2);
    FloatVector fresh1 = broadcast(1 - beta1);
    FloatVector fresh2 = broadcast(1 - beta2);
    FloatVector epsilons = broadcast(epsilon);
    for (int i = 0; i < end; i += LANES) {
      FloatVector gradient = load(g, i);
      FloatVector mean = betas1.fma(load(m, i), fresh1.mul(gradient));
      FloatVector square = betas2.fma(load(v, i), fresh2.mul(gradient).mul(gradient));
      FloatVector direction = mean.div(square.sqrt().fma(rootCorrection, epsilons));
      store(mean, m, i);
      store(square, v, i);
      store(minusRate.fma(direction, load(w, i).mul(kept)), w, i);
    }
    TAIL.adam(end, w, g, m, v, t, rate, beta1, beta2, epsilon, decoupledDecay);
  }

  @Override
  public double sumOfSquares(Tensor g) {
    return VectorSquares.sum(g.elements(), g.data(), g.offset());
  }

  @Override
  public void scale(Tensor g, float factor) {
    int end = SPECIES.loopBound(g.elements());
    for (int i = 0; i < end; i += LANES) {
      store(load(g, i).mul(factor), g, i);
    }
    TAIL.scale(end, g, factor);
  }

  @Override
  public void clip(Tensor g, float limit) {
    Updates.checkLimit(limit);
    int end = SPECIES.loopBound(g.elements());
    for (int i = 0; i < end; i += LANES) {
      FloatVector x = load(g, i);
      x = x.blend(limit, x.compare(GT, limit)); // a NaN fails both comparisons
      store(x.blend(-limit, x.compare(LT, -limit)), g, i);
    }
    TAIL.clip(end, g, limit);
  }

  private static FloatVector broadcast(float x) {
    return FloatVector.broadcast(SPECIES, x);
  }

  private static FloatVector load(Tensor x, int index) {
    return FloatVector.fromArray(SPECIES, x.data(), x.offset() + index);
  }

  private static void store(FloatVector values, Tensor x, int index) {
    values.intoArray(x.data(), x.offset() + index);
  }
}

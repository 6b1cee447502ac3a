package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.UpdateKernel;

/// One shape and memory of its own for each tensor.
record CheckedUpdate(UpdateKernel kernel) implements UpdateKernel {
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
    if (velocity != null) {
      check(w, g, velocity);
    } else {
      if (momentum != 0) {
        throw new IllegalArgumentException("a momentum of " + momentum + " needs a velocity");
      }
      check(w, g);
    }
    kernel.sgd(w, g, velocity, rate, momentum, nesterov, weightDecay, firstStep);
  }

  @Override
  public void adagrad(Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    check(w, g, sum);
    kernel.adagrad(w, g, sum, rate, epsilon);
  }

  @Override
  public void adagradInsideRoot(Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    check(w, g, sum);
    kernel.adagradInsideRoot(w, g, sum, rate, epsilon);
  }

  @Override
  public void rmsprop(Tensor w, Tensor g, Tensor square, float rate, float decay, float epsilon) {
    check(w, g, square);
    kernel.rmsprop(w, g, square, rate, decay, epsilon);
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
    check(w, g, m);
    check(w, g, v);
    Checks.distinct("the first moment", m, "the second", v);
    Checks.positive("Adam's step", t);
    kernel.adam(w, g, m, v, t, rate, beta1, beta2, epsilon, decoupledDecay);
  }

  @Override
  public double sumOfSquares(Tensor g) {
    Checks.present("the gradient", g);
    return kernel.sumOfSquares(g);
  }

  @Override
  public void scale(Tensor g, float factor) {
    Checks.present("the gradient", g);
    kernel.scale(g, factor);
  }

  @Override
  public void clip(Tensor g, float limit) {
    Checks.present("the gradient", g);
    Checks.within("limit", limit, 0, Float.POSITIVE_INFINITY);
    kernel.clip(g, limit);
  }

  private static void check(Tensor w, Tensor g) {
    Checks.present("the parameter", w);
    Checks.shape("the gradient", g, w.shape());
    Checks.distinct("the parameter", w, "its gradient", g);
  }

  private static void check(Tensor w, Tensor g, Tensor state) {
    check(w, g);
    Checks.shape("the optimizer's state", state, w.shape());
    Checks.distinct("the parameter", w, "the optimizer's state", state);
    Checks.distinct("the gradient", g, "the optimizer's state", state);
  }
}

package dev.unroll.kernels.checked;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.kernels.start.Operands;
import dev.unroll.kernels.start.Start;
import dev.unroll.kernels.start.Twins;

/// One shape and memory of its own for each tensor.
final class CheckedUpdate implements UpdateKernel {
  private final Start<UpdateKernel> sgd;
  private final Start<UpdateKernel> adagrad;
  private final Start<UpdateKernel> adagradInsideRoot;
  private final Start<UpdateKernel> rmsprop;
  private final Start<UpdateKernel> adam;
  private final Start<UpdateKernel> sumOfSquares;
  private final Start<UpdateKernel> scale;
  private final Start<UpdateKernel> clip;

  CheckedUpdate(Twins<UpdateKernel> twins) {
    Tensor w = Operands.tensor(67);
    Tensor g = Operands.tensor(67);
    Tensor m = Tensor.zeros(67);
    Tensor v = Tensor.zeros(67);
    sgd =
        twins.start(
            kernel -> {
              kernel.sgd(w, g, null, 1e-6f, 0, false, 0, false);
              kernel.sgd(w, g, m, 1e-6f, 0.9f, false, 0, false);
            });
    adagrad = twins.start(kernel -> kernel.adagrad(w, g, v, 1e-6f, 1e-8f));
    adagradInsideRoot = twins.start(kernel -> kernel.adagradInsideRoot(w, g, v, 1e-6f, 1e-8f));
    rmsprop = twins.start(kernel -> kernel.rmsprop(w, g, v, 1e-6f, 0.9f, 1e-8f));
    adam = twins.start(kernel -> kernel.adam(w, g, m, v, 1, 1e-6f, 0.9f, 0.999f, 1e-8f, 0));
    sumOfSquares = twins.start(kernel -> kernel.sumOfSquares(g));
    scale = twins.start(kernel -> kernel.scale(g, 1));
    clip = twins.start(kernel -> kernel.clip(g, 0.05f));
  }

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
    sgd.kernel().sgd(w, g, velocity, rate, momentum, nesterov, weightDecay, firstStep);
  }

  @Override
  public void adagrad(Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    check(w, g, sum);
    adagrad.kernel().adagrad(w, g, sum, rate, epsilon);
  }

  @Override
  public void adagradInsideRoot(Tensor w, Tensor g, Tensor sum, float rate, float epsilon) {
    check(w, g, sum);
    adagradInsideRoot.kernel().adagradInsideRoot(w, g, sum, rate, epsilon);
  }

  @Override
  public void rmsprop(Tensor w, Tensor g, Tensor square, float rate, float decay, float epsilon) {
    check(w, g, square);
    rmsprop.kernel().rmsprop(w, g, square, rate, decay, epsilon);
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
    adam.kernel().adam(w, g, m, v, t, rate, beta1, beta2, epsilon, decoupledDecay);
  }

  @Override
  public double sumOfSquares(Tensor g) {
    Checks.present("the gradient", g);
    return sumOfSquares.kernel().sumOfSquares(g);
  }

  @Override
  public void scale(Tensor g, float factor) {
    Checks.present("the gradient", g);
    scale.kernel().scale(g, factor);
  }

  @Override
  public void clip(Tensor g, float limit) {
    Checks.present("the gradient", g);
    Checks.within("limit", limit, 0, Float.POSITIVE_INFINITY);
    clip.kernel().clip(g, limit);
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

package dev.unroll.models.old.optimizer;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.models.old.optimizer.OptimizerOptions.Adagrad;
import dev.unroll.models.old.optimizer.OptimizerOptions.Adam;
import dev.unroll.models.old.optimizer.OptimizerOptions.RmsProp;
import dev.unroll.models.old.optimizer.OptimizerOptions.Sgd;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Changes parameters along their gradients and keeps what it must remember from step to step. Not
/// thread-safe.
public final class Optimizer {
  private final OptimizerOptions options;
  private final List<Parameter> parameters;
  private final UpdateKernel kernel;

  /// The names of the tensors kept for each parameter, as in `m` and `v` for Adam.
  private final List<String> slotNames;

  /// The tensors kept: `slots[s][p]` is slot `s` of parameter `p`.
  private final Tensor[][] slots;

  private int steps;

  /// An optimizer at step 0, all its state zero.
  public Optimizer(OptimizerOptions options, List<Parameter> parameters, UpdateKernel kernel) {
    this.options = options;
    this.parameters = List.copyOf(parameters);
    this.kernel = kernel;
    slotNames =
        switch (options) {
          case Sgd sgd -> sgd.momentum() == 0 ? List.of() : List.of("velocity");
          case Adagrad _ -> List.of("sum");
          case RmsProp _ -> List.of("square");
          case Adam _ -> List.of("m", "v");
        };
    slots = new Tensor[slotNames.size()][parameters.size()];
    for (Tensor[] slot : slots) {
      for (int p = 0; p < slot.length; p++) {
        slot[p] = Tensor.zeros(parameters.get(p).value().shape());
      }
    }
  }

  public OptimizerOptions options() {
    return options;
  }

  /// The steps done so far.
  public int steps() {
    return steps;
  }

  /// One step: every parameter is changed by its gradient. Allocates nothing.
  public void step() {
    steps++;
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      update(parameter.value(), parameter.gradient(), p);
      parameter.updated();
    }
  }

  private void update(Tensor w, Tensor g, int p) {
    switch (options) {
      case Sgd sgd ->
          kernel.sgd(
              w,
              g,
              slots.length == 0 ? null : slots[0][p],
              sgd.rate(),
              sgd.momentum(),
              sgd.nesterov(),
              sgd.weightDecay(),
              steps == 1);
      case Adagrad adagrad -> {
        if (adagrad.insideRoot()) {
          kernel.adagradInsideRoot(w, g, slots[0][p], adagrad.rate(), adagrad.epsilon());
        } else {
          kernel.adagrad(w, g, slots[0][p], adagrad.rate(), adagrad.epsilon());
        }
      }
      case RmsProp rms -> kernel.rmsprop(w, g, slots[0][p], rms.rate(), rms.decay(), rms.epsilon());
      case Adam adam ->
          kernel.adam(
              w,
              g,
              slots[0][p],
              slots[1][p],
              steps,
              adam.rate(),
              adam.beta1(),
              adam.beta2(),
              adam.epsilon(),
              adam.weightDecay());
    }
  }

  /// Makes the gradients of all parameters zero.
  public void zeroGradients() {
    for (int p = 0; p < parameters.size(); p++) {
      parameters.get(p).zeroGradient();
    }
  }

  /// All state but [#steps] by name, `m.weight_ih_l0`…, shared, not copied.
  public Map<String, Tensor> tensors() {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int s = 0; s < slots.length; s++) {
      for (int p = 0; p < slots[s].length; p++) {
        tensors.put(slotNames.get(s) + "." + parameters.get(p).name(), slots[s][p]);
      }
    }
    return tensors;
  }

  /// Goes on from saved state.
  ///
  /// @param saved what [#tensors] gave, copied from; others are ignored
  /// @throws IllegalArgumentException if one is missing or has another shape
  public void restore(Map<String, Tensor> saved, int savedSteps) {
    List<String> missing = new ArrayList<>();
    tensors()
        .forEach(
            (name, tensor) -> {
              if (saved.containsKey(name)) {
                tensor.copyFrom(saved.get(name));
              } else {
                missing.add(name);
              }
            });
    if (!missing.isEmpty()) {
      throw new IllegalArgumentException("the optimizer state " + missing.get(0) + " is missing");
    }
    steps = savedSteps;
  }
}

package dev.unroll.models.optimizer;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.TouchedRows;
import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.models.checkpoint.Resumable;
import dev.unroll.models.checkpoint.Section;
import dev.unroll.models.optimizer.OptimizerOptions.Adagrad;
import dev.unroll.models.optimizer.OptimizerOptions.Adam;
import dev.unroll.models.optimizer.OptimizerOptions.Rmsprop;
import dev.unroll.models.optimizer.OptimizerOptions.Sgd;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;

/// Changes parameters along their gradients and keeps what it must remember from step to step. Not
/// thread-safe.
///
/// Of a table whose gradient has reached some rows alone ([TouchedRows]: an embedding that is not tied), it is enough
/// to change those rows and their state where Adagrad, or SGD without momentum and decay, leaves the others as they
/// are. Momentum, RMSprop and Adam change the others too, by what they remember; a sparse optimizer lets them rest,
/// as `torch.optim.SparseAdam` does: then a step costs what its batch costs, whatever the vocabulary, but a row that
/// is rarely read moves about a tenth as far by each reading.
public final class Optimizer implements Resumable {
  private final OptimizerOptions options;
  private final List<Parameter> parameters;
  private final UpdateKernel kernel;
  private final float[] decay;

  /// Whether rows that were not read rest.
  private final boolean sparse;

  /// The names of the tensors kept for each parameter, as in `m` and `v` for Adam.
  private final List<String> slotNames;

  /// The tensors kept: `slots[s][p]` is slot `s` of parameter `p`.
  private final Tensor[][] slots;

  private int steps;

  /// One that changes whole tables.
  ///
  /// @throws IllegalArgumentException if a decay is malformed, matches nothing, or the optimizer knows none
  public Optimizer(
      OptimizerOptions options,
      List<String> decay,
      List<Parameter> parameters,
      UpdateKernel kernel) {
    this(options, decay, parameters, kernel, false);
  }

  /// An optimizer at step 0, all its state zero.
  ///
  /// @param decay weight decay by name, `PATTERN=RATE`: the first pattern that matches decides, `*` stands for
  ///     anything; parameters that none matches have that of the options
  /// @param sparse whether rows of a table that were not read rest
  /// @throws IllegalArgumentException if a decay is malformed, matches nothing, or the optimizer knows none
  public Optimizer(
      OptimizerOptions options,
      List<String> decay,
      List<Parameter> parameters,
      UpdateKernel kernel,
      boolean sparse) {
    this.options = options;
    this.sparse = sparse;
    this.parameters = List.copyOf(parameters);
    this.kernel = kernel;
    this.decay = decays(options, decay, this.parameters);
    slotNames =
        switch (options) {
          case Sgd sgd -> sgd.momentum() == 0 ? List.of() : List.of("velocity");
          case Adagrad _ -> List.of("sum");
          case Rmsprop _ -> List.of("square");
          case Adam _ -> List.of("m", "v");
        };
    slots = new Tensor[slotNames.size()][parameters.size()];
    for (Tensor[] slot : slots) {
      for (int p = 0; p < slot.length; p++) {
        slot[p] = Tensor.zeros(parameters.get(p).value().shape());
      }
    }
  }

  private static float[] decays(
      OptimizerOptions options, List<String> rules, List<Parameter> parameters) {
    float common =
        switch (options) {
          case Sgd sgd -> sgd.weightDecay();
          case Adam adam -> adam.weightDecay();
          case Adagrad _, Rmsprop _ -> {
            if (!rules.isEmpty()) {
              throw new IllegalArgumentException(
                  "decay: adam and sgd have weight decay, the optimizer here does not");
            }
            yield 0;
          }
        };
    float[] decays = new float[parameters.size()];
    boolean[] decided = new boolean[decays.length];
    Arrays.fill(decays, common);
    for (String rule : rules) {
      int equals = rule.lastIndexOf('=');
      if (equals < 1) {
        throw malformed(rule);
      }
      String quoted = Pattern.quote(rule.substring(0, equals)).replace("*", "\\E.*\\Q");
      Pattern pattern = Pattern.compile(quoted);
      float rate = rate(rule, rule.substring(equals + 1));
      boolean matched = false;
      for (int p = 0; p < decays.length; p++) {
        if (pattern.matcher(parameters.get(p).name()).matches()) {
          matched = true;
          decays[p] = decided[p] ? decays[p] : rate;
          decided[p] = true;
        }
      }
      if (!matched) {
        throw new IllegalArgumentException(
            "decay: '%s' matches none of the parameters %s"
                .formatted(rule, parameters.stream().map(Parameter::name).toList()));
      }
    }
    return decays;
  }

  private static float rate(String rule, String text) {
    try {
      return Checks.within("decay " + rule, Float.parseFloat(text), 0, Float.MAX_VALUE);
    } catch (NumberFormatException e) {
      throw malformed(rule);
    }
  }

  private static IllegalArgumentException malformed(String rule) {
    return new IllegalArgumentException(
        "decay: expected PATTERN=RATE, as in *.weight=0.01, got '" + rule + "'");
  }

  public OptimizerOptions options() {
    return options;
  }

  /// The steps done so far.
  public int steps() {
    return steps;
  }

  /// One step: every parameter is changed by its gradient. Allocates nothing.
  ///
  /// @param factor of a schedule on the learning rate
  public void step(double factor) {
    steps++;
    float rate = (float) (options.learningRate() * factor);
    for (int p = 0; p < parameters.size(); p++) {
      Parameter parameter = parameters.get(p);
      TouchedRows touched = parameter.touchedRows();
      if (touched.all() || !(sparse || rests(decay[p]))) {
        update(parameter.value(), touched.gradient(), slot(0, p), slot(1, p), decay[p], rate);
      } else {
        updateRows(parameter.value(), touched, p, rate);
      }
      parameter.updated();
    }
  }

  /// Whether a row without a gradient stays as it is anyway.
  private boolean rests(float decayed) {
    return switch (options) {
      case Sgd sgd -> sgd.momentum() == 0 && decayed == 0;
      case Adagrad _ -> true;
      case Rmsprop _, Adam _ -> false;
    };
  }

  /// The rows of a table that a gradient has reached, and their state; the others stay as they are.
  private void updateRows(Tensor value, TouchedRows touched, int p, float rate) {
    Tensor first = slot(0, p);
    Tensor second = slot(1, p);
    for (int row = touched.next(0); row >= 0; row = touched.next(row + 1)) {
      update(
          value.at(row),
          touched.gradient().at(row),
          first == null ? null : first.at(row),
          second == null ? null : second.at(row),
          decay[p],
          rate);
    }
  }

  private Tensor slot(int s, int p) {
    return s < slots.length ? slots[s][p] : null;
  }

  private void update(Tensor w, Tensor g, Tensor first, Tensor second, float decayed, float rate) {
    switch (options) {
      case Sgd sgd ->
          kernel.sgd(w, g, first, rate, sgd.momentum(), sgd.nesterov(), decayed, steps == 1);
      case Adagrad adagrad -> {
        if (adagrad.insideRoot()) {
          kernel.adagradInsideRoot(w, g, first, rate, adagrad.epsilon());
        } else {
          kernel.adagrad(w, g, first, rate, adagrad.epsilon());
        }
      }
      case Rmsprop rms -> kernel.rmsprop(w, g, first, rate, rms.rho(), rms.epsilon());
      case Adam adam ->
          kernel.adam(
              w,
              g,
              first,
              second,
              steps,
              rate,
              adam.beta1(),
              adam.beta2(),
              adam.epsilon(),
              decayed);
    }
  }

  /// Makes the gradients of all parameters zero.
  public void zeroGradients() {
    for (int p = 0; p < parameters.size(); p++) {
      parameters.get(p).zeroGradient();
    }
  }

  @Override
  public String section() {
    return "optimizer";
  }

  /// The steps, and the tensors kept, `m.weight_ih_l0`…
  @Override
  public void save(Section to) {
    to.put("steps", steps);
    for (int s = 0; s < slots.length; s++) {
      for (int p = 0; p < slots[s].length; p++) {
        to.put(slotNames.get(s) + "." + parameters.get(p).name(), slots[s][p]);
      }
    }
  }

  @Override
  public void restore(Section from) {
    for (int s = 0; s < slots.length; s++) {
      for (int p = 0; p < slots[s].length; p++) {
        slots[s][p].copyFrom(from.tensor(slotNames.get(s) + "." + parameters.get(p).name()));
      }
    }
    steps = from.integer("steps");
  }
}

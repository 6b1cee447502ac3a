package dev.unroll.models.lesson;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.logSoftmax;
import static dev.unroll.autograd.op.Ops.mean;
import static dev.unroll.autograd.op.Ops.negate;
import static dev.unroll.autograd.op.Ops.pick;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.Kernels;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.State;
import dev.unroll.models.optimizer.Gradients;
import dev.unroll.models.optimizer.Optimizer;
import dev.unroll.models.optimizer.OptimizerOptions;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// How the gradient of a loss at the end fares on its way back through time: ‖∂L/∂h[t]‖ of a network that is to
/// tell, after T steps of noise, which of ten symbols came first.
///
///     L = −log softmax(V h[T] + a)[first symbol], the mean over a batch
///
/// Source: Bengio, Simard and Frasconi, *Learning long-term dependencies with gradient descent is difficult*, 1994;
/// IRNN: Le, Jaitly and Hinton, 2015.
public final class VanishingGradient {
  private static final int SYMBOLS = 10;

  /// What is compared, as it is usually begun with.
  public enum Network {
    TANH("tanh RNN", Cell.RNN, Initializer.torch()),
    RELU("ReLU RNN", Cell.RNN_RELU, Initializer.torch()),
    IRNN("IRNN", Cell.RNN_RELU, Initializer.identity()),
    LSTM("LSTM, forget bias 1", Cell.LSTM, new Initializer.Torch(1)),
    GRU("GRU", Cell.GRU, Initializer.torch());

    private final String label;
    private final Cell cell;
    private final Initializer initializer;

    Network(String label, Cell cell, Initializer initializer) {
      this.label = label;
      this.cell = cell;
      this.initializer = initializer;
    }

    /// What it is called.
    public String label() {
      return label;
    }
  }

  private final int steps;
  private final int batch;
  private final Recurrent recurrent;
  private final Linear output;
  private final List<Parameter> parameters;
  private final RandomStream random;
  private final Optimizer optimizer;

  /// A network at its beginning.
  ///
  /// @param steps `T`
  /// @param batch sequences of a loss
  /// @param hidden `H`
  public VanishingGradient(Network network, int steps, int batch, int hidden, long seed) {
    this.steps = steps;
    this.batch = batch;
    Scope scope = Scope.fresh(seed, network.initializer);
    recurrent =
        new Recurrent(scope.in("recurrent"), RecurrentOptions.of(network.cell, SYMBOLS, hidden));
    output = new Linear(scope.in("output"), hidden, SYMBOLS);
    parameters = scope.parameters();
    random = RandomStream.named(seed, "symbols");
    optimizer =
        new Optimizer(
            new OptimizerOptions.Adam(0.003f), List.of(), parameters, Kernels.active().update());
  }

  /// Symbols at random, time-major.
  private int[] symbols() {
    int[] ids = new int[steps * batch];
    for (int i = 0; i < ids.length; i++) {
      ids[i] = random.nextInt(SYMBOLS);
    }
    return ids;
  }

  private Variable loss(Pass pass, State last, int[] ids) {
    int[] first = Arrays.copyOf(ids, batch);
    Variable logits = output.forward(pass, last.h().getFirst());
    return negate(mean(pick(logSoftmax(logits, -1), first)));
  }

  /// ‖∂L/∂h[t]‖ for t = 0 … T over the whole batch: h[0] is the state before the first symbol. Of an LSTM through
  /// h alone: the gradient that reaches c[t] from later is not counted.
  public double[] norms() {
    int[] ids = symbols();
    Tape tape = new Tape();
    try {
      Gradient gradient = gradient(tape, ids, null, 0);
      double[] norms = new double[steps + 1];
      for (int t = 0; t <= steps; t++) {
        Tensor g = gradient.states.get(t).gradient();
        norms[t] = g == null ? 0 : norm(g);
      }
      return norms;
    } finally {
      tape.reset();
      parameters.forEach(Parameter::zeroGradient);
    }
  }

  /// In double: squares of what has vanished are no floats.
  private static double norm(Tensor gradient) {
    double squares = 0;
    for (float g : gradient.toArray()) {
      squares += (double) g * g;
    }
    return Math.sqrt(squares);
  }

  private record Gradient(List<Variable> states, double loss) {}

  /// @param moved what h[at] is moved by; null to leave it
  private Gradient gradient(Tape tape, int[] ids, Tensor moved, int at) {
    Pass pass = Pass.reading(tape);
    int hidden = recurrent.outputs();
    Tensor zero = Tensor.zeros(batch, hidden);
    boolean cell = recurrent.options().cell().hasCellState();
    State state =
        cell
            ? new State(List.of(tape.leaf(zero)), List.of(tape.constant(zero)))
            : new State(List.of(tape.leaf(zero)));
    List<Variable> states = new ArrayList<>();
    for (int t = 0; t <= steps; t++) {
      if (moved != null && t == at) {
        Variable h = add(state.h().getFirst(), tape.constant(moved));
        state = new State(List.of(h), state.c());
      }
      states.add(state.h().getFirst().keep());
      if (t < steps) {
        int[] step = Arrays.copyOfRange(ids, t * batch, (t + 1) * batch);
        state = recurrent.forward(pass, new Sequence.Tokens(step, 1, batch), state).last();
      }
    }
    Variable loss = loss(pass, state, ids);
    double value = loss.value().item();
    tape.backward(loss);
    return new Gradient(states, value);
  }

  /// ∂L/∂h[t] along a direction, from the engine and by central differences: the two of them.
  ///
  /// @param direction `[N,H]`
  /// @param size of the difference
  public double[] derivative(int t, Tensor direction, float size) {
    int[] ids = symbols();
    Tape tape = new Tape();
    double exact = 0;
    Tensor g = gradient(tape, ids, null, 0).states.get(t).gradient();
    for (int i = 0; i < g.elements(); i++) {
      exact += (double) g.toArray()[i] * direction.toArray()[i];
    }
    tape.reset();
    double[] ends = new double[2];
    for (int sign = 0; sign < 2; sign++) {
      Tensor moved = direction.copy();
      for (int i = 0; i < moved.elements(); i++) {
        moved.data()[i] *= sign == 0 ? -size : size;
      }
      ends[sign] = gradient(tape, ids, moved, t).loss;
      tape.reset();
    }
    parameters.forEach(Parameter::zeroGradient);
    return new double[] {exact, (ends[1] - ends[0]) / (2 * size)};
  }

  /// Steps of Adam, clipped to a norm of 1; returns the mean loss of the last.
  public double train(int updates) {
    Tape tape = new Tape();
    double last = Double.NaN;
    for (int k = 0; k < updates; k++) {
      int[] ids = symbols();
      Pass pass = Pass.reading(tape);
      State state = recurrent.forward(pass, new Sequence.Tokens(ids, steps, batch), null).last();
      Variable loss = loss(pass, state, ids);
      last = loss.value().item();
      optimizer.zeroGradients();
      tape.backward(loss);
      tape.reset();
      Gradients.clip(parameters, Kernels.active().update(), 0, 1);
      optimizer.step(1);
    }
    return last;
  }

  /// The recurrent weights of the first gate `[H,H]`: those of a network without gates.
  public double[][] recurrentWeights() {
    int hidden = recurrent.outputs();
    double[][] w = new double[hidden][hidden];
    for (Parameter parameter : parameters) {
      if (parameter.name().endsWith("weight_hh_l0")) {
        for (int i = 0; i < hidden; i++) {
          for (int j = 0; j < hidden; j++) {
            w[i][j] = parameter.value().get(i, j);
          }
        }
      }
    }
    return w;
  }
}

package dev.unroll.bench.peers;

import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.Task;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// The lectures' GRU as PyTorch's users have to write it, because `torch.nn.GRU` is the other one: one
/// product for all inputs, then a loop of eager operations over time.
final class TorchGruEager implements Contender {
  private static final String[] GRADIENTS = {"dx", "dWeightIh", "dWeightHh", "dBiasIh", "dBiasHh"};

  private final Task.Layer task;
  private final Operands operands;
  private final Tensor x;
  private final Tensor dy;
  private final Tensor weightIh;
  private final Tensor weightHh;
  private final Tensor biasIh;
  private final Tensor biasHh;
  private final TensorVector differentiated;
  private Tensor h;

  TorchGruEager(Task.Layer task) {
    this.task = task;
    boolean trains = task.pass() == Task.Pass.TRAINING;
    operands = Operands.of(task);
    if (!trains) {
      new NoGradGuard(); // never closed: this process does nothing else
    }
    long rows = 3L * operands.hidden();
    x = Torch.tensor(operands.x(), operands.steps(), operands.batch(), operands.inputs());
    dy = Torch.tensor(operands.dy(), operands.steps(), operands.batch(), operands.hidden());
    weightIh = Torch.tensor(operands.weightIh(), rows, operands.inputs());
    weightHh = Torch.tensor(operands.weightHh(), rows, operands.hidden());
    biasIh = Torch.tensor(operands.biasIh(), rows);
    biasHh = Torch.tensor(operands.biasHh(), rows);
    differentiated = new TensorVector(x, weightIh, weightHh, biasIh, biasHh);
    if (trains) {
      for (Tensor tensor : differentiated.get()) {
        tensor.requires_grad_(true);
      }
    }
    reset();
  }

  private void reset() {
    h = Torch.tensor(operands.h0(), operands.batch(), operands.hidden());
  }

  @Override
  public String name() {
    return "PyTorch (eager)";
  }

  @Override
  public Map<String, float[]> results() {
    Map<String, float[]> results = new LinkedHashMap<>();
    try (PointerScope _ = new PointerScope()) {
      switch (task.pass()) {
        case FORWARD -> results.put("y", Torch.values(sequence()));
        case TRAINING -> {
          Tensor y = sequence();
          results.put("y", Torch.values(y.detach()));
          TensorVector gradients = gradients(y);
          for (int i = 0; i < GRADIENTS.length; i++) {
            results.put(GRADIENTS[i], Torch.values(gradients.get(i)));
          }
        }
        case STEP -> {
          step();
          results.put("h", Torch.values(h));
        }
      }
    }
    reset();
    return results;
  }

  @Override
  public void run() {
    try (PointerScope _ = new PointerScope()) {
      switch (task.pass()) {
        case FORWARD -> sequence();
        case TRAINING -> gradients(sequence());
        case STEP -> step();
      }
    }
  }

  private Tensor sequence() {
    return sequence(x, h, weightIh, weightHh, biasIh, biasHh);
  }

  /// The hidden states `[T,N,H]` over `x [T,N,C]`.
  static Tensor sequence(
      Tensor x, Tensor h, Tensor weightIh, Tensor weightHh, Tensor biasIh, Tensor biasHh) {
    long hidden = weightHh.size(1);
    Tensor inputs = torch.linear(x, weightIh, biasIh);
    TensorVector inputRu = inputs.narrow(2, 0, 2 * hidden).unbind(0);
    TensorVector inputN = inputs.narrow(2, 2 * hidden, hidden).unbind(0);
    Weights weights = Weights.of(weightHh, biasHh);
    Tensor[] states = new Tensor[(int) x.size(0)];
    Tensor state = h;
    for (int t = 0; t < states.length; t++) {
      state = next(state, inputRu.get(t), inputN.get(t), weights);
      states[t] = state;
    }
    return torch.stack(new TensorVector(states));
  }

  /// The parts of the recurrent weights, transposed views.
  private record Weights(Tensor ru, Tensor n, Tensor biasRu, Tensor biasN) {
    static Weights of(Tensor weightHh, Tensor biasHh) {
      long hidden = weightHh.size(1);
      return new Weights(
          weightHh.narrow(0, 0, 2 * hidden).t(),
          weightHh.narrow(0, 2 * hidden, hidden).t(),
          biasHh.narrow(0, 0, 2 * hidden),
          biasHh.narrow(0, 2 * hidden, hidden));
    }
  }

  private static Tensor next(Tensor state, Tensor inputRu, Tensor inputN, Weights weights) {
    Tensor gates = torch.addmm(weights.biasRu, state, weights.ru).add(inputRu).sigmoid();
    TensorVector ru = gates.chunk(2, 1);
    Tensor n = torch.addmm(weights.biasN, ru.get(0).mul(state), weights.n).add(inputN).tanh();
    return torch.lerp(state, n, ru.get(1));
  }

  private TensorVector gradients(Tensor y) {
    return torch.grad(
        new TensorVector(y), differentiated, new TensorVector(dy), null, false, false);
  }

  private void step() {
    long hidden = operands.hidden();
    Tensor input = torch.linear(x.select(0, 0), weightIh, biasIh);
    Tensor old = h;
    h =
        next(
                h,
                input.narrow(1, 0, 2 * hidden),
                input.narrow(1, 2 * hidden, hidden),
                Weights.of(weightHh, biasHh))
            .retainReference();
    old.releaseReference();
  }
}

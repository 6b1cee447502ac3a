package dev.unroll.bench.peers;

import dev.unroll.bench.MeasuredCell;
import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.Task;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// `torch.nn.RNN`, `LSTM` or `GRU` (the functions that they call): a sequence forward, the same with
/// all gradients, or sequences of one step with carried state.
final class TorchLayer implements Contender {
  /// Those that `torch.nn` has, and that are compared.
  static final Set<MeasuredCell> CELLS =
      EnumSet.of(MeasuredCell.RNN, MeasuredCell.LSTM, MeasuredCell.RESET_AFTER_GRU);

  private static final String[] GRADIENTS = {"dx", "dWeightIh", "dWeightHh", "dBiasIh", "dBiasHh"};

  private final Task.Layer task;
  private final boolean trains;
  private final Operands operands;
  private final Tensor x;
  private final Tensor dy;
  private final TensorVector parameters;
  private final TensorVector differentiated;
  private Tensor h;
  private Tensor c;
  private Pointer carried;

  TorchLayer(Task.Layer task) {
    this.task = task;
    trains = task.pass() == Task.Pass.TRAINING;
    operands = Operands.of(task);
    if (!trains) {
      new NoGradGuard(); // never closed: this process does nothing else
    }
    long rows = (long) operands.gates() * operands.hidden();
    x = Torch.tensor(operands.x(), operands.steps(), operands.batch(), operands.inputs());
    dy = Torch.tensor(operands.dy(), operands.steps(), operands.batch(), operands.hidden());
    Tensor[] weights = {
      Torch.tensor(operands.weightIh(), rows, operands.inputs()),
      Torch.tensor(operands.weightHh(), rows, operands.hidden()),
      Torch.tensor(operands.biasIh(), rows),
      Torch.tensor(operands.biasHh(), rows)
    };
    parameters = new TensorVector(weights);
    differentiated = new TensorVector(x, weights[0], weights[1], weights[2], weights[3]);
    if (trains) {
      x.requires_grad_(true);
      for (Tensor weight : weights) {
        weight.requires_grad_(true);
      }
    }
    reset();
  }

  private void reset() {
    h = Torch.tensor(operands.h0(), 1, operands.batch(), operands.hidden());
    if (operands.c0() != null) {
      c = Torch.tensor(operands.c0(), 1, operands.batch(), operands.hidden());
    }
  }

  @Override
  public String name() {
    return "PyTorch";
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

  /// The hidden states of all steps.
  private Tensor sequence() {
    return switch (task.cell()) {
      case LSTM -> lstm().get0();
      default -> simple().get0();
    };
  }

  private TensorVector gradients(Tensor y) {
    return torch.grad(
        new TensorVector(y), differentiated, new TensorVector(dy), null, false, false);
  }

  /// The next state, which lives in the tuple that the call returns, replaces the carried one.
  private void step() {
    Pointer old = carried;
    if (task.cell() == MeasuredCell.LSTM) {
      T_TensorTensorTensor_T next = lstm().retainReference();
      h = next.get1();
      c = next.get2();
      carried = next;
    } else {
      T_TensorTensor_T next = simple().retainReference();
      h = next.get1();
      carried = next;
    }
    if (old != null) {
      old.releaseReference();
    }
  }

  private T_TensorTensorTensor_T lstm() {
    return torch.lstm(x, new TensorVector(h, c), parameters, true, 1, 0, trains, false, false);
  }

  private T_TensorTensor_T simple() {
    return switch (task.cell()) {
      case RNN -> torch.rnn_tanh(x, h, parameters, true, 1, 0, trains, false, false);
      case RESET_AFTER_GRU -> torch.gru(x, h, parameters, true, 1, 0, trains, false, false);
      default -> throw new IllegalArgumentException("not a layer of torch.nn");
    };
  }
}

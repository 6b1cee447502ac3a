package dev.unroll.bench.peers;

import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.Task;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// `torch.nn.RNNCell`, `LSTMCell` or `GRUCell`: one step with carried state.
final class TorchCell implements Contender {
  private final Task.Layer task;
  private final Operands operands;
  private final Tensor x;
  private final Tensor weightIh;
  private final Tensor weightHh;
  private final TensorOptional biasIh;
  private final TensorOptional biasHh;
  private Tensor h;
  private Tensor c;
  private Pointer carried;

  TorchCell(Task.Layer task) {
    this.task = task;
    operands = Operands.of(task);
    long rows = (long) operands.gates() * operands.hidden();
    x = Torch.tensor(operands.x(), operands.batch(), operands.inputs());
    weightIh = Torch.tensor(operands.weightIh(), rows, operands.inputs());
    weightHh = Torch.tensor(operands.weightHh(), rows, operands.hidden());
    biasIh = new TensorOptional(Torch.tensor(operands.biasIh(), rows));
    biasHh = new TensorOptional(Torch.tensor(operands.biasHh(), rows));
    reset();
  }

  private void reset() {
    h = Torch.tensor(operands.h0(), operands.batch(), operands.hidden());
    if (operands.c0() != null) {
      c = Torch.tensor(operands.c0(), operands.batch(), operands.hidden());
    }
  }

  @Override
  public String name() {
    return "PyTorch cell";
  }

  @Override
  public Map<String, float[]> results() {
    run();
    float[] result = Torch.values(h);
    reset();
    return Map.of("h", result);
  }

  @Override
  public void run() {
    try (PointerScope _ = new PointerScope()) {
      Pointer old = carried;
      switch (task.cell()) {
        case RNN -> {
          h = torch.rnn_tanh_cell(x, h, weightIh, weightHh, biasIh, biasHh).retainReference();
          carried = h;
        }
        case RESET_AFTER_GRU -> {
          h = torch.gru_cell(x, h, weightIh, weightHh, biasIh, biasHh).retainReference();
          carried = h;
        }
        case LSTM -> {
          T_TensorTensor_T next =
              torch
                  .lstm_cell(x, new TensorVector(h, c), weightIh, weightHh, biasIh, biasHh)
                  .retainReference();
          h = next.get0();
          c = next.get1();
          carried = next;
        }
        default -> throw new IllegalArgumentException("not a cell of torch.nn");
      }
      if (old != null) {
        old.releaseReference();
      }
    }
  }
}

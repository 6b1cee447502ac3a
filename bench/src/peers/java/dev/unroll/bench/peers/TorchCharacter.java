package dev.unroll.bench.peers;

import dev.unroll.autograd.Parameter;
import dev.unroll.bench.CharacterWork;
import dev.unroll.bench.MeasuredCell;
import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.Task;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adagrad;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.T_TensorTensorTensor_T;
import org.bytedeco.pytorch.T_TensorTensor_T;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// A training step of a character model as PyTorch's users write it: one-hot characters, a recurrent layer,
/// a linear layer, cross-entropy, backward, clipping, an optimizer.
final class TorchCharacter implements Contender {
  private final Task.Character task;
  private final Tensor inputs;
  private final Tensor targets;
  private final Tensor[] parameters;
  private final TensorVector all;
  private final TensorVector recurrent;
  private final Optimizer optimizer;
  private Tensor h;
  private Tensor c;

  TorchCharacter(Task.Character task) {
    this.task = task;
    CharacterWork work =
        new CharacterWork(
            Kernels.scalar(),
            task.cell(),
            task.batch(),
            task.steps(),
            task.hidden(),
            Workers.CALLER);
    inputs = ids(work.inputs(), task.steps(), task.batch());
    targets = ids(work.targets(), (long) task.steps() * task.batch());
    List<Parameter> ours = work.parameters();
    parameters = new Tensor[ours.size()];
    for (int i = 0; i < parameters.length; i++) {
      long[] shape = new long[ours.get(i).value().shape().rank()];
      for (int axis = 0; axis < shape.length; axis++) {
        shape[axis] = ours.get(i).value().shape().dimension(axis);
      }
      parameters[i] = Torch.tensor(ours.get(i).value().data(), shape);
      parameters[i].requires_grad_(true);
    }
    all = new TensorVector(parameters);
    recurrent = new TensorVector(Arrays.copyOf(parameters, 4));
    if (task.batch() == 1) {
      AdagradOptions options = new AdagradOptions(CharacterWork.ADAGRAD_RATE);
      optimizer = new Adagrad(all, options);
    } else {
      optimizer = new Adam(all, new AdamOptions(CharacterWork.ADAM_RATE));
    }
    h = zeros();
    c = zeros();
  }

  private Tensor zeros() {
    float[] values = new float[task.batch() * task.hidden()];
    return task.cell() == MeasuredCell.GRU
        ? Torch.tensor(values, task.batch(), task.hidden())
        : Torch.tensor(values, 1, task.batch(), task.hidden());
  }

  private static Tensor ids(int[] values, long... shape) {
    try (LongPointer data = new LongPointer(Arrays.stream(values).asLongStream().toArray())) {
      return torch.from_blob(data, shape, new TensorOptions(torch.ScalarType.Long)).clone();
    }
  }

  @Override
  public String name() {
    return task.cell() == MeasuredCell.GRU ? "PyTorch (eager)" : "PyTorch";
  }

  @Override
  public Map<String, float[]> results() {
    return Map.of("losses", new float[] {step(), step(), step()});
  }

  @Override
  public void run() {
    step();
  }

  private float step() {
    Pointer oldH = h;
    Pointer oldC = c;
    try (PointerScope _ = new PointerScope()) {
      Tensor x = torch.one_hot(inputs, CharacterWork.VOCABULARY).toType(torch.ScalarType.Float);
      Tensor y = layer(x);
      Tensor rows = y.reshape((long) task.steps() * task.batch(), task.hidden());
      Tensor loss =
          torch.cross_entropy_loss(torch.linear(rows, parameters[4], parameters[5]), targets);
      optimizer.zero_grad();
      loss.backward();
      if (task.batch() == 1) {
        for (Tensor parameter : parameters) {
          parameter
              .mutable_grad()
              .clamp_(
                  new org.bytedeco.pytorch.ScalarOptional(
                      new org.bytedeco.pytorch.Scalar(-CharacterWork.CLIP)),
                  new org.bytedeco.pytorch.ScalarOptional(
                      new org.bytedeco.pytorch.Scalar(CharacterWork.CLIP)));
        }
      } else {
        torch.clip_grad_norm_(all, CharacterWork.CLIP);
      }
      optimizer.step();
      float value = loss.item_float();
      oldH.releaseReference();
      if (c != oldC) {
        oldC.releaseReference();
      }
      return value;
    }
  }

  /// The hidden states of all steps; the last ones are carried on without their history.
  private Tensor layer(Tensor x) {
    switch (task.cell()) {
      case LSTM -> {
        T_TensorTensorTensor_T output =
            torch.lstm(x, new TensorVector(h, c), recurrent, true, 1, 0, true, false, false);
        h = output.get1().detach().retainReference();
        c = output.get2().detach().retainReference();
        return output.get0();
      }
      case GRU -> {
        Tensor y =
            TorchGruEager.sequence(
                x, h, parameters[0], parameters[1], parameters[2], parameters[3]);
        h = y.select(0, task.steps() - 1L).detach().retainReference();
        return y;
      }
      default -> {
        T_TensorTensor_T output =
            task.cell() == MeasuredCell.RNN
                ? torch.rnn_tanh(x, h, recurrent, true, 1, 0, true, false, false)
                : torch.gru(x, h, recurrent, true, 1, 0, true, false, false);
        h = output.get1().detach().retainReference();
        return output.get0();
      }
    }
  }
}

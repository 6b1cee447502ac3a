package dev.unroll.bench.peers;

import dev.unroll.bench.SoftmaxWork;
import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.Task;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.util.Arrays;
import java.util.Map;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// `torch.nn.functional.cross_entropy` and its gradient to the logits.
final class TorchSoftmax implements Contender {
  private final Tensor logits;
  private final Tensor targets;

  TorchSoftmax(Task.Softmax task) {
    SoftmaxWork work =
        new SoftmaxWork(Kernels.scalar(), task.rows(), task.classes(), Workers.CALLER);
    logits = Torch.tensor(work.logits().data(), task.rows(), task.classes());
    logits.requires_grad_(true);
    long[] ids = Arrays.stream(work.targets()).asLongStream().toArray();
    try (LongPointer data = new LongPointer(ids)) {
      targets =
          torch
              .from_blob(data, new long[] {ids.length}, new TensorOptions(torch.ScalarType.Long))
              .clone();
    }
  }

  @Override
  public String name() {
    return "PyTorch";
  }

  @Override
  public Map<String, float[]> results() {
    try (PointerScope _ = new PointerScope()) {
      return Map.of("dLogits", Torch.values(gradient()));
    }
  }

  @Override
  public void run() {
    try (PointerScope _ = new PointerScope()) {
      gradient();
    }
  }

  private Tensor gradient() {
    Tensor loss = torch.cross_entropy_loss(logits, targets);
    return torch.grad(new TensorVector(loss), new TensorVector(logits)).get(0);
  }
}

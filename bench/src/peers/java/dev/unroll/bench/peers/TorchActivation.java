package dev.unroll.bench.peers;

import dev.unroll.bench.Numbers;
import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.Task;
import java.util.Map;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// `torch.exp`, `sigmoid` and `tanh` into an existing tensor.
final class TorchActivation implements Contender {
  private final Task.Function function;
  private final Tensor x;
  private final Tensor y;

  TorchActivation(Task.Activation task) {
    new NoGradGuard(); // never closed: this process does nothing else
    function = task.function();
    x = Torch.tensor(Numbers.uniform(1, task.length(), 8), task.length());
    y = torch.zeros_like(x);
  }

  @Override
  public String name() {
    return "PyTorch";
  }

  @Override
  public Map<String, float[]> results() {
    run();
    return Map.of("y", Torch.values(y));
  }

  @Override
  public void run() {
    Tensor result =
        switch (function) {
          case EXP -> torch.exp_out(y, x);
          case SIGMOID -> torch.sigmoid_out(y, x);
          case TANH -> torch.tanh_out(y, x);
        };
    result.close();
  }
}

package dev.unroll.bench.peers;

import dev.unroll.bench.UpdateWork;
import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.Task;
import dev.unroll.kernels.Kernels;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adagrad;
import org.bytedeco.pytorch.AdagradOptions;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.RMSprop;
import org.bytedeco.pytorch.RMSpropOptions;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/// One step of an optimizer of `torch::optim` over one parameter, or the norm of its gradient.
final class TorchUpdate implements Contender {
  private final UpdateWork.Rule rule;
  private final Tensor w;
  private final Tensor g;
  private final Optimizer optimizer;

  TorchUpdate(Task.Update task) {
    rule = task.rule();
    UpdateWork work = new UpdateWork(Kernels.scalar(), rule, task.length());
    w = Torch.tensor(work.w().data(), task.length());
    g = Torch.tensor(work.g().data(), task.length());
    w.requires_grad_(true);
    w.mutable_grad().put(g);
    new NoGradGuard(); // never closed: this process does nothing else
    TensorVector parameters = new TensorVector(w);
    optimizer =
        switch (rule) {
          case ADAM -> new Adam(parameters, new AdamOptions(UpdateWork.RATE));
          case ADAGRAD -> {
            AdagradOptions options = new AdagradOptions(UpdateWork.RATE);
            options.eps().put(UpdateWork.EPSILON);
            yield new Adagrad(parameters, options);
          }
          case RMSPROP -> new RMSprop(parameters, new RMSpropOptions(UpdateWork.RATE));
          case NORM, SGD -> null;
        };
  }

  @Override
  public String name() {
    return "PyTorch";
  }

  @Override
  public Map<String, float[]> results() {
    if (optimizer == null) {
      try (PointerScope _ = new PointerScope()) {
        return Map.of("norm", Torch.values(g.norm()));
      }
    }
    optimizer.step();
    return Map.of("w", Torch.values(w.detach()));
  }

  @Override
  public void run() {
    try (PointerScope _ = new PointerScope()) {
      if (optimizer == null) {
        g.norm().item_float();
      } else {
        optimizer.step();
      }
    }
  }
}

package dev.unroll.bench.peers;

import dev.unroll.bench.ConvolutionWork;
import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.Task;
import dev.unroll.kernels.Extents;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptional;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// `torch.nn.functional.conv2d` or `conv3d`: forward, or the same with the gradients to the input and the weights.
final class TorchConvolution implements Contender {
  private final boolean trains;
  private final boolean deep;
  private final Tensor x;
  private final Tensor weight;
  private final TensorOptional bias;
  private final Tensor dy;
  private final long[] stride;
  private final long[] padding;

  TorchConvolution(Task.Convolution task) {
    trains = task.pass() == Task.Pass.TRAINING;
    if (!trains) {
      new NoGradGuard(); // never closed: this process does nothing else
    }
    ConvolutionWork work = new ConvolutionWork(Kernels.scalar(), task.shape(), Workers.CALLER);
    deep = work.x().shape().rank() == 5;
    x = tensor(work.x());
    weight = tensor(work.weight());
    bias = new TensorOptional(tensor(work.bias()));
    dy = tensor(work.dy());
    stride = axes(task.shape().stride());
    padding = axes(task.shape().padding());
    if (trains) {
      x.requires_grad_(true);
      weight.requires_grad_(true);
    }
  }

  private static Tensor tensor(dev.unroll.core.Tensor tensor) {
    long[] shape = new long[tensor.shape().rank()];
    for (int axis = 0; axis < shape.length; axis++) {
      shape[axis] = tensor.shape().dimension(axis);
    }
    return Torch.tensor(tensor.data(), shape);
  }

  private long[] axes(Extents e) {
    return deep
        ? new long[] {e.depth(), e.height(), e.width()}
        : new long[] {e.height(), e.width()};
  }

  @Override
  public String name() {
    return "PyTorch";
  }

  @Override
  public Map<String, float[]> results() {
    Map<String, float[]> results = new LinkedHashMap<>();
    try (PointerScope _ = new PointerScope()) {
      Tensor y = forward();
      results.put("y", Torch.values(y.detach()));
      if (trains) {
        TensorVector gradients = gradients(y);
        results.put("dx", Torch.values(gradients.get(0)));
        results.put("dWeight", Torch.values(gradients.get(1)));
      }
    }
    return results;
  }

  @Override
  public void run() {
    try (PointerScope _ = new PointerScope()) {
      Tensor y = forward();
      if (trains) {
        gradients(y);
      }
    }
  }

  private Tensor forward() {
    long[] dilation = axes(new Extents(1, 1, 1));
    return deep
        ? torch.conv3d(x, weight, bias, stride, padding, dilation, 1)
        : torch.conv2d(x, weight, bias, stride, padding, dilation, 1);
  }

  private TensorVector gradients(Tensor y) {
    return torch.grad(
        new TensorVector(y), new TensorVector(x, weight), new TensorVector(dy), null, false, false);
  }
}

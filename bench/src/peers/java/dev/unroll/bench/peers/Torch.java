package dev.unroll.bench.peers;

import dev.unroll.bench.MeasuredCell;
import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.PeerProvider;
import dev.unroll.bench.compare.Task;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas_nolapack;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// PyTorch: its recurrent layers with automatic differentiation, losses and optimizers, through its C++
/// interface, which Python's calls end in as well.
public final class Torch implements PeerProvider {
  /// Made by the service loader.
  public Torch() {}

  @Override
  public String version() {
    return "PyTorch "
        + torch.class.getPackage().getImplementationVersion()
        + " ("
        + torch
            .show_config()
            .getString()
            .lines()
            .filter(line -> line.contains("oneDNN") || line.contains("MKL-DNN"))
            .map(line -> line.replace("-", "").strip())
            .findFirst()
            .orElse("without oneDNN")
        + ")";
  }

  @Override
  public List<Contender> contenders(Task task) {
    useThreads(task.threads());
    List<Contender> contenders = new ArrayList<>();
    switch (task) {
      case Task.Layer layer -> {
        if (layer.cell() == MeasuredCell.GRU) {
          contenders.add(new TorchGruEager(layer));
        } else if (TorchLayer.CELLS.contains(layer.cell())) {
          contenders.add(new TorchLayer(layer));
          if (layer.pass() == Task.Pass.STEP) {
            contenders.add(new TorchCell(layer));
          }
        }
      }
      case Task.Softmax softmax -> contenders.add(new TorchSoftmax(softmax));
      case Task.Update update -> contenders.add(new TorchUpdate(update));
      case Task.Activation activation -> contenders.add(new TorchActivation(activation));
      case Task.Character model -> contenders.add(new TorchCharacter(model));
      case Task.Convolution convolution -> contenders.add(new TorchConvolution(convolution));
      case Task.Gemm _ -> {
        // its products are OpenBLAS's
      }
    }
    return contenders;
  }

  private static void useThreads(int threads) {
    torch.set_num_threads(threads);
    openblas_nolapack.blas_set_num_threads(threads);
  }

  /// A tensor with a copy of the values.
  static Tensor tensor(float[] values, long... shape) {
    try (FloatPointer data = new FloatPointer(values)) {
      return torch.from_blob(data, shape).clone();
    }
  }

  /// The values of a tensor, row-major.
  static float[] values(Tensor tensor) {
    Tensor dense = tensor.contiguous();
    float[] values = new float[(int) dense.numel()];
    dense.data_ptr_float().get(values);
    return values;
  }
}

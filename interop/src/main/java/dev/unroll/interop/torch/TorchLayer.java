package dev.unroll.interop.torch;

import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Recurrent;
import java.util.List;

/// A layer of `torch.nn` in a state dictionary, as one of this library's.
public sealed interface TorchLayer {
  /// What stands before its parameters' names and a dot; empty for a state dictionary of the layer alone.
  String name();

  /// The full names of its parameters.
  List<String> tensors();

  /// The features that it reads; the number of ids of an embedding.
  int inputs();

  /// The features that it gives.
  int outputs();

  /// What it is, in the words of `torch.nn`.
  String description();

  /// `torch.nn.Embedding`.
  record OfEmbedding(String name, List<String> tensors, Embedding layer) implements TorchLayer {
    @Override
    public int inputs() {
      return layer.tokens();
    }

    @Override
    public int outputs() {
      return layer.features();
    }

    @Override
    public String description() {
      return "Embedding(%d, %d)".formatted(inputs(), outputs());
    }
  }

  /// `torch.nn.Linear`.
  ///
  /// @param bias whether it has one
  record OfLinear(
      String name, List<String> tensors, Linear layer, int inputs, int outputs, boolean bias)
      implements TorchLayer {
    @Override
    public String description() {
      return "Linear(%d, %d%s)".formatted(inputs, outputs, bias ? "" : ", bias=False");
    }
  }

  /// `torch.nn.RNN`, `LSTM` or `GRU`.
  ///
  /// @param description with sizes, depth and directions
  record OfRecurrent(String name, List<String> tensors, Recurrent layer, String description)
      implements TorchLayer {
    @Override
    public int inputs() {
      return layer.options().inputs();
    }

    @Override
    public int outputs() {
      return layer.outputs();
    }
  }
}

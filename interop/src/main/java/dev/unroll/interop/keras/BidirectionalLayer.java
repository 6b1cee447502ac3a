package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Two recurrent layers, the second of which reads backwards; its outputs are turned round where they are
/// sequences. Outputs are merged or, without a merge, stand side by side; states come behind them.
record BidirectionalLayer(RecurrentLayer forward, RecurrentLayer backward, Merge merge)
    implements Layer {

  enum Merge {
    CONCAT,
    SUM,
    MUL,
    AVE,
    NONE
  }

  @Override
  public List<Value> call(Engine engine, List<Value> inputs) {
    int states = (inputs.size() - 1) / 2;
    if (inputs.size() != 1 + 2 * states) {
      throw new IllegalArgumentException(
          "a bidirectional layer expects as many initial states for either direction, got "
              + (inputs.size() - 1));
    }
    List<Value> there = new ArrayList<>();
    List<Value> back = new ArrayList<>();
    there.add(inputs.getFirst());
    back.add(inputs.getFirst());
    there.addAll(inputs.subList(1, 1 + states));
    back.addAll(inputs.subList(1 + states, inputs.size()));
    List<Value> y = forward.call(engine, there);
    List<Value> reversed = backward.call(engine, back);
    Value first = y.getFirst();
    Value second = reversed.getFirst();
    if (backward.sequences()) {
      second = second.with(turned(second.tensor()));
    }
    List<Value> outputs = new ArrayList<>();
    if (merge == Merge.NONE) {
      outputs.add(first);
      outputs.add(second);
    } else {
      outputs.add(first.with(merged(first.tensor(), second.tensor())));
    }
    outputs.addAll(y.subList(1, y.size()));
    outputs.addAll(reversed.subList(1, reversed.size()));
    return outputs;
  }

  /// The steps of `[N,T,H]` in reverse order.
  private static Tensor turned(Tensor y) {
    int batch = y.shape().dimension(0);
    int steps = y.shape().dimension(1);
    int width = y.shape().dimension(2);
    Tensor result = Tensor.zeros(y.shape());
    for (int row = 0; row < batch; row++) {
      for (int t = 0; t < steps; t++) {
        System.arraycopy(
            y.data(),
            y.offset() + (row * steps + t) * width,
            result.data(),
            (row * steps + steps - 1 - t) * width,
            width);
      }
    }
    return result;
  }

  private Tensor merged(Tensor a, Tensor b) {
    if (merge == Merge.CONCAT) {
      return concatenated(a, b);
    }
    if (!a.shape().equals(b.shape())) {
      throw new IllegalArgumentException(
          "expected directions of one shape, got %s and %s".formatted(a.shape(), b.shape()));
    }
    Tensor y = Tensor.zeros(a.shape());
    for (int i = 0; i < y.elements(); i++) {
      float u = a.data()[a.offset() + i];
      float v = b.data()[b.offset() + i];
      y.data()[i] =
          switch (merge) {
            case SUM -> u + v;
            case MUL -> u * v;
            default -> (u + v) / 2;
          };
    }
    return y;
  }

  private static Tensor concatenated(Tensor a, Tensor b) {
    int left = a.shape().dimension(-1);
    int right = b.shape().dimension(-1);
    int[] extents = a.shape().dimensions();
    extents[extents.length - 1] = left + right;
    Tensor y = Tensor.zeros(Shape.of(extents));
    int rows = a.elements() / left;
    for (int row = 0; row < rows; row++) {
      int to = row * (left + right);
      System.arraycopy(a.data(), a.offset() + row * left, y.data(), to, left);
      System.arraycopy(b.data(), b.offset() + row * right, y.data(), to + left, right);
    }
    return y;
  }

  @Override
  public String describe() {
    return "%s; back %s; merge %s"
        .formatted(
            forward.describe(), backward.cell().describe(), merge.name().toLowerCase(Locale.ROOT));
  }

  @Override
  public void addTo(String name, Map<String, Tensor> tensors) {
    forward.addTo(name, "", tensors);
    backward.addTo(name, "_reverse", tensors);
  }
}

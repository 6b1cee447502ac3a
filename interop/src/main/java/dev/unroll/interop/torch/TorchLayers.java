package dev.unroll.interop.torch;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Ops;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.Sequence;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.StringJoiner;

/// The layers of `torch.nn` that a state dictionary holds, found by the names and shapes of their parameters:
/// `RNN`, `LSTM` (projected ones, too) and `GRU` of any depth, in one direction or both, `Embedding` and `Linear`.
///
///     TorchLayers layers = TorchLayers.of(TorchFile.read(path).stateDict(), Cell.RNN);
///     Recurrent encoder = layers.recurrent("encoder.rnn");
///
/// A state dictionary does not say which function a simple RNN has, nor in which order layers are applied. Where
/// they fit together, batch-first, [#run] applies them in the [#order].
public final class TorchLayers {
  private final StateDict weights;
  private final List<TorchLayer> layers;
  private final Set<String> others;

  private TorchLayers(StateDict weights, List<TorchLayer> layers, Set<String> others) {
    this.weights = weights;
    this.layers = layers;
    this.others = others;
  }

  /// Finds the layers.
  ///
  /// @param simple [Cell#RNN] or [Cell#RNN_RELU], for simple RNNs
  /// @throws MalformedFileException if a recurrent layer's parameters do not fit together
  public static TorchLayers of(StateDict weights, Cell simple) throws MalformedFileException {
    Set<String> left = new LinkedHashSet<>(weights.names());
    List<TorchLayer> layers = new ArrayList<>();
    for (String name : weights.names()) {
      if (left.contains(name)) {
        TorchLayer layer = LayerFinder.find(weights, name, simple, layers.isEmpty());
        if (layer != null) {
          layers.add(layer);
          left.removeAll(layer.tensors());
        }
      }
    }
    return new TorchLayers(weights, layers, left);
  }

  /// The layers in the order of the file.
  public List<TorchLayer> layers() {
    return Collections.unmodifiableList(layers);
  }

  /// The names of the tensors that belong to none of them.
  public Set<String> others() {
    return Collections.unmodifiableSet(others);
  }

  /// The recurrent layer of a name: what stands before `.weight_ih_l0`.
  ///
  /// @throws MalformedFileException if there is none
  public Recurrent recurrent(String name) throws MalformedFileException {
    for (TorchLayer layer : layers) {
      if (layer instanceof TorchLayer.OfRecurrent found && found.name().equals(name)) {
        return found.layer();
      }
    }
    throw missing("a recurrent layer", name);
  }

  /// The embedding of a name.
  ///
  /// @throws MalformedFileException if there is none
  public Embedding embedding(String name) throws MalformedFileException {
    for (TorchLayer layer : layers) {
      if (layer instanceof TorchLayer.OfEmbedding found && found.name().equals(name)) {
        return found.layer();
      }
    }
    throw missing("an embedding", name);
  }

  /// The linear layer of a name.
  ///
  /// @throws MalformedFileException if there is none
  public Linear linear(String name) throws MalformedFileException {
    for (TorchLayer layer : layers) {
      if (layer instanceof TorchLayer.OfLinear found && found.name().equals(name)) {
        return found.layer();
      }
    }
    throw missing("a linear layer", name);
  }

  private MalformedFileException missing(String what, String name) {
    StringJoiner names = new StringJoiner(", ");
    layers.forEach(layer -> names.add(MalformedFileException.quote(layer.name())));
    return new MalformedFileException(
        weights.file(),
        "expected %s %s, found the layers %s"
            .formatted(what, MalformedFileException.quote(name), names));
  }

  /// Why the layers cannot be applied one after the other; null if they can.
  public String obstacle() {
    if (!others.isEmpty()) {
      return "tensors of other layers, " + MalformedFileException.quote(others.iterator().next());
    }
    return layers.isEmpty() ? "no layers" : misfit(order());
  }

  /// The layers in the order in which [#run] applies them: that of the file if they fit together so, else embeddings, recurrent layers and linear
  /// layers, each in the order of the file: safetensors keep no order.
  public List<TorchLayer> order() {
    if (misfit(layers) == null) {
      return layers();
    }
    List<TorchLayer> sorted = new ArrayList<>(layers);
    sorted.sort(
        Comparator.comparingInt(
            layer ->
                switch (layer) {
                  case TorchLayer.OfEmbedding _ -> 0;
                  case TorchLayer.OfRecurrent _ -> 1;
                  case TorchLayer.OfLinear _ -> 2;
                }));
    return sorted;
  }

  private static String misfit(List<TorchLayer> layers) {
    int width = 0;
    for (TorchLayer layer : layers) {
      boolean first = width == 0;
      if (!first && (layer instanceof TorchLayer.OfEmbedding || layer.inputs() != width)) {
        return "layer %s does not fit behind the one before it"
            .formatted(MalformedFileException.quote(layer.name()));
      }
      width = layer.outputs();
    }
    return null;
  }

  /// Applies the layers one after the other, in the [#order].
  ///
  /// @param x batch-first: ids `[N,T]` for an embedding, else `[N,T,C]`
  /// @return `[N,T,outputs]`
  /// @throws IllegalArgumentException if `x` does not fit
  /// @throws IllegalStateException with [#obstacle] as its message
  public Tensor run(NdArray x) {
    String obstacle = obstacle();
    if (obstacle != null) {
      throw new IllegalStateException(obstacle);
    }
    List<TorchLayer> order = order();
    boolean tokens = order.getFirst() instanceof TorchLayer.OfEmbedding;
    if (x.shape().rank() != (tokens ? 2 : 3)) {
      throw new IllegalArgumentException(
          "expected %s, got %s"
              .formatted(
                  tokens ? "ids [N,T]" : "[N,T,%d]".formatted(order.getFirst().inputs()), x));
    }
    Tape tape = new Tape();
    Pass pass = Pass.reading(tape);
    try (var _ = tape.noGradient()) {
      Variable y = null;
      for (TorchLayer layer : order) {
        y =
            switch (layer) {
              case TorchLayer.OfEmbedding embedding -> embedding.layer().forward(pass, ids(x)).x();
              case TorchLayer.OfRecurrent recurrent ->
                  recurrent.layer().forward(pass, features(tape, y, x), null).y();
              case TorchLayer.OfLinear linear ->
                  linear.layer().forward(pass, features(tape, y, x).x());
            };
      }
      return Ops.transpose(y, 0, 1).value().copy();
    }
  }

  private static Sequence.Features features(Tape tape, Variable y, NdArray x) {
    return new Sequence.Features(y != null ? y : Ops.transpose(tape.constant(x.tensor()), 0, 1));
  }

  /// `[N,T]` as time-major tokens.
  private static Sequence.Tokens ids(NdArray x) {
    Shape shape = x.shape();
    int batch = shape.dimension(0);
    int steps = shape.dimension(1);
    int[] rows = x.ints();
    int[] ids = new int[rows.length];
    for (int row = 0; row < batch; row++) {
      for (int t = 0; t < steps; t++) {
        ids[t * batch + row] = rows[row * steps + t];
      }
    }
    return new Sequence.Tokens(ids, steps, batch);
  }
}

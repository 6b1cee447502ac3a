package dev.unroll.interop;

import dev.unroll.core.io.DType;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.torch.StateDict;
import dev.unroll.interop.torch.TorchLayer;
import dev.unroll.interop.torch.TorchLayers;
import dev.unroll.models.layer.Cell;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Tensors by PyTorch's names.
///
/// @param simple what simple RNNs are taken for
record TorchImport(String format, StateDict weights, TorchLayers layers, Cell simple)
    implements ImportedModel {

  static TorchImport of(String format, StateDict weights, Cell simple)
      throws MalformedFileException {
    return new TorchImport(format, weights, TorchLayers.of(weights, simple), simple);
  }

  /// Whether there is a simple RNN, whose function the file does not say.
  boolean hasSimple() {
    return layers.layers().stream()
        .anyMatch(
            layer ->
                layer instanceof TorchLayer.OfRecurrent recurrent
                    && recurrent.layer().options().cell() == simple);
  }

  @Override
  public List<String> description() {
    List<String> lines = new ArrayList<>();
    Set<DType> dtypes = EnumSet.noneOf(DType.class);
    long numbers = 0;
    for (String name : weights.names()) {
      NdArray array = array(name);
      dtypes.add(array.dtype());
      numbers += array.elements();
    }
    lines.add("format     " + format);
    lines.add(
        "tensors    %d of %s, %,d numbers"
            .formatted(
                weights.names().size(), dtypes.toString().replaceAll("[\\[\\]]", ""), numbers));
    for (TorchLayer layer : layers.layers()) {
      lines.add(
          "layer      %s%s"
              .formatted(layer.name().isEmpty() ? "" : layer.name() + ": ", layer.description()));
    }
    for (String name : layers.others()) {
      lines.add("tensor     %s %s".formatted(name, array(name)));
    }
    if (hasSimple()) {
      lines.add("assumed    RNN has " + (simple == Cell.RNN ? "tanh" : "relu"));
    }
    lines.add(
        obstacle() == null
            ? "runs as    %s, batch first"
                .formatted(
                    String.join(
                        ", ", layers.order().stream().map(TorchLayer::description).toList()))
            : "cannot run " + obstacle());
    return lines;
  }

  private NdArray array(String name) {
    try {
      return weights.array(name);
    } catch (MalformedFileException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  public String obstacle() {
    return layers.obstacle();
  }

  @Override
  public List<String> inputs() {
    return obstacle() == null ? List.of("x") : List.of();
  }

  @Override
  public Map<String, NdArray> run(Map<String, NdArray> inputs) {
    if (obstacle() != null) {
      throw new IllegalArgumentException(obstacle());
    }
    NdArray x = NamedArrays.ordered(List.of("x"), inputs).getFirst();
    return Map.of("y", NdArray.of(layers.run(x)));
  }

  @Override
  public Map<String, NdArray> tensors() {
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    weights.names().forEach(name -> tensors.put(name, array(name)));
    return tensors;
  }
}

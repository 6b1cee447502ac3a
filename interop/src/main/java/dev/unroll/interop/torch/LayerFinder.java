package dev.unroll.interop.torch;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.models.layer.Biases;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Embedding;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Tells layers of `torch.nn` by the names and shapes of their parameters:
///
///     weight_ih_l0 [G·H,C]   weight_hh_l0 [G·H,H]      G = 1 RNN, 3 GRU, 4 LSTM
///     weight_hr_l0 [P,H]     weight_hh_l0 [4H,P]       an LSTM with a projection
///     weight [O,I]           bias [O]                  Linear; without a bias perhaps an Embedding
final class LayerFinder {
  /// Deeper stacks than any, lest a hostile file makes many names.
  private static final int MAX_LAYERS = 1000;

  private static final String INPUT = "weight_ih";

  private final StateDict weights;
  private final String prefix;

  private LayerFinder(StateDict weights, String prefix) {
    this.weights = weights;
    this.prefix = prefix;
  }

  /// The layer to which a tensor belongs, or null.
  ///
  /// @param name the first of the layer's tensors in the file
  /// @param first whether no layer was found before it
  static TorchLayer find(StateDict weights, String name, Cell simple, boolean first)
      throws MalformedFileException {
    int dot = name.lastIndexOf('.') + 1;
    LayerFinder finder = new LayerFinder(weights, name.substring(0, dot));
    String last = name.substring(dot);
    if (last.equals(INPUT + "_l0") || last.equals(INPUT)) {
      return finder.recurrent(last.equals(INPUT), simple);
    }
    return last.equals("weight") ? finder.matrix(first) : null;
  }

  private String layerName() {
    return prefix.isEmpty() ? "" : prefix.substring(0, prefix.length() - 1);
  }

  private boolean has(String name) {
    return weights.contains(prefix + name);
  }

  private Shape shape(String name) throws MalformedFileException {
    return weights.array(prefix + name).shape();
  }

  private MalformedFileException malformed(String problem) {
    return new MalformedFileException(
        weights.file(),
        "layer %s: %s".formatted(MalformedFileException.quote(layerName()), problem));
  }

  // ---- Linear and Embedding

  private TorchLayer matrix(boolean first) throws MalformedFileException {
    Shape shape = shape("weight");
    if (shape.rank() != 2 || shape.elements() == 0) {
      return null;
    }
    int rows = shape.dimension(0);
    int columns = shape.dimension(1);
    boolean bias = has("bias");
    if (bias && !shape("bias").equals(Shape.of(rows))) {
      return null;
    }
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("weight", weights.tensor(prefix + "weight"));
    if (bias) {
      tensors.put("bias", weights.tensor(prefix + "bias"));
    }
    List<String> names = tensors.keySet().stream().map(name -> prefix + name).toList();
    Scope scope = Scope.stored(tensors);
    boolean table = !bias && (first || layerName().toLowerCase(Locale.ROOT).contains("emb"));
    if (table) {
      return new TorchLayer.OfEmbedding(layerName(), names, new Embedding(scope, rows, columns));
    }
    Linear linear =
        bias ? new Linear(scope, columns, rows) : Linear.withoutBias(scope, columns, rows);
    return new TorchLayer.OfLinear(layerName(), names, linear, columns, rows, bias);
  }

  // ---- recurrent layers

  /// @param cell whether it is a single cell, `torch.nn.LSTMCell`, whose names have no `_l0`
  private TorchLayer recurrent(boolean cell, Cell simple) throws MalformedFileException {
    String suffix = cell ? "" : "_l0";
    int layers = 1;
    while (!cell && layers < MAX_LAYERS && has(INPUT + "_l" + layers)) {
      layers++;
    }
    boolean both = !cell && has(INPUT + "_l0_reverse");
    boolean bias = has("bias_ih" + suffix);
    boolean projected = has("weight_hr" + suffix);
    int inputs = columns(INPUT + suffix);
    int rows = shape(INPUT + suffix).dimension(0);
    int hidden = projected ? columns("weight_hr" + suffix) : columns("weight_hh" + suffix);
    int gates = hidden > 0 && rows % hidden == 0 ? rows / hidden : 0;
    if (inputs == 0 || gates != 1 && gates != 3 && gates != 4 || projected && gates != 4) {
      throw malformed(
          "expected weight_ih of 1, 3 or 4 times %d rows, found %s"
              .formatted(hidden, shape(INPUT + suffix)));
    }
    Cell kind =
        switch (gates) {
          case 1 -> simple;
          case 3 -> Cell.RESET_AFTER_GRU;
          default -> projected ? Cell.PROJECTED_LSTM : Cell.LSTM;
        };
    RecurrentOptions options =
        RecurrentOptions.of(kind, inputs, hidden)
            .stacked(layers, 0)
            .withBiases(bias ? Biases.TWO : Biases.NONE);
    if (both) {
      options = options.bidirectional();
    }
    if (projected) {
      options = options.withProjection(shape("weight_hr" + suffix).dimension(0));
    }
    Map<String, Tensor> tensors = tensors(cell, layers, both, bias, projected);
    List<String> names = new ArrayList<>();
    for (String name : tensors.keySet()) {
      names.add(prefix + (cell ? name.replace("_l0", "") : name));
    }
    Recurrent layer;
    try {
      layer = new Recurrent(Scope.stored(tensors), options);
    } catch (IllegalArgumentException e) {
      throw malformed(e.getMessage());
    }
    return new TorchLayer.OfRecurrent(
        layerName(), names, layer, describe(cell, options, both, bias));
  }

  private int columns(String name) throws MalformedFileException {
    Shape shape = shape(name);
    if (shape.rank() != 2) {
      throw malformed("expected a matrix %s, found %s".formatted(name, shape));
    }
    return shape.dimension(1);
  }

  private Map<String, Tensor> tensors(
      boolean cell, int layers, boolean both, boolean bias, boolean projected)
      throws MalformedFileException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (int k = 0; k < layers; k++) {
      for (int direction = 0; direction < (both ? 2 : 1); direction++) {
        String suffix = "_l" + k + (direction == 1 ? "_reverse" : "");
        List<String> kinds = new ArrayList<>(List.of("weight_ih", "weight_hh"));
        if (bias) {
          kinds.addAll(List.of("bias_ih", "bias_hh"));
        }
        if (projected) {
          kinds.add("weight_hr");
        }
        for (String kind : kinds) {
          tensors.put(kind + suffix, weights.tensor(prefix + kind + (cell ? "" : suffix)));
        }
      }
    }
    return tensors;
  }

  private static String describe(
      boolean cell, RecurrentOptions options, boolean both, boolean bias) {
    String name =
        options.cell() == Cell.RESET_AFTER_GRU
            ? "GRU"
            : options.cell().hasCellState() ? "LSTM" : "RNN";
    StringBuilder text = new StringBuilder(name).append(cell ? "Cell(" : "(");
    text.append(options.inputs()).append(", ").append(options.widths().getFirst());
    if (options.layers() > 1) {
      text.append(", num_layers=").append(options.layers());
    }
    if (options.cell() == Cell.RNN_RELU) {
      text.append(", nonlinearity='relu'");
    }
    if (!bias) {
      text.append(", bias=False");
    }
    if (both) {
      text.append(", bidirectional=True");
    }
    if (options.projection() > 0) {
      text.append(", proj_size=").append(options.projection());
    }
    return text.append(")").toString();
  }
}

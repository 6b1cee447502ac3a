package dev.unroll.interop.keras;

import dev.unroll.core.io.MalformedFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Makes the graph of a Sequential or a functional model.
final class GraphReader {
  private final LayerReader layers;
  private final String what;
  private final boolean keras3;

  /// @param what the model's name for messages
  GraphReader(LayerReader layers, String what) {
    this.layers = layers;
    this.what = what;
    this.keras3 = layers.version().isKeras3();
  }

  /// Where the weights of the layers are.
  @FunctionalInterface
  interface WeightsOf {
    /// The weights of a layer.
    ///
    /// @param part what Keras 3 calls it among the model's layers: `lstm_1`
    /// @param name its own name
    Weights get(String part, String name) throws MalformedFileException;
  }

  /// Whether a class of Keras is a model.
  static boolean reads(String kind) {
    return kind.equals("Sequential") || kind.equals("Functional") || kind.equals("Model");
  }

  /// A layer of the model: its first use and the others.
  private record Entry(String name, String kind, Layer layer, List<Object> nodes) {}

  /// Reads the model that a JSON value describes.
  Graph read(Object json, WeightsOf weights) throws MalformedFileException {
    Config model = new Config(layers.file(), what, Config.object(layers.file(), what, json));
    String kind = model.text("class_name");
    Object inner = model.get("config");
    if (kind.equals("Sequential")) {
      // Up to Keras 2.2.2 the layers stood there by themselves.
      Object list = inner instanceof Map<?, ?> config ? config.get("layers") : inner;
      return sequential(entries(list, weights));
    }
    Config config = new Config(layers.file(), what, Config.object(layers.file(), what, inner));
    return functional(config, entries(config.get("layers"), weights));
  }

  private MalformedFileException malformed(String problem) {
    return new MalformedFileException(layers.file(), what + ": " + problem);
  }

  private List<Entry> entries(Object list, WeightsOf weights) throws MalformedFileException {
    if (!(list instanceof List<?> elements)) {
      throw malformed("expected a list of layers");
    }
    Map<String, Integer> used = new HashMap<>();
    List<Entry> entries = new ArrayList<>();
    for (Object element : elements) {
      Config outer = new Config(layers.file(), what, Config.object(layers.file(), what, element));
      String kind = outer.text("class_name");
      requireLayer(outer, kind);
      Map<String, Object> inner =
          outer.get("config") instanceof Map<?, ?>
              ? Config.object(layers.file(), what, outer.get("config"))
              : Map.of();
      Object own = outer.has("name") ? outer.get("name") : inner.get("name");
      String name = own instanceof String text ? text : kind;
      String part = snakeCase(kind.substring(kind.lastIndexOf('>') + 1));
      int count = used.merge(part, 1, Integer::sum);
      Weights stored = weights.get(count == 1 ? part : part + "_" + (count - 1), name);
      Layer layer = layers.read(element, stored);
      @SuppressWarnings("unchecked")
      List<Object> nodes =
          outer.get("inbound_nodes") instanceof List<?> given ? (List<Object>) given : List.of();
      entries.add(new Entry(name, kind, layer, nodes));
    }
    return entries;
  }

  /// Sums and products of arrays outside of layers do what the layers of those names do.
  private void requireLayer(Config outer, String kind) throws MalformedFileException {
    boolean operation = outer.text("module", "").contains(".ops");
    if (operation && !List.of("Add", "Subtract", "Multiply", "Maximum", "Minimum").contains(kind)) {
      throw malformed("expected layers, found the operation " + MalformedFileException.quote(kind));
    }
  }

  /// `SimpleRNN` as `simple_rnn`, `Conv1D` as `conv1d`.
  static String snakeCase(String name) {
    return name.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(java.util.Locale.ROOT);
  }

  // ---- Sequential

  private Graph sequential(List<Entry> entries) throws MalformedFileException {
    if (entries.isEmpty()) {
      throw malformed("expected a model of at least one layer");
    }
    List<Graph.Step> steps = new ArrayList<>();
    if (!entries.getFirst().kind().equals("InputLayer")) {
      Layer input = new ElementLayers.Same("input");
      steps.add(new Graph.Step("input", "InputLayer", input, List.of(), true));
    }
    for (Entry entry : entries) {
      List<Graph.Reference> before =
          steps.isEmpty() ? List.of() : List.of(new Graph.Reference(steps.size() - 1, 0));
      steps.add(new Graph.Step(entry.name(), entry.kind(), entry.layer(), before, true));
    }
    return new Graph(steps, new int[] {0}, List.of(new Graph.Reference(steps.size() - 1, 0)));
  }

  // ---- functional

  /// An output of a use of a layer, as the file names it.
  private record Tensor(String layer, int node, int output) {}

  /// A use of a layer that has no place in the order yet.
  private static final class Use {
    private final Entry entry;
    private final boolean first;
    private final List<Tensor> inputs;
    private final List<Use> readers = new ArrayList<>();
    private int missing;
    private int place = -1;

    Use(Entry entry, boolean first, List<Tensor> inputs) {
      this.entry = entry;
      this.first = first;
      this.inputs = inputs;
    }
  }

  private Graph functional(Config config, List<Entry> entries) throws MalformedFileException {
    // 1. all uses of all layers
    Map<String, List<Use>> uses = new LinkedHashMap<>();
    for (Entry entry : entries) {
      List<Use> ofLayer = new ArrayList<>();
      if (entry.nodes().isEmpty()) {
        ofLayer.add(new Use(entry, true, List.of()));
      }
      for (Object node : entry.nodes()) {
        List<Tensor> inputs = keras3 || node instanceof Map<?, ?> ? node3(node) : node2(node);
        ofLayer.add(new Use(entry, ofLayer.isEmpty(), inputs));
      }
      if (uses.put(entry.name(), ofLayer) != null) {
        throw malformed(
            "expected each layer once, found a second "
                + MalformedFileException.quote(entry.name()));
      }
    }

    // 2. in an order in which each has what it reads
    ArrayDeque<Use> ready = new ArrayDeque<>();
    int count = 0;
    for (List<Use> ofLayer : uses.values()) {
      for (Use use : ofLayer) {
        count++;
        use.missing = use.inputs.size();
        for (Tensor input : use.inputs) {
          find(uses, input).readers.add(use);
        }
        if (use.missing == 0) {
          ready.add(use);
        }
      }
    }
    List<Graph.Step> steps = new ArrayList<>();
    while (!ready.isEmpty()) {
      Use use = ready.remove();
      use.place = steps.size();
      List<Graph.Reference> inputs = new ArrayList<>();
      for (Tensor input : use.inputs) {
        inputs.add(new Graph.Reference(find(uses, input).place, input.output()));
      }
      Entry entry = use.entry;
      if (inputs.isEmpty() && !entry.kind().equals("InputLayer")) {
        throw malformed(
            "layer %s: expected inputs, found none"
                .formatted(MalformedFileException.quote(entry.name())));
      }
      steps.add(new Graph.Step(entry.name(), entry.kind(), entry.layer(), inputs, use.first));
      for (Use reader : use.readers) {
        if (--reader.missing == 0) {
          ready.add(reader);
        }
      }
    }
    if (steps.size() != count) {
      throw malformed("expected layers that feed one another, found a circle");
    }

    // 3. its inputs and outputs
    List<Tensor> ins = ends(config, "input_layers");
    int[] inputs = new int[ins.size()];
    for (int i = 0; i < inputs.length; i++) {
      inputs[i] = find(uses, ins.get(i)).place;
    }
    List<Graph.Reference> outputs = new ArrayList<>();
    for (Tensor out : ends(config, "output_layers")) {
      outputs.add(new Graph.Reference(find(uses, out).place, out.output()));
    }
    for (int i = 0; i < steps.size(); i++) {
      int step = i;
      if (steps.get(i).inputs().isEmpty()
          && java.util.Arrays.stream(inputs).noneMatch(input -> input == step)) {
        throw malformed(
            "expected the input %s among \"input_layers\", found it is none"
                .formatted(MalformedFileException.quote(steps.get(i).name())));
      }
    }
    return new Graph(steps, inputs, outputs);
  }

  private Use find(Map<String, List<Use>> uses, Tensor tensor) throws MalformedFileException {
    List<Use> ofLayer = uses.get(tensor.layer());
    if (ofLayer == null || tensor.node() < 0 || tensor.node() >= ofLayer.size()) {
      throw malformed(
          "expected use %d of a layer %s, found none"
              .formatted(tensor.node(), MalformedFileException.quote(tensor.layer())));
    }
    return ofLayer.get(tensor.node());
  }

  /// `["x", 0, 0]`, a list of such, or an object with such as values.
  private List<Tensor> ends(Config config, String key) throws MalformedFileException {
    List<Tensor> tensors = new ArrayList<>();
    addHistories(config.get(key), tensors);
    if (tensors.isEmpty()) {
      throw malformed("expected layers for \"%s\", found none".formatted(key));
    }
    return tensors;
  }

  private void addHistories(Object value, List<Tensor> to) {
    if (history(value) instanceof Tensor tensor) {
      to.add(tensor);
    } else if (value instanceof List<?> list) {
      list.forEach(element -> addHistories(element, to));
    } else if (value instanceof Map<?, ?> map) {
      map.values().forEach(element -> addHistories(element, to));
    }
  }

  /// `[layer, node, output, …]`, or null.
  private static Tensor history(Object value) {
    return value instanceof List<?> list
            && list.size() >= 3
            && list.get(0) instanceof String layer
            && list.get(1) instanceof Long node
            && list.get(2) instanceof Long output
            && Math.min(node, output) >= 0
            && Math.max(node, output) < Integer.MAX_VALUE
        ? new Tensor(layer, (int) (long) node, (int) (long) output)
        : null;
  }

  /// Keras 2: `[[layer, node, output, {named arguments}], …]`.
  private List<Tensor> node2(Object node) throws MalformedFileException {
    List<Tensor> inputs = new ArrayList<>();
    List<Tensor> states = new ArrayList<>();
    List<?> list =
        history(node) != null ? List.of(node) : node instanceof List<?> l ? l : List.of();
    for (Object element : list) {
      Tensor tensor = history(element);
      if (tensor == null) {
        throw malformed("expected inputs of the form [layer, node, output]");
      }
      inputs.add(tensor);
      if (((List<?>) element).size() > 3 && ((List<?>) element).get(3) instanceof Map<?, ?> named) {
        for (Map.Entry<?, ?> argument : named.entrySet()) {
          List<Tensor> given = new ArrayList<>();
          addHistories(argument.getValue(), given);
          addNamed(String.valueOf(argument.getKey()), given, states);
        }
      }
    }
    inputs.addAll(states);
    return inputs;
  }

  private void addNamed(String name, List<Tensor> given, List<Tensor> states)
      throws MalformedFileException {
    if (name.equals("initial_state")) {
      states.addAll(given);
    } else if (!given.isEmpty()) {
      throw malformed(
          "expected no arrays as named arguments but initial states, found some for "
              + MalformedFileException.quote(name));
    }
  }

  /// Keras 3: `{"args": […], "kwargs": {…}}`, with arrays as objects of the class `__keras_tensor__`.
  private List<Tensor> node3(Object node) throws MalformedFileException {
    Map<String, Object> call = Config.object(layers.file(), what, node);
    List<Tensor> inputs = new ArrayList<>();
    addTensors(call.get("args"), inputs, true);
    if (call.get("kwargs") instanceof Map<?, ?> named) {
      for (Map.Entry<?, ?> argument : named.entrySet()) {
        List<Tensor> given = new ArrayList<>();
        addTensors(argument.getValue(), given, false);
        addNamed(String.valueOf(argument.getKey()), given, inputs);
      }
    }
    return inputs;
  }

  private void addTensors(Object value, List<Tensor> to, boolean only)
      throws MalformedFileException {
    if (value instanceof List<?> list) {
      for (Object element : list) {
        addTensors(element, to, only);
      }
    } else if (value instanceof Map<?, ?> map && "__keras_tensor__".equals(map.get("class_name"))) {
      Object history =
          map.get("config") instanceof Map<?, ?> config ? config.get("keras_history") : null;
      Tensor tensor = history(history);
      if (tensor == null) {
        throw malformed("expected an array's history of the form [layer, node, output]");
      }
      to.add(tensor);
    } else if (only && value != null) {
      throw malformed(
          "expected arrays as arguments of layers, found "
              + MalformedFileException.quote(value.toString()));
    }
  }
}

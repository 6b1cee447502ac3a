package dev.unroll.interop.keras;

import dev.unroll.core.io.MalformedFileException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/// Makes the graph of a Sequential or a functional model.
final class GraphReader {
  private final LayerReader layers;
  private final String what;

  /// @param what the model's name for messages
  GraphReader(LayerReader layers, String what) {
    this.layers = layers;
    this.what = what;
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

  /// `SimpleRNN` as `simple_rnn`, `Conv1D` as `conv1d`.
  static String snakeCase(String name) {
    return name.replaceAll("\\W+", "")
        .replaceAll("(.)([A-Z][a-z]+)", "$1_$2")
        .replaceAll("([a-z])([A-Z])", "$1_$2")
        .toLowerCase(Locale.ROOT);
  }

  // ---- Sequential

  private Graph sequential(List<Entry> entries) throws MalformedFileException {
    if (entries.isEmpty()) {
      throw malformed("expected a model of at least one layer");
    }
    List<Graph.Step> steps = new ArrayList<>();
    if (!entries.getFirst().kind().equals("InputLayer")) {
      Layer input = new ElementLayers.Same("input");
      steps.add(new Graph.Step("input", "InputLayer", input, List.of(), null, true));
    }
    for (Entry entry : entries) {
      List<Graph.Reference> before =
          steps.isEmpty() ? List.of() : List.of(new Graph.Reference(steps.size() - 1, 0));
      steps.add(new Graph.Step(entry.name(), entry.kind(), entry.layer(), before, null, true));
    }
    return new Graph(steps, new int[] {0}, List.of(new Graph.Reference(steps.size() - 1, 0)));
  }

  // ---- functional

  /// An output of a use of a layer, as the file names it, or, where the layer is null, a number.
  private record Tensor(String layer, int node, int output, float constant) {}

  /// What a use of a layer reads.
  private record Arguments(List<Tensor> inputs, List<Tensor> masks) {
    Arguments() {
      this(new ArrayList<>(), new ArrayList<>());
    }

    /// Everything that must be there before.
    List<Tensor> outputs() {
      List<Tensor> outputs = new ArrayList<>(inputs);
      outputs.addAll(masks);
      outputs.removeIf(tensor -> tensor.layer() == null);
      return outputs;
    }
  }

  /// A use of a layer that has no place in the order yet.
  private static final class Use {
    private final Entry entry;
    private final boolean first;
    private final Arguments arguments;
    private final List<Use> readers = new ArrayList<>();
    private int missing;
    private int place = -1;

    Use(Entry entry, boolean first, Arguments arguments) {
      this.entry = entry;
      this.first = first;
      this.arguments = arguments;
    }
  }

  private Graph functional(Config config, List<Entry> entries) throws MalformedFileException {
    // 1. all uses of all layers
    Map<String, List<Use>> uses = new LinkedHashMap<>();
    for (Entry entry : entries) {
      List<Use> ofLayer = new ArrayList<>();
      if (entry.nodes().isEmpty()) {
        ofLayer.add(new Use(entry, true, new Arguments()));
      }
      for (Object node : entry.nodes()) {
        Arguments arguments = node instanceof Map<?, ?> ? node3(entry, node) : node2(node);
        ofLayer.add(new Use(entry, ofLayer.isEmpty(), arguments));
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
        List<Tensor> wanted = use.arguments.outputs();
        use.missing = wanted.size();
        for (Tensor input : wanted) {
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
      for (Tensor input : use.arguments.inputs()) {
        inputs.add(reference(uses, input));
      }
      List<Tensor> masks = use.arguments.masks();
      Graph.Reference mask = masks.isEmpty() ? null : reference(uses, masks.getFirst());
      Entry entry = use.entry;
      if (inputs.isEmpty() && !entry.kind().equals("InputLayer")) {
        throw malformed(
            "layer %s: expected inputs, found none"
                .formatted(MalformedFileException.quote(entry.name())));
      }
      steps.add(new Graph.Step(entry.name(), entry.kind(), entry.layer(), inputs, mask, use.first));
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
          && Arrays.stream(inputs).noneMatch(input -> input == step)) {
        throw malformed(
            "expected the input %s among \"input_layers\", found it is none"
                .formatted(MalformedFileException.quote(steps.get(i).name())));
      }
    }
    return new Graph(steps, inputs, outputs);
  }

  private Graph.Reference reference(Map<String, List<Use>> uses, Tensor tensor)
      throws MalformedFileException {
    return tensor.layer() == null
        ? new Graph.Reference(-1, 0, tensor.constant())
        : new Graph.Reference(find(uses, tensor).place, tensor.output());
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
        ? new Tensor(layer, (int) (long) node, (int) (long) output, 0)
        : null;
  }

  /// Keras 2: `[[layer, node, output, {named arguments}], …]`.
  private Arguments node2(Object node) throws MalformedFileException {
    Arguments arguments = new Arguments();
    List<Tensor> states = new ArrayList<>();
    List<?> list =
        history(node) != null ? List.of(node) : node instanceof List<?> l ? l : List.of();
    for (Object element : list) {
      Tensor tensor = history(element);
      if (tensor == null) {
        throw malformed("expected inputs of the form [layer, node, output]");
      }
      arguments.inputs().add(tensor);
      if (((List<?>) element).size() > 3 && ((List<?>) element).get(3) instanceof Map<?, ?> named) {
        for (Map.Entry<?, ?> argument : named.entrySet()) {
          List<Tensor> given = new ArrayList<>();
          addHistories(argument.getValue(), given);
          addNamed(String.valueOf(argument.getKey()), given, states, arguments.masks());
        }
      }
    }
    arguments.inputs().addAll(states);
    return arguments;
  }

  private void addNamed(String name, List<Tensor> given, List<Tensor> states, List<Tensor> masks)
      throws MalformedFileException {
    switch (name) {
      case "initial_state" -> states.addAll(given);
      case "mask" -> masks.addAll(given);
      default -> {
        if (!given.isEmpty()) {
          throw malformed(
              "expected no arrays as named arguments but masks and initial states, found some for "
                  + MalformedFileException.quote(name));
        }
      }
    }
  }

  /// Keras 3: `{"args": […], "kwargs": {…}}`, with arrays as objects of the class `__keras_tensor__`.
  private Arguments node3(Entry entry, Object node) throws MalformedFileException {
    Map<String, Object> call = Config.object(layers.file(), what, node);
    Arguments arguments = new Arguments();
    addTensors(call.get("args"), arguments.inputs());
    for (Tensor tensor : arguments.inputs()) {
      if (tensor.layer() == null && !Operations.takesConstants(entry.kind())) {
        throw malformed(
            "layer %s: expected arrays as arguments, found %s"
                .formatted(MalformedFileException.quote(entry.name()), tensor.constant()));
      }
    }
    if (call.get("kwargs") instanceof Map<?, ?> named) {
      for (Map.Entry<?, ?> argument : named.entrySet()) {
        List<Tensor> given = new ArrayList<>();
        addTensors(argument.getValue(), given);
        given.removeIf(tensor -> tensor.layer() == null);
        addNamed(String.valueOf(argument.getKey()), given, arguments.inputs(), arguments.masks());
      }
    }
    return arguments;
  }

  private void addTensors(Object value, List<Tensor> to) throws MalformedFileException {
    switch (value) {
      case List<?> list -> {
        for (Object element : list) {
          addTensors(element, to);
        }
      }
      case Map<?, ?> map when "__keras_tensor__".equals(map.get("class_name")) -> {
        Object history =
            map.get("config") instanceof Map<?, ?> config ? config.get("keras_history") : null;
        Tensor tensor = history(history);
        if (tensor == null) {
          throw malformed("expected an array's history of the form [layer, node, output]");
        }
        to.add(tensor);
      }
      case Number number -> to.add(new Tensor(null, 0, 0, number.floatValue()));
      case Map<?, ?> map ->
          throw malformed(
              "expected arrays as arguments of layers, found "
                  + MalformedFileException.quote(map.toString()));
      case null, default -> {
        // Truth values and names: what matters of them stands in the configuration, too.
      }
    }
  }
}

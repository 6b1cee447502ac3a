package dev.unroll.interop.onnx.run;

import static dev.unroll.core.io.MalformedFileException.quote;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.format.Attribute;
import dev.unroll.interop.onnx.format.Graph;
import dev.unroll.interop.onnx.format.Node;
import dev.unroll.interop.onnx.format.TensorData;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/// Where an operator is made: its node, the values that go in, and the making of those that come out.
/// Every attribute must be asked for; one that is not is refused by [#finish].
public final class Site {
  private final Compiler compiler;
  private final Node node;
  private final int opset;
  private final Value[] inputs;
  private final Value[] outputs;
  private final Set<String> known = new HashSet<>();

  Site(Compiler compiler, Node node, int opset, Value[] inputs) {
    this.compiler = compiler;
    this.node = node;
    this.opset = opset;
    this.inputs = inputs;
    outputs = new Value[node.outputs().size()];
  }

  /// A node's name for messages: its own, or that of its first output.
  static String describe(Node node) {
    String name = node.name();
    for (int i = 0; name.isEmpty() && i < node.outputs().size(); i++) {
      name = node.outputs().get(i);
    }
    String domain = node.domain().isEmpty() ? "" : node.domain() + ".";
    return "node %s (%s)".formatted(quote(name), domain + node.operator());
  }

  public Node node() {
    return node;
  }

  /// The version of the standard operators.
  public int opset() {
    return opset;
  }

  public Context context() {
    return compiler.context();
  }

  /// An exception about this node.
  ///
  /// @param problem what it has, and what would be needed
  public MalformedFileException malformed(String problem) {
    return compiler.malformed(describe(node) + " of opset " + opset + ": " + problem);
  }

  /// How many inputs there are, absent ones within them included.
  public int inputCount() {
    return inputs.length;
  }

  /// How many outputs the node names.
  public int outputCount() {
    return outputs.length;
  }

  /// An input that may be absent.
  ///
  /// @return null if it is
  public Value optional(int index) {
    return index < inputs.length ? inputs[index] : null;
  }

  /// An input that must be there.
  public Value input(int index) throws MalformedFileException {
    Value value = optional(index);
    if (value == null) {
      throw malformed("expected an input %d, found none".formatted(index));
    }
    return value;
  }

  /// An input of real numbers.
  public Value real(int index) throws MalformedFileException {
    return realOrNull(index, input(index));
  }

  /// An input of real numbers that may be absent.
  public Value optionalReal(int index) throws MalformedFileException {
    return realOrNull(index, optional(index));
  }

  private Value realOrNull(int index, Value value) throws MalformedFileException {
    if (value != null && !value.isReal()) {
      throw unsupportedType(index, "float");
    }
    return value;
  }

  /// An input of whole numbers.
  public Value whole(int index) throws MalformedFileException {
    return wholeOrNull(index, input(index));
  }

  /// An input of whole numbers that may be absent.
  public Value optionalWhole(int index) throws MalformedFileException {
    return wholeOrNull(index, optional(index));
  }

  private Value wholeOrNull(int index, Value value) throws MalformedFileException {
    if (value != null && value.isReal()) {
      throw unsupportedType(index, "int64");
    }
    return value;
  }

  /// An exception about an input's type.
  public MalformedFileException unsupportedType(int index, String supported) {
    return malformed(
        "input %d, %s, is of type %s; supported is %s"
            .formatted(index, quote(inputs[index].name()), inputs[index].type(), supported));
  }

  /// An input that is real if and only if another is.
  public Value sameKind(int index, Value as) throws MalformedFileException {
    return as.isReal() ? real(index) : whole(index);
  }

  /// Makes an output.
  ///
  /// @return never null: an output that nobody wants gets a value too
  public Value output(int index, ElementType type) throws MalformedFileException {
    if (index >= outputs.length) {
      return compiler.spare(type);
    }
    outputs[index] = compiler.value(node.outputs().get(index), type);
    return outputs[index];
  }

  /// Makes an output unless nobody wants it.
  public Value optionalOutput(int index, ElementType type) throws MalformedFileException {
    return index < outputs.length && !node.outputs().get(index).isEmpty()
        ? output(index, type)
        : null;
  }

  /// Makes the first output a constant.
  public void constant(TensorData data) throws MalformedFileException {
    outputs[0] = compiler.constant(node.outputs().get(0), data);
  }

  /// Puts a graph of this node in its place: the outputs become other names for those of the graph.
  public void inline(Graph graph) throws MalformedFileException {
    List<Value> values = compiler.inline(graph);
    if (values.size() < outputs.length) {
      throw malformed(
          "expected %d outputs of its graph, found %d".formatted(outputs.length, values.size()));
    }
    for (int i = 0; i < outputs.length; i++) {
      compiler.name(node.outputs().get(i), values.get(i));
    }
  }

  /// Memory of an operator's own, whose contents last from run to run; counted as values are.
  public Value scratch(ElementType type) {
    return compiler.spare(type);
  }

  /// What is made of constants once for all sessions of a model.
  public <T> T shared(String key, Class<T> type, Supplier<T> maker) {
    return compiler.shared().get(node, key, type, maker);
  }

  Value[] inputs() {
    return inputs;
  }

  /// The outputs made, null where one is missing.
  Value[] outputs() {
    return outputs;
  }

  /// Whether the node has an attribute.
  public boolean has(String name) {
    known.add(name);
    return node.attributes().containsKey(name);
  }

  /// An attribute that changes nothing here.
  public void ignore(String name) {
    known.add(name);
  }

  private <T extends Attribute> T attribute(String name, Class<T> kind)
      throws MalformedFileException {
    known.add(name);
    Attribute attribute = node.attributes().get(name);
    if (attribute == null || kind.isInstance(attribute)) {
      return kind.cast(attribute);
    }
    throw malformed(
        "attribute %s: expected %s, found %s"
            .formatted(quote(name), kind.getSimpleName(), attribute.getClass().getSimpleName()));
  }

  /// An integer attribute.
  public long whole(String name, long absent) throws MalformedFileException {
    Attribute.Whole attribute = attribute(name, Attribute.Whole.class);
    return attribute == null ? absent : attribute.value();
  }

  /// An integer attribute that is 0 or 1.
  public boolean flag(String name, boolean absent) throws MalformedFileException {
    long value = whole(name, absent ? 1 : 0);
    if (value != 0 && value != 1) {
      throw unsupported(name, value, "0 and 1");
    }
    return value == 1;
  }

  /// A float attribute.
  public float real(String name, float absent) throws MalformedFileException {
    Attribute.Real attribute = attribute(name, Attribute.Real.class);
    return attribute == null ? absent : attribute.value();
  }

  /// A string attribute.
  public String text(String name, String absent) throws MalformedFileException {
    Attribute.Text attribute = attribute(name, Attribute.Text.class);
    return attribute == null ? absent : attribute.value();
  }

  /// An attribute of integers, null if it is absent.
  public long[] wholes(String name) throws MalformedFileException {
    Attribute.Wholes attribute = attribute(name, Attribute.Wholes.class);
    return attribute == null ? null : attribute.values();
  }

  /// An attribute of floats; none if it is absent.
  public float[] reals(String name) throws MalformedFileException {
    Attribute.Reals attribute = attribute(name, Attribute.Reals.class);
    return attribute == null ? new float[0] : attribute.values();
  }

  /// An attribute of strings, null if it is absent.
  public List<String> texts(String name) throws MalformedFileException {
    Attribute.Texts attribute = attribute(name, Attribute.Texts.class);
    return attribute == null ? null : attribute.values();
  }

  /// A tensor attribute, null if it is absent.
  public TensorData tensor(String name) throws MalformedFileException {
    Attribute.OfTensor attribute = attribute(name, Attribute.OfTensor.class);
    return attribute == null ? null : attribute.value();
  }

  /// A graph attribute, which must be there.
  public Graph graph(String name) throws MalformedFileException {
    Attribute.OfGraph attribute = attribute(name, Attribute.OfGraph.class);
    if (attribute == null) {
      throw malformed("expected a graph in attribute %s, found none".formatted(quote(name)));
    }
    return attribute.value();
  }

  /// An exception about an attribute's value.
  public MalformedFileException unsupported(String name, Object value, String supported) {
    return malformed(
        "attribute %s is %s; supported is %s"
            .formatted(quote(name), value instanceof String s ? quote(s) : value, supported));
  }

  /// Compiles a graph of this node, which sees the values around it.
  ///
  /// @param inputTypes the types of the graph's inputs
  public Program program(Graph graph, List<ElementType> inputTypes) throws MalformedFileException {
    return compiler.program(graph, inputTypes);
  }

  /// Refuses attributes that nobody asked for.
  void finish() throws MalformedFileException {
    for (String name : node.attributes().keySet()) {
      if (!known.contains(name)) {
        throw malformed("attribute %s is not known here".formatted(quote(name)));
      }
    }
  }
}

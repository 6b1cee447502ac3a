package dev.unroll.interop.onnx.run;

import static dev.unroll.core.io.MalformedFileException.quote;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.ElementType;
import dev.unroll.interop.onnx.format.Graph;
import dev.unroll.interop.onnx.format.Model;
import dev.unroll.interop.onnx.format.Node;
import dev.unroll.interop.onnx.format.TensorData;
import dev.unroll.interop.onnx.format.ValueInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Turns the nodes of a graph that its outputs need into operators, in order; what is constant is
/// computed at once. Every operator, attribute and type that is not supported is refused here, before
/// anything runs.
public final class Compiler {
  /// What constant nodes may make of a file: so many bytes for each of its own, and some to begin with.
  private static final int FOLDED_PER_BYTE = 8;

  private static final long FOLDED_ALWAYS = 1 << 20;

  /// Makes the operator of a node.
  @FunctionalInterface
  public interface Factory {
    /// @return null if the node's output is a constant, which the site then knows
    Operator create(Site site) throws MalformedFileException;
  }

  private final String file;
  private final Model model;
  private final Factory factory;
  private final SharedConstants shared;
  private final Context context;
  private final Memory foldingMemory;
  private Scope scope;

  /// @param fileBytes the length of the file, which bounds what constants may take
  /// @param overridden inputs with a value in the file that are given another in the runs
  private Compiler(
      String file,
      long fileBytes,
      Model model,
      Factory factory,
      SharedConstants shared,
      Context context) {
    this.file = file;
    this.model = model;
    this.factory = factory;
    this.shared = shared;
    this.context = context;
    foldingMemory = new Memory(FOLDED_PER_BYTE * fileBytes + FOLDED_ALWAYS);
  }

  /// The program of a model's graph.
  ///
  /// @param inputs those of the graph's inputs that are given in the runs
  public static Program compile(
      String file,
      long fileBytes,
      Model model,
      List<ValueInfo> inputs,
      Factory factory,
      SharedConstants shared,
      Context context)
      throws MalformedFileException {
    Compiler compiler = new Compiler(file, fileBytes, model, factory, shared, context);
    List<ElementType> types = new ArrayList<>();
    for (ValueInfo input : inputs) {
      ElementType type = ElementType.of(input.elementType());
      if (!input.isTensor() || type == null) {
        throw compiler.malformed(
            "input %s: expected a tensor of numbers, found %s"
                .formatted(
                    quote(input.name()),
                    input.isTensor()
                        ? "elements of type " + ElementType.nameOf(input.elementType())
                        : "a sequence, an optional value or the like"));
      }
      types.add(type);
    }
    return compiler.program(model.graph(), inputs, types);
  }

  Context context() {
    return context;
  }

  SharedConstants shared() {
    return shared;
  }

  MalformedFileException malformed(String problem) {
    return new MalformedFileException(file, problem);
  }

  /// A value that a node of the current scope makes.
  Value value(String name, ElementType type) throws MalformedFileException {
    Value value = new Value(name, type, new Storage(context.memory()));
    name(name, value);
    return value;
  }

  /// A value that nobody asked for.
  Value spare(ElementType type) {
    return new Value("", type, new Storage(context.memory()));
  }

  /// Gives a value a name in the current scope; an empty one is none.
  void name(String name, Value value) throws MalformedFileException {
    if (!name.isEmpty() && !scope.add(name, value)) {
      throw malformed("value %s: expected one node to make it, found two".formatted(quote(name)));
    }
  }

  /// A constant of the current scope.
  Value constant(String name, TensorData data) throws MalformedFileException {
    Value value = new Value(name, data.type(), new Storage(context.memory()));
    try {
      value.hold(data.shape().dimensions(), data.floats(), data.longs());
    } catch (IllegalArgumentException e) {
      throw malformed("value %s: %s".formatted(quote(name), e.getMessage()));
    }
    value.makeConstant();
    name(name, value);
    return value;
  }

  /// The program of a graph within a node of the current scope.
  Program program(Graph graph, List<ElementType> inputTypes) throws MalformedFileException {
    if (graph.inputs().size() != inputTypes.size()) {
      throw malformed(
          "graph %s: expected %d inputs, found %d"
              .formatted(quote(graph.name()), inputTypes.size(), graph.inputs().size()));
    }
    return program(graph, graph.inputs(), inputTypes);
  }

  private Program program(Graph graph, List<ValueInfo> inputInfos, List<ElementType> types)
      throws MalformedFileException {
    scope = Scope.of(scope);
    try {
      List<Value> inputs = new ArrayList<>();
      Set<String> given = new HashSet<>();
      for (int i = 0; i < inputInfos.size(); i++) {
        inputs.add(value(inputInfos.get(i).name(), types.get(i)));
        given.add(inputInfos.get(i).name());
      }
      List<Value> outputs = body(graph, given);
      Plan.assign(scope.steps, inputs, outputs);
      return new Program(List.copyOf(scope.steps), inputs, outputs, List.copyOf(scope.captured));
    } finally {
      scope = scope.parent;
    }
  }

  /// Compiles a graph's nodes among those of the current scope.
  ///
  /// @return its outputs
  List<Value> inline(Graph graph) throws MalformedFileException {
    scope = Scope.inlined(scope);
    try {
      return body(graph, Set.of());
    } finally {
      scope = scope.parent;
    }
  }

  private List<Value> body(Graph graph, Set<String> given) throws MalformedFileException {
    for (TensorData initializer : graph.initializers()) {
      if (!given.contains(initializer.name())) {
        constant(initializer.name(), initializer);
      }
    }
    for (Node node : Liveness.needed(graph)) {
      compile(node);
    }
    List<Value> outputs = new ArrayList<>();
    for (ValueInfo output : graph.outputs()) {
      Value value = scope.find(output.name());
      if (value == null) {
        throw malformed(
            "output %s: expected a value of this name, found none".formatted(quote(output.name())));
      }
      outputs.add(value);
    }
    return outputs;
  }

  private void compile(Node node) throws MalformedFileException {
    // 1. its inputs
    Value[] inputs = new Value[node.inputs().size()];
    boolean constant = true;
    for (int i = 0; i < inputs.length; i++) {
      String name = node.inputs().get(i);
      if (!name.isEmpty()) {
        inputs[i] = scope.find(name);
        if (inputs[i] == null) {
          throw malformed(
              "%s: expected a value %s before this node, found none"
                  .formatted(Site.describe(node), quote(name)));
        }
        constant &= inputs[i].isConstant();
      }
    }
    // 2. another session may have computed it
    Value[] known = constant ? shared.folded(node) : null;
    if (known != null) {
      for (int i = 0; i < known.length; i++) {
        if (known[i] != null) {
          name(node.outputs().get(i), known[i]);
        }
      }
      return;
    }
    // 3. its operator
    Site site = new Site(this, node, model.opset(), inputs);
    Operator operator = factory.create(site);
    site.finish();
    if (operator == null) {
      return;
    }
    Value[] outputs = site.outputs();
    if (operator.viewOf() != Operator.NONE) {
      outputs[0].shareStorage(inputs[operator.viewOf()]);
    }
    for (String name : node.outputs()) {
      if (!name.isEmpty() && scope.find(name) == null) {
        throw site.malformed("an output %s is not supported".formatted(quote(name)));
      }
    }
    // 4. now or in each run
    if (!constant || !operator.isFoldable() || !fold(site, operator)) {
      scope.steps.add(new Program.Step(operator, node, inputs, outputs));
    }
  }

  /// Runs a node whose inputs are constant.
  ///
  /// @return false if it is better run when it is needed
  private boolean fold(Site site, Operator operator) throws MalformedFileException {
    for (Value output : site.outputs()) {
      if (output != null && operator.viewOf() == Operator.NONE) {
        output.storage().memory = foldingMemory;
      }
    }
    try {
      operator.run(context);
    } catch (IllegalArgumentException e) {
      if (!(e instanceof Memory.ExhaustedException) && scope.parent == null) {
        throw site.malformed(e.getMessage());
      }
      // too large to keep, or wrong in a graph that may never run
      for (Value output : site.outputs()) {
        if (output != null && operator.viewOf() == Operator.NONE) {
          output.storage().memory = context.memory();
        }
      }
      return false;
    }
    for (Value output : site.outputs()) {
      if (output != null) {
        output.makeConstant();
      }
    }
    shared.fold(site.node(), site.outputs());
    return true;
  }
}

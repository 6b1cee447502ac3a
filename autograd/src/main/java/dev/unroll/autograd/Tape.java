package dev.unroll.autograd;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/// Records operations as they run and differentiates what they computed (reverse mode: Speelpenning
/// 1980; Griewank and Walther, *Evaluating Derivatives*, 2008).
///
/// One training step: make variables, run operations on them, [#backward] from the loss, and give the memory
/// back, which [#step] does whatever happens:
///
///     try (var _ = tape.step()) {
///       Variable loss = mse(linear(tape.constant(x), tape.parameter(weight), null), target).mean();
///       tape.backward(loss);
///     }
///
/// Operations run at once; those that lead from something that wants a gradient are recorded. Backward
/// walks the record in reverse, in a loop, and gives memory back as it goes: it can run once. A
/// tape is used again after [#reset], which ends every step, with the memory of its workspace, so that repeated work of the same
/// shapes allocates no arrays.
///
/// Not thread-safe: one tape serves one thread at a time, and so does its workspace.
public final class Tape {
  private final KernelSet kernels;
  private final Workspace workspace;
  private final Workers workers;
  private final Buffers buffers;
  private final Indices indices = new Indices();

  private Node[] nodes = new Node[64];
  private int count;
  private final List<Variable> leaves = new ArrayList<>();
  private final List<Variable> keptResults = new ArrayList<>();
  private final Map<Parameter, Variable> parameters = new IdentityHashMap<>();

  private Lifetime lifetime = new Lifetime(null);
  private Lifetime current = lifetime;
  private boolean recording = true;
  private boolean consumed;
  private Anomalies anomalies;

  /// For [Recompute]: a tape on the same memory, made when first needed.
  private Tape inner;

  /// A tape on the active kernels, on the calling thread, with a workspace of its own.
  public Tape() {
    this(Kernels.active(), new Workspace(), Workers.CALLER);
  }

  /// A tape that computes with the given kernels and workers in memory of the given workspace.
  public Tape(KernelSet kernels, Workspace workspace, Workers workers) {
    this.kernels = kernels;
    this.workspace = workspace;
    this.workers = workers;
    this.buffers = new Buffers(workspace);
  }

  // ---- variables

  /// A variable that wants no gradient, on the given tensor, which is shared, not copied.
  public Variable constant(Tensor value) {
    return new Variable(this, value, false, null, lifetime, 0);
  }

  /// A variable that wants no gradient, on a copy of the numbers in memory of this tape: for numbers that are
  /// overwritten before backward, such as a state that is carried along. Like a result's, its value is gone
  /// once backward has passed, unless it is kept ([Variable#keep]).
  public Variable copy(Tensor value) {
    Tensor copy = take(value.shape());
    copy.copyFrom(value);
    return new Variable(this, copy, false, null, current, buffers.height());
  }

  /// A variable that wants a gradient, on the given tensor, which is shared, not copied.
  public Variable leaf(Tensor value) {
    Variable leaf = new Variable(this, value, true, null, lifetime, 0);
    leaves.add(leaf);
    return leaf;
  }

  /// The variable that stands for a parameter, the same one until the next [#reset]. Its gradient is
  /// added to the parameter's.
  public Variable parameter(Parameter parameter) {
    Variable variable = parameters.get(parameter);
    if (variable == null) {
      variable = new Variable(this, parameter, lifetime);
      parameters.put(parameter, variable);
    }
    return variable;
  }

  // ---- for operations

  /// Memory for a result, or for what an operation saves for backward, with undefined contents. It
  /// is the tape's: backward gives it back once it has passed the operation.
  public Tensor take(Shape shape) {
    return buffers.take(shape);
  }

  /// A copy of ids or lengths that an operation reads again in backward, in memory of this tape until the next
  /// [#reset], so that the caller may use the array for something else in between; null for null.
  public int[] copy(int[] ids) {
    return ids == null ? null : indices.copy(ids);
  }

  /// Whether an operation that reads these (some may be null) would be recorded; if not, what it saves
  /// for backward is not needed.
  public boolean records(Variable... inputs) {
    if (recording) {
      for (Variable input : inputs) {
        if (input != null && input.requiresGradient()) {
          return true;
        }
      }
    }
    return false;
  }

  /// Makes the variable for an operation's result, and records the operation if a gradient is to
  /// flow back through it.
  ///
  /// @param value the result, in memory from [#take], or a window on an input's
  /// @param inputs what the operation read, in its own order; null where an optional input is absent
  /// @throws IllegalArgumentException if an input belongs to another tape
  /// @throws IllegalStateException if an input was released, or after backward without [#reset]
  public Variable record(Operation operation, Tensor value, Variable... inputs) {
    Node node = node(operation, false, inputs);
    Variable output = new Variable(this, value, node != null, node, current, buffers.height());
    if (node != null) {
      node.setOutput(output);
    }
    if (anomalies != null) {
      anomalies.checkForward(operation, inputs, output);
    }
    return output;
  }

  /// [#record(Operation, Tensor, Variable...)] for an operation with several results.
  public Variable[] record(Operation operation, Tensor[] values, Variable... inputs) {
    return record(operation, node(operation, false, inputs), values, inputs);
  }

  /// Records an operation that reads parameters besides its inputs, so that it is needed whatever they
  /// want.
  Variable[] recordSegment(Operation operation, Tensor[] values, Variable... inputs) {
    return record(operation, node(operation, true, inputs), values, inputs);
  }

  private Variable[] record(Operation operation, Node node, Tensor[] values, Variable[] inputs) {
    Variable[] outputs = new Variable[values.length];
    for (int i = 0; i < values.length; i++) {
      outputs[i] = new Variable(this, values[i], node != null, node, current, buffers.height());
    }
    if (node != null) {
      node.setOutputs(outputs);
    }
    if (anomalies != null) {
      for (Variable output : outputs) {
        anomalies.checkForward(operation, inputs, output);
      }
    }
    return outputs;
  }

  private Node node(Operation operation, boolean always, Variable[] inputs) {
    if (consumed) {
      throw new IllegalStateException(
          "%s after backward: call reset() and build the next graph from new variables"
              .formatted(operation.name()));
    }
    boolean wanted = always;
    for (Variable input : inputs) {
      if (input != null) {
        if (input.tape() != this) {
          throw new IllegalArgumentException(
              "%s: %s belongs to another tape".formatted(operation.name(), input));
        }
        input.value();
        wanted |= input.requiresGradient();
      }
    }
    if (!wanted || !recording) {
      return null;
    }
    Node node = new Node(this, operation, inputs, buffers.height());
    if (count == nodes.length) {
      nodes = Arrays.copyOf(nodes, 2 * count);
    }
    nodes[count++] = node;
    return node;
  }

  /// The kernels that operations of this tape compute with.
  public KernelSet kernels() {
    return kernels;
  }

  /// The workspace, for scratch memory that an operation gives back itself.
  public Workspace workspace() {
    return workspace;
  }

  /// The threads that operations may use.
  public Workers workers() {
    return workers;
  }

  // ---- differentiation

  /// Adds the gradients of a loss of one element to everything it was computed from.
  ///
  /// @throws IllegalArgumentException if `loss` has more than one element: give a seed then
  /// @throws IllegalStateException if backward has run since the last [#reset], if a parameter was
  ///     changed since it was read, or if `loss` depends on nothing that wants a gradient
  public void backward(Variable loss) {
    if (loss.shape().elements() != 1) {
      throw new IllegalArgumentException(
          "backward from %s needs a seed of its shape: it has more than one element"
              .formatted(loss));
    }
    backward(loss, null);
  }

  /// Adds the product of `seed` and the Jacobian of `output` to everything it was computed from: the
  /// gradients of the sum of `seed ⊙ output`.
  ///
  /// @param seed of the shape of `output`, not modified; null for ones
  public void backward(Variable output, Tensor seed) {
    checkRoot(output, seed);
    backwardFromSeeds(new Variable[] {output}, new Tensor[] {seed});
  }

  /// [#backward(Variable, Tensor)] from several outputs at once: the gradients of the sum of all
  /// `seeds[i] ⊙ outputs[i]`. Outputs that depend on nothing that wants a gradient are left out.
  ///
  /// @throws IllegalStateException if no output wants a gradient, and as for [#backward(Variable)]
  public void backward(Variable[] outputs, Tensor[] seeds) {
    if (outputs.length != seeds.length) {
      throw new IllegalArgumentException(
          "backward: expected a seed for each of %d outputs, got %d"
              .formatted(outputs.length, seeds.length));
    }
    Variable last = null;
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i].requiresGradient() || (last == null && i == outputs.length - 1)) {
        checkRoot(outputs[i], seeds[i]);
        last = outputs[i];
      }
    }
    if (last == null) {
      throw new IllegalArgumentException("backward: expected at least one output");
    }
    backwardFromSeeds(outputs, seeds);
  }

  private void backwardFromSeeds(Variable[] outputs, Tensor[] seeds) {
    for (int i = 0; i < outputs.length; i++) {
      if (outputs[i].requiresGradient()) {
        outputs[i].keep();
        addSeed(outputs[i].gradientToAddTo(), seeds[i]);
      }
    }
    consumed = true;
    while (count > 0) {
      Node node = nodes[--count];
      nodes[count] = null;
      if (node.hasGradient()) {
        if (anomalies != null) {
          anomalies.checkUnchanged(node);
        }
        node.operation().backward(node);
        if (anomalies != null) {
          anomalies.checkBackward(node);
        }
      }
      node.releaseGradients();
      buffers.releaseTo(count == 0 ? 0 : nodes[count - 1].height());
    }
  }

  private static void addSeed(Tensor gradient, Tensor seed) {
    for (int i = 0; i < gradient.elements(); i++) {
      float share = seed == null ? 1 : seed.data()[seed.offset() + i];
      gradient.data()[gradient.offset() + i] += share;
    }
  }

  private void checkRoot(Variable output, Tensor seed) {
    if (output.tape() != this) {
      throw new IllegalArgumentException("backward: %s belongs to another tape".formatted(output));
    }
    if (consumed) {
      throw new IllegalStateException(
          "backward has already run on this tape: add the losses up first, or call reset() and"
              + " compute again");
    }
    output.value();
    if (!output.requiresGradient()) {
      throw new IllegalStateException(
          "backward: %s depends on no leaf and no parameter".formatted(output));
    }
    if (seed != null && !seed.shape().equals(output.shape())) {
      throw new IllegalArgumentException(
          "seed: expected shape %s, got %s".formatted(output.shape(), seed.shape()));
    }
    for (Variable variable : parameters.values()) {
      if (variable.parameter().version() != variable.version()) {
        throw new IllegalStateException(
            "parameter '%s' was changed in place after the tape had read it: backward would mix old"
                    .formatted(variable.name())
                + " and new numbers");
      }
    }
  }

  /// Begins a step of work on this tape: forgets what an earlier one may have left, and gives all memory back
  /// when it is closed, also after an exception.
  public Step step() {
    reset();
    return new Step(this);
  }

  /// Gives all memory back to the workspace. Every variable of this tape becomes invalid; parameters keep
  /// their values and gradients. Sound wherever an operation, forward or backward, has thrown an exception.
  public void reset() {
    if (inner != null) {
      inner.reset();
    }
    Arrays.fill(nodes, 0, count, null);
    count = 0;
    for (Variable leaf : leaves) {
      leaf.releaseGradient();
    }
    leaves.clear();
    for (Variable result : keptResults) {
      result.releaseGradient();
    }
    keptResults.clear();
    parameters.clear();
    buffers.releaseAll();
    indices.release();
    lifetime.end();
    lifetime = new Lifetime(null);
    current = lifetime;
    recording = true;
    consumed = false;
    if (anomalies != null) {
      anomalies.clear();
    }
  }

  // ---- modes

  /// Whether operations are recorded: not in no-gradient mode.
  public boolean recording() {
    return recording;
  }

  /// Begins a mode in which nothing is recorded and nothing is saved for backward. When it is closed, the
  /// memory of all that was computed in it is given back.
  ///
  ///     try (var _ = tape.noGradient()) {
  ///       …
  ///     }
  public NoGradient noGradient() {
    return new NoGradient(this, current, recording, buffers.height());
  }

  /// Looks for NaN and infinities after every operation, forward and backward, and throws an
  /// [AnomalyException] that names the operation, and for sequences the time step, where the first
  /// appeared; also finds values that were changed in place between forward and backward. Costs a
  /// look at every number.
  public void detectAnomalies(boolean on) {
    anomalies = on ? new Anomalies() : null;
  }

  // ---- for the engine

  Tape inner() {
    if (inner == null) {
      inner = new Tape(kernels, workspace, workers);
    }
    inner.detectAnomalies(anomalies != null);
    return inner;
  }

  /// Takes note of the parameters that another tape has read, and of their versions.
  void adoptParameters(Tape other) {
    for (Parameter parameter : other.parameters.keySet()) {
      parameter(parameter);
    }
  }

  int height() {
    return buffers.height();
  }

  boolean consumed() {
    return consumed;
  }

  Lifetime lifetime() {
    return lifetime;
  }

  /// Keeps a variable's memory until reset; with `gradient` its gradient is to be released then, too.
  void keep(Variable variable, boolean gradient) {
    buffers.keep(variable.rawValue().data());
    if (gradient) {
      keptResults.add(variable);
    }
  }

  int nodeCount() {
    return count;
  }

  Node node(int index) {
    return nodes[index];
  }

  void enter(Lifetime inner) {
    current = inner;
    recording = false;
  }

  void leave(Lifetime outer, boolean wasRecording, int height) {
    current = outer;
    recording = wasRecording;
    buffers.releaseTo(height);
  }

  /// What has been recorded, for people: see [TapeDump].
  public String dump() {
    return TapeDump.text(this);
  }

  /// The recorded graph in the DOT language of Graphviz.
  public String graphviz() {
    return TapeDump.graphviz(this);
  }
}

package dev.unroll.interop.onnx;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.format.TensorData;
import dev.unroll.interop.onnx.format.ValueInfo;
import dev.unroll.interop.onnx.operator.Operators;
import dev.unroll.interop.onnx.run.Compiler;
import dev.unroll.interop.onnx.run.Context;
import dev.unroll.interop.onnx.run.Program;
import dev.unroll.interop.onnx.run.Value;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Runs a model. The session owns the memory of all values and reuses it: once it has seen the inputs' shapes, a
/// run allocates nothing. For one thread at a time; sessions of a model share its weights.
public final class OnnxSession {
  /// Shapes of inputs for which operators keep what they prepare; of further ones, one drives out another.
  private static final int SIGNATURES = 16;

  private final OnnxModel model;
  private final Workers workers;
  private final long memoryLimit;

  /// Inputs with a value in the file that were given another.
  private final Set<String> overridden = new HashSet<>();

  private final List<ValueInfo> inputs = new ArrayList<>();
  private Context context;
  private Program program;
  private final List<int[]> signatures = new ArrayList<>();
  private int nextSignature;
  private int[] shapes = {};
  private final List<SessionOutput> outputs = new ArrayList<>();
  private final Map<String, OnnxTensor> results = new LinkedHashMap<>();
  private final Map<String, OnnxTensor> view = Collections.unmodifiableMap(results);

  OnnxSession(OnnxModel model, Workers workers, long memoryLimit) throws MalformedFileException {
    this.model = model;
    this.workers = workers;
    this.memoryLimit = memoryLimit;
    int opset = model.model().opset();
    if (opset < Operators.FIRST_OPSET || opset > Operators.LAST_OPSET) {
      throw new MalformedFileException(
          model.file(),
          "the model is of opset %d; supported are %d to %d: convert it (onnx.version_converter) or export it again"
              .formatted(opset, Operators.FIRST_OPSET, Operators.LAST_OPSET));
    }
    compile();
  }

  private void compile() throws MalformedFileException {
    inputs.clear();
    for (ValueInfo input : model.model().graph().inputs()) {
      if (model.initializer(input.name()) == null || overridden.contains(input.name())) {
        inputs.add(input);
      }
    }
    context = new Context(Kernels.active(), workers, memoryLimit);
    program =
        Compiler.compile(
            model.file(),
            model.bytes(),
            model.model(),
            inputs,
            Operators::create,
            model.shared(),
            context);
    signatures.clear();
    outputs.clear();
    results.clear();
    for (int i = 0; i < program.outputs().size(); i++) {
      String name = model.model().graph().outputs().get(i).name();
      outputs.add(new SessionOutput(name, program.outputs().get(i), program.inputs()));
    }
  }

  /// Runs the model.
  ///
  /// @param given the inputs by name, copied before anything runs
  /// @return the outputs by name. They and the map are the session's own and change with the next run: take a
  ///     [OnnxTensor#copy] of what is to last. They may be given to the next run as they are, a state for
  ///     instance.
  /// @throws IllegalArgumentException if an input is missing, not known, or of another type or shape than the
  ///     model declares; if values do not fit an operator, whose node the message names; or if the memory does
  ///     not suffice
  public Map<String, OnnxTensor> run(Map<String, OnnxTensor> given) {
    int known = 0;
    for (int i = 0; i < inputs.size(); i++) {
      known += given.containsKey(inputs.get(i).name()) ? 1 : 0;
    }
    if (known < given.size()) {
      override(given);
    }
    for (int i = 0; i < inputs.size(); i++) {
      set(i, given.get(inputs.get(i).name()));
    }
    context.signature(signature());
    program.run(context);
    for (int i = 0; i < outputs.size(); i++) {
      SessionOutput output = outputs.get(i);
      OnnxTensor tensor = output.tensor(context);
      if (results.get(output.name()) != tensor) {
        results.put(output.name(), tensor);
      }
    }
    return view;
  }

  /// Takes inputs that the file has values for out of the constants.
  private void override(Map<String, OnnxTensor> given) {
    for (String name : given.keySet()) {
      boolean isInput =
          model.model().graph().inputs().stream().anyMatch(i -> i.name().equals(name));
      boolean hasDefault = model.initializer(name) != null;
      if (!isInput || hasDefault && !model.hasDefaults()) {
        throw new IllegalArgumentException(
            "input %s: the model has none of this name, it has %s"
                .formatted(MalformedFileException.quote(name), model.inputs()));
      }
      if (hasDefault) {
        overridden.add(name);
      }
    }
    try {
      compile();
    } catch (MalformedFileException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  private void set(int index, OnnxTensor tensor) {
    ValueInfo info = inputs.get(index);
    Value value = program.inputs().get(index);
    if (tensor == null) {
      TensorData initial = model.initializer(info.name());
      if (initial == null) {
        throw new IllegalArgumentException(
            "input %s: expected a value, got none"
                .formatted(MalformedFileException.quote(info.name())));
      }
      setDefault(value, initial);
      return;
    }
    check(info, value, tensor);
    int rank = tensor.shape().rank();
    int[] dims = value.begin(rank);
    for (int axis = 0; axis < rank; axis++) {
      dims[axis] = tensor.shape().dimension(axis);
    }
    value.end();
    if (tensor.isReal()) {
      float[] from = tensor.tensor().data();
      System.arraycopy(from, tensor.tensor().offset(), value.floats(), 0, value.elements());
    } else {
      System.arraycopy(tensor.longs(), 0, value.longs(), 0, value.elements());
    }
  }

  private static void setDefault(Value value, TensorData initial) {
    int rank = initial.shape().rank();
    System.arraycopy(initial.shape().dimensions(), 0, value.begin(rank), 0, rank);
    value.end();
    Object from = value.isReal() ? initial.floats() : initial.longs();
    System.arraycopy(from, 0, value.array(), 0, value.elements());
  }

  private static void check(ValueInfo info, Value value, OnnxTensor tensor) {
    if (tensor.isReal() != value.isReal()) {
      throw new IllegalArgumentException(
          "input %s: expected elements of type %s, got %s"
              .formatted(MalformedFileException.quote(info.name()), value.type(), tensor.type()));
    }
    for (int i = 0;
        !tensor.isReal() && tensor.type() != value.type() && i < tensor.longs().length;
        i++) {
      if (value.type().wrap(tensor.longs()[i]) != tensor.longs()[i]) {
        throw new IllegalArgumentException(
            "input %s: %d is no number of type %s"
                .formatted(
                    MalformedFileException.quote(info.name()), tensor.longs()[i], value.type()));
      }
    }
    List<ValueInfo.Dimension> declared = info.dimensions();
    boolean fits = declared == null || declared.size() == tensor.shape().rank();
    for (int axis = 0; declared != null && fits && axis < declared.size(); axis++) {
      long extent = declared.get(axis).value();
      fits = extent < 0 || extent == tensor.shape().dimension(axis);
    }
    if (!fits) {
      throw new IllegalArgumentException(
          "input %s: expected a shape of %s, got %s"
              .formatted(
                  MalformedFileException.quote(info.name()),
                  declared.stream()
                      .map(
                          d ->
                              d.value() >= 0
                                  ? "" + d.value()
                                  : d.parameter().isEmpty() ? "?" : d.parameter())
                      .toList(),
                  tensor.shape()));
    }
  }

  /// The number of the inputs' shapes.
  private int signature() {
    int length = 0;
    for (int i = 0; i < program.inputs().size(); i++) {
      length += program.inputs().get(i).rank() + 1;
    }
    if (shapes.length != length) {
      shapes = new int[length];
    }
    int at = 0;
    for (int i = 0; i < program.inputs().size(); i++) {
      Value input = program.inputs().get(i);
      shapes[at++] = input.rank();
      for (int axis = 0; axis < input.rank(); axis++) {
        shapes[at++] = input.dim(axis);
      }
    }
    for (int i = 0; i < signatures.size(); i++) {
      if (Arrays.equals(signatures.get(i), shapes)) {
        return i;
      }
    }
    if (signatures.size() < SIGNATURES) {
      signatures.add(shapes.clone());
      return signatures.size() - 1;
    }
    nextSignature = (nextSignature + 1) % SIGNATURES;
    signatures.set(nextSignature, shapes.clone());
    return nextSignature;
  }

  Program program() {
    return program;
  }
}

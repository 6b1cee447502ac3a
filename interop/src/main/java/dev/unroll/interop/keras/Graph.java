package dev.unroll.interop.keras;

import dev.unroll.core.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.StringJoiner;

/// Layers that feed one another: a model, or a model within a model.
///
/// @param steps in an order in which each has what it reads
/// @param inputs the steps that the inputs stand for
/// @param outputs what the graph gives
record Graph(List<Step> steps, int[] inputs, List<Reference> outputs) implements Layer {
  /// One output of a step, or, where the step is −1, a number.
  record Reference(int step, int output, float constant) {
    Reference(int step, int output) {
      this(step, output, 0);
    }
  }

  /// A use of a layer.
  ///
  /// @param kind its class in Keras
  /// @param inputs what it reads; none for an input of the graph
  /// @param mask in the place of the mask that its first input has; null to keep that one
  /// @param first whether it is the first use of the layer
  record Step(
      String name,
      String kind,
      Layer layer,
      List<Reference> inputs,
      Reference mask,
      boolean first) {}

  @Override
  public List<Value> call(Engine engine, List<Value> values) {
    if (values.size() != inputs.length) {
      throw new IllegalArgumentException(
          "the model expects %d inputs, got %d".formatted(inputs.length, values.size()));
    }
    List<List<Value>> results = new ArrayList<>();
    for (int i = 0; i < steps.size(); i++) {
      results.add(null);
    }
    for (int i = 0; i < inputs.length; i++) {
      results.set(inputs[i], List.of(values.get(i)));
    }
    for (int i = 0; i < steps.size(); i++) {
      Step step = steps.get(i);
      if (results.get(i) == null) {
        results.set(i, run(engine, step, results));
      }
    }
    List<Value> given = new ArrayList<>();
    for (Reference output : outputs) {
      given.add(resolve(output, results));
    }
    return given;
  }

  private List<Value> run(Engine engine, Step step, List<List<Value>> results) {
    List<Value> read = new ArrayList<>();
    for (Reference input : step.inputs()) {
      read.add(resolve(input, results));
    }
    if (step.mask() != null) {
      Tensor mask = resolve(step.mask(), results).tensor();
      boolean[] there = new boolean[mask.elements()];
      for (int i = 0; i < there.length; i++) {
        there[i] = mask.data()[mask.offset() + i] != 0;
      }
      read.set(0, new Value(read.getFirst().tensor(), there));
    }
    try {
      return step.layer().call(engine, read);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "layer \"%s\" (%s): %s".formatted(step.name(), step.kind(), e.getMessage()), e);
    }
  }

  private Value resolve(Reference reference, List<List<Value>> results) {
    if (reference.step() < 0) {
      return Value.of(Tensor.scalar(reference.constant()));
    }
    List<Value> values = results.get(reference.step());
    if (reference.output() >= values.size()) {
      throw new IllegalArgumentException(
          "expected output %d of layer \"%s\", it gives %d"
              .formatted(reference.output(), steps.get(reference.step()).name(), values.size()));
    }
    return values.get(reference.output());
  }

  @Override
  public String describe() {
    StringJoiner layers = new StringJoiner(", ", "a model of ", "");
    for (Step step : steps) {
      if (step.first() && !step.kind().equals("InputLayer")) {
        layers.add(step.kind());
      }
    }
    return layers.toString();
  }

  @Override
  public void addTo(String name, Map<String, Tensor> tensors) {
    for (Step step : steps) {
      if (step.first()) {
        step.layer().addTo(name + step.name() + ".", tensors);
      }
    }
  }
}

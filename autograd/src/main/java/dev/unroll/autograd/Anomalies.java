package dev.unroll.autograd;

import dev.unroll.core.Tensor;
import java.util.IdentityHashMap;
import java.util.Map;

/// The looks at every number that [Tape#detectAnomalies] asks for.
final class Anomalies {
  /// A fingerprint of each value that backward may read again.
  private final Map<Variable, Integer> fingerprints = new IdentityHashMap<>();

  /// Before recording goes on: the inputs first, so that the operation that is named is the one that
  /// made the bad number.
  void checkForward(Operation operation, Variable[] inputs, Variable output) {
    for (Variable input : inputs) {
      if (input != null) {
        int bad = firstBad(input.rawValue());
        if (bad >= 0) {
          throw new AnomalyException(
              "%s was given %s in %s at index %d"
                  .formatted(operation.name(), number(input.rawValue(), bad), input, bad));
        }
        fingerprints.computeIfAbsent(input, variable -> fingerprint(variable.rawValue()));
      }
    }
    int bad = firstBad(output.rawValue());
    if (bad >= 0) {
      throw new AnomalyException(
          "forward: %s made %s in its result %s at index %d%s"
              .formatted(
                  operation.name(),
                  number(output.rawValue(), bad),
                  output.shape(),
                  bad,
                  step(operation, output.rawValue(), bad)));
    }
    fingerprints.put(output, fingerprint(output.rawValue()));
  }

  void checkUnchanged(Node node) {
    for (int i = 0; i < node.inputs(); i++) {
      if (node.input(i) != null) {
        checkUnchanged(node, node.input(i));
      }
    }
    for (int i = 0; i < node.outputs(); i++) {
      checkUnchanged(node, node.output(i));
    }
  }

  private void checkUnchanged(Node node, Variable variable) {
    Integer before = fingerprints.get(variable);
    if (before != null && before != fingerprint(variable.rawValue())) {
      throw new AnomalyException(
          "the value of %s was changed in place after %s had read or made it"
              .formatted(variable, node.operation().name()));
    }
  }

  void checkBackward(Node node) {
    for (int i = 0; i < node.inputs(); i++) {
      Tensor gradient = node.wantsGradient(i) ? node.input(i).rawGradient() : null;
      int bad = gradient == null ? -1 : lastBad(gradient);
      if (bad >= 0) {
        throw new AnomalyException(
            "backward: %s made %s in the gradient of its input %d, %s, at index %d%s"
                .formatted(
                    node.operation().name(),
                    number(gradient, bad),
                    i,
                    node.input(i),
                    bad,
                    node.input(i).parameter() == null && i == 0
                        ? step(node.operation(), gradient, bad)
                        : ""));
      }
    }
  }

  void clear() {
    fingerprints.clear();
  }

  private static String step(Operation operation, Tensor tensor, int index) {
    if (!operation.overTime() || tensor.shape().rank() < 2) {
      return "";
    }
    int perStep = tensor.elements() / tensor.shape().dimension(0);
    return ", time step " + index / perStep;
  }

  private static String number(Tensor tensor, int index) {
    return Float.toString(tensor.data()[tensor.offset() + index]);
  }

  private static int firstBad(Tensor tensor) {
    for (int i = 0; i < tensor.elements(); i++) {
      if (!Float.isFinite(tensor.data()[tensor.offset() + i])) {
        return i;
      }
    }
    return -1;
  }

  /// Backward goes from the last step to the first, so the last bad number was made first.
  private static int lastBad(Tensor tensor) {
    for (int i = tensor.elements() - 1; i >= 0; i--) {
      if (!Float.isFinite(tensor.data()[tensor.offset() + i])) {
        return i;
      }
    }
    return -1;
  }

  private static int fingerprint(Tensor tensor) {
    int hash = 1;
    for (int i = 0; i < tensor.elements(); i++) {
      hash = 31 * hash + Float.floatToRawIntBits(tensor.data()[tensor.offset() + i]);
    }
    return hash;
  }
}

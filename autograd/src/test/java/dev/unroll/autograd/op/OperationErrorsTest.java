package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.OperationCase.Instance;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// The largest gradient errors: `|got − oracle| / max(1, largest |oracle|)` over all drawn instances. They
/// are written to `target/operations.md`, from where the README's table comes.
final class OperationErrorsTest {
  private static final int DRAWS = 60;

  /// No operation is worse than 64 roundings.
  private static final double LIMIT = 64 * 0x1p-23;

  private long compared;

  @Test
  void gradientsAreAsGoodAsFloatAllows() throws IOException {
    Map<String, Double> errors = new TreeMap<>();
    for (OperationCase each : OperationCases.ALL) {
      for (int draw = 0; draw < DRAWS; draw++) {
        double error = error(each.draw().apply(new Draw(draw)));
        errors.merge(each.name(), error, Math::max);
      }
    }
    StringBuilder table = new StringBuilder("| operation | largest gradient error |\n|---|---|\n");
    errors.forEach((name, error) -> table.append("| %s | %.1e |\n".formatted(name, error)));
    table.append("\n%d derivatives compared\n".formatted(compared));
    Files.createDirectories(Path.of("target"));
    Files.writeString(Path.of("target", "operations.md"), table);
    errors.forEach((name, error) -> assertTrue(error <= LIMIT, name + ": " + error));
  }

  private double error(Instance instance) {
    Tape tape = new Tape(Kernels.active(), new Workspace(), Workers.CALLER);
    Variable[] variables = new Variable[instance.inputs().length];
    double[][] inputs = new double[variables.length][];
    for (int i = 0; i < variables.length; i++) {
      Tensor input = instance.inputs()[i];
      variables[i] = tape.leaf(input);
      inputs[i] = new double[input.elements()];
      for (int k = 0; k < inputs[i].length; k++) {
        inputs[i][k] = input.data()[k];
      }
    }
    Variable[] outputs = instance.run().apply(tape, variables);
    Draw draw = new Draw(3);
    Tensor[] seeds = new Tensor[outputs.length];
    for (int i = 0; i < seeds.length; i++) {
      seeds[i] = draw.awayFromZero(outputs[i].shape().dimensions());
    }
    double[][] wanted = OracleGradient.of(instance.oracle(), inputs, seeds);
    tape.backward(outputs, seeds);
    double largest = 0;
    for (int i = 0; i < variables.length; i++) {
      double size = 1;
      for (double each : wanted[i]) {
        size = Math.max(size, Math.abs(each));
      }
      Tensor got = variables[i].gradient();
      for (int k = 0; k < wanted[i].length; k++) {
        double value = got == null ? 0 : got.data()[k];
        largest = Math.max(largest, Math.abs(value - wanted[i][k]) / size);
        compared++;
      }
    }
    return largest;
  }
}

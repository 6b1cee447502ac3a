package dev.unroll.models.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Golden;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.models.optimizer.OptimizerOptions.Adagrad;
import dev.unroll.models.optimizer.OptimizerOptions.Adam;
import dev.unroll.models.optimizer.OptimizerOptions.RmsProp;
import dev.unroll.models.optimizer.OptimizerOptions.Sgd;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/// Ten steps of every optimizer against torch.optim; in the middle the state is saved and another
/// optimizer goes on.
final class OptimizerGoldenTest {
  private static final UpdateKernel UPDATE = Kernels.active().update();

  static Stream<Arguments> optimizers() {
    return Stream.of(
        Arguments.of("sgd", new Sgd(0.05f)),
        Arguments.of("sgd_momentum", new Sgd(0.05f, 0.9f, false, 0)),
        Arguments.of("sgd_nesterov_decay", new Sgd(0.05f, 0.9f, true, 0.01f)),
        Arguments.of("adagrad", new Adagrad(0.05f)),
        Arguments.of("rmsprop", new RmsProp(0.05f)),
        Arguments.of("adam", new Adam(0.05f)),
        Arguments.of("adamw", new Adam(0.05f, 0.9f, 0.999f, 1e-8f, 0.02f)));
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void followsTorchAndGoesOnFromSavedState(String file, OptimizerOptions options) {
    Golden golden = Golden.load(file);
    Tensor gradients = golden.tensor("in.grads");
    double[] trajectory = golden.doubles("out.trajectory");
    Parameter parameter = new Parameter("w", golden.tensor("in.w0").copy());
    Optimizer optimizer = new Optimizer(options, List.of(parameter), UPDATE);
    int elements = parameter.value().elements();
    double[] tolerance = new double[elements];
    double[] before = golden.doubles("in.w0");
    for (int step = 0; step < gradients.shape().dimension(0); step++) {
      if (step == 4) {
        optimizer = resumed(optimizer, parameter);
      }
      parameter.gradient().copyFrom(gradients.at(step));
      optimizer.step();
      assertEquals(step + 1, optimizer.steps());
      for (int i = 0; i < elements; i++) {
        double wanted = trajectory[step * elements + i];
        double error = Math.abs(wanted - parameter.value().toArray()[i]);
        tolerance[i] += roundings(wanted - before[i], wanted);
        before[i] = wanted;
        if (!(error <= tolerance[i])) {
          throw new AssertionError(
              "step %d, element %d: wanted %s, error %s > %s"
                  .formatted(step, i, wanted, error, tolerance[i]));
        }
      }
    }
  }

  /// What a step may add to the error: up to 16 roundings of the update and one of the weight.
  private static double roundings(double update, double weight) {
    return (16 * Math.abs(update) + Math.abs(weight)) * Math.ulp(1f);
  }

  private static Optimizer resumed(Optimizer old, Parameter parameter) {
    Map<String, Tensor> saved = new HashMap<>();
    old.tensors().forEach((name, tensor) -> saved.put(name, tensor.copy()));
    OptimizerOptions options = OptimizerOptions.restore(old.options().save());
    assertEquals(old.options(), options);
    Optimizer optimizer = new Optimizer(options, List.of(parameter), UPDATE);
    optimizer.restore(saved, old.steps());
    return optimizer;
  }

  @Test
  void clipsToANormAsTorchDoes() {
    Golden golden = Golden.load("clip_grad_norm");
    Parameter a = parameter(golden, "a");
    Parameter b = parameter(golden, "b");
    List<Parameter> parameters = List.of(a, b);
    double norm = golden.doubles("out.norm")[0];
    assertEquals(norm, GradientClipping.norm(parameters, UPDATE), norm * 16 * Math.ulp(1f));
    new GradientClipping.ByNorm((float) golden.number("max_norm")).clip(parameters, UPDATE);
    assertNear(golden.doubles("out.a"), a.gradient().toArray());
    assertNear(golden.doubles("out.b"), b.gradient().toArray());
    float[] small = a.gradient().toArray();
    new GradientClipping.ByNorm(1e6f).clip(parameters, UPDATE);
    assertArrayEquals(small, a.gradient().toArray());
  }

  @Test
  void clipsEachElementToAValue() {
    Parameter parameter = new Parameter("w", Tensor.zeros(4));
    System.arraycopy(new float[] {-7, 2, 5.5f, 0}, 0, parameter.gradient().data(), 0, 4);
    new GradientClipping.ByValue(5).clip(List.of(parameter), UPDATE);
    assertArrayEquals(new float[] {-5, 2, 5, 0}, parameter.gradient().toArray());
    new GradientClipping.None().clip(List.of(parameter), UPDATE);
    assertArrayEquals(new float[] {-5, 2, 5, 0}, parameter.gradient().toArray());
  }

  private static Parameter parameter(Golden golden, String name) {
    Tensor gradient = golden.tensor("in." + name);
    Parameter parameter = new Parameter(name, Tensor.zeros(gradient.shape()));
    parameter.gradient().copyFrom(gradient);
    return parameter;
  }

  private static void assertNear(double[] wanted, float[] got) {
    for (int i = 0; i < wanted.length; i++) {
      assertEquals(wanted[i], got[i], Math.abs(wanted[i]) * 16 * Math.ulp(1f));
    }
  }

  @Test
  void refusesOptionsWithoutMeaning() {
    for (float rate : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      for (String name : List.of("adam", "adagrad", "rmsprop", "sgd")) {
        assertThrows(IllegalArgumentException.class, () -> OptimizerOptions.named(name, rate));
      }
      assertThrows(IllegalArgumentException.class, () -> new GradientClipping.ByNorm(rate));
      assertThrows(IllegalArgumentException.class, () -> new GradientClipping.ByValue(rate));
    }
    assertThrows(IllegalArgumentException.class, () -> OptimizerOptions.named("lion", 1));
    assertThrows(IllegalArgumentException.class, () -> new Sgd(1, 0, true, 0));
    assertThrows(IllegalArgumentException.class, () -> new Adam(1, 1, 0, 1, 0));
    assertEquals(
        "optimizer: beta1 is missing",
        assertThrows(
                IllegalArgumentException.class,
                () -> OptimizerOptions.restore(Map.of("name", "adam", "rate", "1")))
            .getMessage());
  }
}

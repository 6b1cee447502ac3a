package dev.unroll.models.optimizer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Golden;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.UpdateKernel;
import dev.unroll.models.checkpoint.Section;
import dev.unroll.models.optimizer.OptimizerOptions.Adagrad;
import dev.unroll.models.optimizer.OptimizerOptions.Adam;
import dev.unroll.models.optimizer.OptimizerOptions.Rmsprop;
import dev.unroll.models.optimizer.OptimizerOptions.Sgd;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Ten steps of every optimizer against torch.optim; in the middle the state is saved and another
/// optimizer goes on.
final class OptimizerGoldenTest {
  private static final UpdateKernel UPDATE = Kernels.active().update();

  /// All files that hold an optimizer.
  static Stream<String> optimizers() {
    return Golden.names().stream()
        .filter(name -> Golden.load(name).option("case").equals("optimizer"));
  }

  /// The options that a file's metadata name.
  private static OptimizerOptions options(Golden golden) {
    float rate = (float) golden.number("lr");
    float decay =
        golden.options().containsKey("weight_decay") ? (float) golden.number("weight_decay") : 0;
    return switch (golden.option("fn")) {
      case "sgd" -> {
        float momentum =
            golden.options().containsKey("momentum") ? (float) golden.number("momentum") : 0;
        boolean nesterov = golden.options().containsKey("nesterov") && golden.flag("nesterov");
        yield new Sgd(rate, momentum, nesterov, decay);
      }
      case "adagrad" -> new Adagrad(rate, (float) golden.number("eps"), false);
      case "rmsprop" ->
          new Rmsprop(rate, (float) golden.number("alpha"), (float) golden.number("eps"));
      case "adam", "adamw" ->
          new Adam(
              rate,
              (float) golden.number("beta1"),
              (float) golden.number("beta2"),
              (float) golden.number("eps"),
              decay);
      default -> throw new AssertionError("an optimizer without a test: " + golden.option("fn"));
    };
  }

  @ParameterizedTest
  @MethodSource("optimizers")
  void followsTorchAndGoesOnFromSavedState(String file) {
    Golden golden = Golden.load(file);
    OptimizerOptions options = options(golden);
    Tensor gradients = golden.tensor("in.grads");
    double[] trajectory = golden.doubles("out.trajectory");
    Parameter parameter = new Parameter("w", golden.tensor("in.w0").copy());
    Optimizer optimizer = new Optimizer(options, List.of(), List.of(parameter), UPDATE, false);
    int elements = parameter.value().elements();
    double[] tolerance = new double[elements];
    double[] before = golden.doubles("in.w0");
    for (int step = 0; step < gradients.shape().dimension(0); step++) {
      if (step == 4) {
        optimizer = resumed(optimizer, parameter);
      }
      parameter.gradient().copyFrom(gradients.at(step));
      optimizer.step(1);
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
    Section saved = new Section("optimizer");
    old.save(saved);
    Optimizer optimizer =
        new Optimizer(old.options(), List.of(), List.of(parameter), UPDATE, false);
    optimizer.restore(saved);
    return optimizer;
  }

  @Test
  void clipsToANormAsTorchDoes() {
    Golden golden = Golden.load("clip_grad_norm");
    Parameter a = parameter(golden, "a");
    Parameter b = parameter(golden, "b");
    List<Parameter> parameters = List.of(a, b);
    double norm = golden.doubles("out.norm")[0];
    double got = Gradients.clip(parameters, UPDATE, 0, (float) golden.number("max_norm"));
    assertEquals(norm, got, norm * 16 * Math.ulp(1f));
    assertNear(golden.doubles("out.a"), a.gradient().toArray());
    assertNear(golden.doubles("out.b"), b.gradient().toArray());
    float[] small = a.gradient().toArray();
    Gradients.clip(parameters, UPDATE, 0, 1e6f);
    assertArrayEquals(small, a.gradient().toArray());
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
  void decayByNameIsThatOfTheFirstPatternThatMatches() {
    List<Parameter> parameters =
        List.of(
            new Parameter("a.weight", Tensor.of(Shape.of(1), 1)),
            new Parameter("a.bias", Tensor.of(Shape.of(1), 1)),
            new Parameter("b.weight", Tensor.of(Shape.of(1), 1)));
    Adam adam = new Adam(0.5f, 0.9f, 0.999f, 1e-8f, 0.1f);
    parameters.forEach(Parameter::gradient); // a step changes only what has one
    new Optimizer(adam, List.of("a.weight=0.4", "*.weight=0"), parameters, UPDATE, false).step(1);

    // without gradients only the decay changes anything: w·(1 − rate·decay)
    assertEquals(0.8f, parameters.get(0).value().item(), 1e-6f);
    assertEquals(0.95f, parameters.get(1).value().item(), 1e-6f);
    assertEquals(1, parameters.get(2).value().item());
  }

  @Test
  void refusesOptionsWithoutMeaning() {
    for (float rate : new float[] {0, -1, Float.NaN, Float.POSITIVE_INFINITY}) {
      assertThrows(IllegalArgumentException.class, () -> new Adam(rate));
      assertThrows(IllegalArgumentException.class, () -> new Adagrad(rate));
      assertThrows(IllegalArgumentException.class, () -> new Rmsprop(rate));
      assertThrows(IllegalArgumentException.class, () -> new Sgd(rate));
    }
    assertThrows(IllegalArgumentException.class, () -> new Sgd(1, 0, true, 0));
    assertThrows(IllegalArgumentException.class, () -> new Adam(1, 1, 0, 1, 0));
    refused(new Adam(1), "0.1", "decay: expected PATTERN=RATE");
    refused(new Adam(1), "w=x", "decay: expected PATTERN=RATE");
    refused(new Adam(1), "v*=0.1", "decay: 'v*=0.1' matches none of the parameters [w]");
    refused(new Adagrad(1), "w=0.1", "decay: adam and sgd have weight decay");
  }

  private static void refused(OptimizerOptions options, String decay, String message) {
    List<Parameter> parameters = List.of(new Parameter("w", Tensor.zeros(1)));
    String got =
        assertThrows(
                IllegalArgumentException.class,
                () -> new Optimizer(options, List.of(decay), parameters, UPDATE, false))
            .getMessage();
    assertTrue(got.startsWith(message), got);
  }
}

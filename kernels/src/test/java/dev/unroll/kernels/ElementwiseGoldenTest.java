package dev.unroll.kernels;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.testing.Golden;
import dev.unroll.kernels.testing.Differences;
import dev.unroll.kernels.testing.GuardedTensors;
import dev.unroll.kernels.testing.SoftmaxOracle;
import dev.unroll.kernels.testing.UpdateOracle;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Both kernel sets, and the oracles, against PyTorch's results in float64.
final class ElementwiseGoldenTest {
  private static final double EPS = 0x1p-24;

  /// Double against double: rounding only.
  private static final double ORACLE = 1e-13;

  /// A handful of roundings of a float.
  private static final double FEW_ROUNDINGS = 12 * EPS;

  private static final List<KernelSet> SETS = List.of(Kernels.scalar(), Kernels.active());

  private static final List<String> OPTIMIZERS =
      List.of("sgd", "sgd_momentum", "sgd_nesterov_decay", "adagrad", "rmsprop", "adam", "adamw");

  static Stream<Arguments> optimizers() {
    return OPTIMIZERS.stream()
        .flatMap(name -> SETS.stream().map(set -> Arguments.of(name, set.name(), set)));
  }

  /// Ten steps, each with up to ten roundings of the parameter and of its change.
  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("optimizers")
  void optimizer(String name, String setName, KernelSet set) {
    Golden golden = Golden.load(name);
    Tensor w = golden.tensor("in.w0").copy();
    Tensor grads = golden.tensor("in.grads");
    Tensor first = Tensor.zeros(w.shape());
    Tensor second = Tensor.zeros(w.shape());
    double[] wanted = golden.doubles("out.trajectory");
    for (int t = 1; t <= grads.shape().dimension(0); t++) {
      step(golden, set.update(), w, grads.at(t - 1), first, second, t);
      double[] expected = Arrays.copyOfRange(wanted, (t - 1) * w.elements(), t * w.elements());
      Differences.requireClose(
          name + ", step " + t, expected, GuardedTensors.doubles(w), t * 10 * EPS, 1);
    }
  }

  private static void step(
      Golden golden, UpdateKernel kernel, Tensor w, Tensor g, Tensor first, Tensor second, int t) {
    float rate = (float) golden.number("lr");
    float decay = golden.options().containsKey("weight_decay") ? number(golden, "weight_decay") : 0;
    switch (golden.option("fn")) {
      case "sgd" -> {
        boolean plain = !golden.options().containsKey("momentum");
        boolean nesterov = golden.options().containsKey("nesterov") && golden.flag("nesterov");
        float momentum = plain ? 0 : number(golden, "momentum");
        kernel.sgd(w, g, plain ? null : first, rate, momentum, nesterov, decay, t == 1);
      }
      case "adagrad" -> kernel.adagrad(w, g, first, rate, number(golden, "eps"));
      case "rmsprop" ->
          kernel.rmsprop(w, g, first, rate, number(golden, "alpha"), number(golden, "eps"));
      default ->
          kernel.adam(
              w,
              g,
              first,
              second,
              t,
              rate,
              number(golden, "beta1"),
              number(golden, "beta2"),
              number(golden, "eps"),
              decay);
    }
  }

  private static float number(Golden golden, String option) {
    return (float) golden.number(option);
  }

  @ParameterizedTest
  @FieldSource("OPTIMIZERS")
  void optimizerOracle(String name) {
    Golden golden = Golden.load(name);
    double[] w0 = golden.doubles("in.w0");
    double[] grads = golden.doubles("in.grads");
    double[] got = new double[grads.length];
    for (int i = 0; i < w0.length; i++) {
      UpdateOracle oracle = new UpdateOracle(w0[i]);
      for (int at = i; at < grads.length; at += w0.length) {
        step(golden, oracle, grads[at]);
        got[at] = oracle.value();
      }
    }
    Differences.requireClose(name, golden.doubles("out.trajectory"), got, ORACLE, 1);
  }

  private static void step(Golden golden, UpdateOracle oracle, double g) {
    double rate = golden.number("lr");
    double decay = golden.options().containsKey("weight_decay") ? golden.number("weight_decay") : 0;
    switch (golden.option("fn")) {
      case "sgd" -> {
        boolean nesterov = golden.options().containsKey("nesterov") && golden.flag("nesterov");
        double momentum = golden.options().containsKey("momentum") ? golden.number("momentum") : 0;
        oracle.sgd(g, rate, momentum, nesterov, decay);
      }
      case "adagrad" -> oracle.adagrad(g, rate, golden.number("eps"), false);
      case "rmsprop" -> oracle.rmsprop(g, rate, golden.number("alpha"), golden.number("eps"));
      default ->
          oracle.adam(
              g, rate, golden.number("beta1"), golden.number("beta2"), golden.number("eps"), decay);
    }
  }

  @Test
  void crossEntropy() {
    Golden golden = Golden.load("cross_entropy_mean");
    Tensor logits = golden.tensor("in.logits");
    int[] targets = golden.ints("in.target");
    int rows = targets.length;
    for (KernelSet set : SETS) {
      Tensor p = Tensor.zeros(logits.shape());
      Tensor d = Tensor.zeros(logits.shape());
      float[] losses = new float[rows];
      set.softmax().crossEntropy(logits, targets, p, losses, new Workspace(), Workers.CALLER);
      set.softmax().crossEntropyBackward(p, targets, 1f / rows, true, d, Workers.CALLER);
      double loss = 0;
      for (float value : losses) {
        loss += value / (double) rows;
      }
      String what = "cross_entropy_mean, " + set.name();
      double[] wanted = golden.doubles("out.loss");
      Differences.requireClose(what, wanted, new double[] {loss}, FEW_ROUNDINGS, 1);
      double[] gradient = golden.doubles("out.dlogits");
      Differences.requireClose(what, gradient, GuardedTensors.doubles(d), FEW_ROUNDINGS, 0);
    }
  }

  @Test
  void crossEntropyOracle() {
    Golden golden = Golden.load("cross_entropy_mean");
    double[] logits = golden.doubles("in.logits");
    int[] targets = golden.ints("in.target");
    int length = logits.length / targets.length;
    double loss = 0;
    double[] gradient = new double[logits.length];
    for (int m = 0; m < targets.length; m++) {
      double[] row = Arrays.copyOfRange(logits, m * length, (m + 1) * length);
      loss += SoftmaxOracle.crossEntropy(row, targets[m]) / targets.length;
      double[] d = SoftmaxOracle.crossEntropyGradient(row, targets[m], 1.0 / targets.length);
      System.arraycopy(d, 0, gradient, m * length, length);
    }
    double[] wanted = golden.doubles("out.loss");
    Differences.requireClose("loss", wanted, new double[] {loss}, ORACLE, 1);
    Differences.requireClose("dlogits", golden.doubles("out.dlogits"), gradient, ORACLE, 0);
  }

  @Test
  void softmax() {
    Golden golden = Golden.load("softmax");
    Tensor x = golden.tensor("in.x");
    for (KernelSet set : SETS) {
      Tensor p = Tensor.zeros(x.shape());
      set.softmax().softmax(x, p, new Workspace(), Workers.CALLER);
      double[] wanted = golden.doubles("out.y");
      Differences.requireClose(set.name(), wanted, GuardedTensors.doubles(p), FEW_ROUNDINGS, 0);
    }
  }

  /// torch.nn.utils.clip_grad_norm_: every gradient times max_norm / (norm + 1e-6).
  @Test
  void clippingByTheGlobalNorm() {
    Golden golden = Golden.load("clip_grad_norm");
    for (KernelSet set : SETS) {
      Tensor a = golden.tensor("in.a").copy();
      Tensor b = golden.tensor("in.b").copy();
      UpdateKernel kernel = set.update();
      double norm = Math.sqrt(kernel.sumOfSquares(a) + kernel.sumOfSquares(b));
      double[] wanted = golden.doubles("out.norm");
      Differences.requireClose("norm", wanted, new double[] {norm}, FEW_ROUNDINGS, 0);
      float factor = (float) (golden.number("max_norm") / (norm + 1e-6));
      kernel.scale(a, factor);
      kernel.scale(b, factor);
      double[] wantedA = golden.doubles("out.a");
      double[] wantedB = golden.doubles("out.b");
      Differences.requireClose("a", wantedA, GuardedTensors.doubles(a), FEW_ROUNDINGS, 0);
      Differences.requireClose("b", wantedB, GuardedTensors.doubles(b), FEW_ROUNDINGS, 0);
    }
  }

  @Test
  void embedding() {
    Golden golden = Golden.load("embedding");
    Tensor table = golden.tensor("in.weight");
    int[] ids = golden.ints("in.ids");
    int width = table.shape().dimension(1);
    for (KernelSet set : SETS) {
      Tensor y = Tensor.zeros(Shape.of(ids.length, width));
      set.embedding().gather(table, ids, y);
      Differences.requireClose("y", golden.doubles("out.y"), GuardedTensors.doubles(y), 0, 0);
      Tensor dTable = Tensor.zeros(table.shape());
      Tensor dy = golden.tensor("in.dy").reshape(ids.length, width);
      set.embedding().scatterAdd(dy, ids, dTable);
      double[] wanted = golden.doubles("out.dweight");
      double[] got = GuardedTensors.doubles(dTable);
      Differences.requireClose("dweight", wanted, got, ids.length * EPS, 0);
    }
  }
}

package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Golden;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/// Single operations, losses and the cells that torch.nn lacks, against results and gradients in float64.
final class OperationGoldenTest {
  /// Roundings along the longest chain of any of these small cases.
  private static final double TOLERANCE = 2048 * 0x1p-23;

  private final Map<String, Function<Inputs, Variable>> cases = new LinkedHashMap<>();

  /// The inputs of a golden case as leaves, by name.
  private static final class Inputs {
    final Golden golden;
    final Tape tape = new Tape();
    final Map<String, Variable> leaves = new LinkedHashMap<>();

    Inputs(Golden golden) {
      this.golden = golden;
    }

    Variable get(String name) {
      return leaves.computeIfAbsent(name, each -> tape.leaf(golden.tensor("in." + each)));
    }

    /// Blocks of weights below one another.
    Variable rows(String... names) {
      return Ops.concatenate(0, Arrays.stream(names).map(this::get).toArray(Variable[]::new));
    }

    int[] ids(String name) {
      return golden.ints("in." + name);
    }

    float number(String option) {
      return (float) golden.number(option);
    }
  }

  OperationGoldenTest() {
    cases.put("linear", in -> Ops.linear(in.get("x"), in.get("weight"), in.get("bias")));
    cases.put("embedding", in -> embedding(in));
    cases.put("softmax", in -> Ops.softmax(in.get("x")));
    cases.put(
        "layer_norm",
        in -> Ops.layerNorm(in.get("x"), in.get("weight"), in.get("bias"), in.number("eps")));
    cases.put("conv2d", in -> convolution(in));
    cases.put("conv3d", in -> convolution(in));
    cases.put("max_pool2d", OperationGoldenTest::maxPool);
    cases.put(
        "dot_attention_lengths",
        in ->
            Ops.dotAttention(in.get("query"), in.get("keys"), in.get("keys"), in.ids("lengths"))
                .context());
    cases.put(
        "additive_attention",
        in ->
            Ops.additiveAttention(
                    in.get("query"),
                    in.get("keys"),
                    in.get("keys"),
                    in.get("Wq"),
                    in.get("Wk"),
                    in.get("v"),
                    null)
                .context());
    cases.put(
        "cross_entropy_mean", in -> Ops.crossEntropy(in.get("logits"), in.ids("target")).mean());
    cases.put(
        "cross_entropy_ignore_smoothing",
        in ->
            Ops.weightedCrossEntropy(
                    in.get("logits"),
                    in.ids("target"),
                    in.golden.integer("ignore_index"),
                    null,
                    in.number("label_smoothing"))
                .mean());
    cases.put(
        "bce_with_logits",
        in -> Ops.binaryCrossEntropy(in.get("logits"), in.get("target").detach()).mean());
    cases.put("mse", in -> Ops.mse(in.get("input"), in.get("target").detach()).mean());
    cases.put("mae", in -> Ops.mae(in.get("input"), in.get("target").detach()).mean());
    cases.put(
        "huber",
        in -> Ops.huber(in.get("input"), in.get("target").detach(), in.number("delta")).mean());
    cases.put("peephole_lstm", OperationGoldenTest::peephole);
    cases.put("simplified_gru", OperationGoldenTest::simplifiedGru);
    cases.put("lecture_gru", OperationGoldenTest::lectureGru);
    cases.put(
        "jordan",
        in ->
            Ops.jordan(
                    in.get("x"),
                    new RecurrentParameters(in.get("Wx"), in.get("Wh"), in.get("b"), null)
                        .and(in.get("Wy"), in.get("by")),
                    in.get("y0"),
                    null)
                .y());
  }

  private static Variable embedding(Inputs in) {
    Shape ids = in.golden.shape("in.ids");
    return Ops.embedding(in.get("weight"), in.ids("ids"), ids.dimension(0), ids.dimension(1));
  }

  private static Variable convolution(Inputs in) {
    int stride = in.golden.integer("stride");
    int padding = in.golden.integer("padding");
    return in.golden.option("fn").equals("conv3d")
        ? Ops.conv3d(in.get("x"), in.get("weight"), in.get("bias"), stride, padding)
        : Ops.conv2d(in.get("x"), in.get("weight"), in.get("bias"), stride, padding);
  }

  /// torch's stride is the window's size where none is given.
  private static Variable maxPool(Inputs in) {
    int size = in.golden.integer("kernel");
    int stride = Integer.parseInt(in.golden.options().getOrDefault("stride", "" + size));
    int padding = Integer.parseInt(in.golden.options().getOrDefault("padding", "0"));
    return Ops.maxPool(in.get("x"), size, stride, padding);
  }

  private static Variable peephole(Inputs in) {
    Variable zeros = in.tape.constant(Tensor.zeros(in.get("b").shape()));
    RecurrentParameters parameters =
        new RecurrentParameters(in.get("W"), in.get("R"), in.get("b"), zeros);
    return Ops.peepholeLstm(
            in.get("x"),
            parameters.and(in.get("pi"), in.get("pf"), in.get("po")),
            in.get("h0"),
            in.get("c0"),
            null)
        .y();
  }

  private static Variable simplifiedGru(Inputs in) {
    Variable bias = in.rows("bu", "bn");
    Variable zeros = in.tape.constant(Tensor.zeros(bias.shape()));
    RecurrentParameters parameters =
        new RecurrentParameters(in.rows("Wux", "Wnx"), in.rows("Wuh", "Wnh"), bias, zeros);
    return Ops.simplifiedGru(in.get("x"), parameters, in.get("h0"), null).y();
  }

  private static Variable lectureGru(Inputs in) {
    Variable bias = in.rows("br", "bu", "bn");
    Variable zeros = in.tape.constant(Tensor.zeros(bias.shape()));
    RecurrentParameters parameters =
        new RecurrentParameters(
            in.rows("Wrx", "Wux", "Wnx"), in.rows("Wrh", "Wuh", "Wnh"), bias, zeros);
    return Ops.gru(in.get("x"), parameters, in.get("h0"), null).y();
  }

  @TestFactory
  Stream<DynamicTest> equalsPyTorch() {
    return cases.keySet().stream()
        .map(name -> DynamicTest.dynamicTest(name, () -> check(name, cases.get(name))));
  }

  private static void check(String name, Function<Inputs, Variable> function) {
    Golden golden = Golden.load(name);
    Inputs in = new Inputs(golden);
    Variable y = function.apply(in);
    if (golden.has("out.loss")) {
      Close.check("loss", golden.doubles("out.loss"), y.value(), TOLERANCE);
      in.tape.backward(y);
    } else {
      Close.check("y", golden.doubles("out.y"), y.value(), TOLERANCE);
      in.tape.backward(y, golden.tensor("in.dy"));
    }
    int checked = 0;
    for (Map.Entry<String, Variable> leaf : in.leaves.entrySet()) {
      for (String key : List.of("out.d" + leaf.getKey(), "out.d." + leaf.getKey())) {
        if (golden.has(key)) {
          Close.check(key, golden.doubles(key), leaf.getValue().gradient(), TOLERANCE);
          checked++;
        }
      }
    }
    assertEquals(
        golden.tensors().stream().filter(each -> each.startsWith("out.d")).count(),
        checked,
        "gradients");
  }

  @Test
  void projectedLstm() {
    Golden golden = Golden.load("lstm_proj");
    Inputs in = new Inputs(golden);
    Variable h0 = Ops.flattened(in.get("h0"), 0, 1);
    Variable c0 = Ops.flattened(in.get("c0"), 0, 1);
    RecurrentParameters parameters =
        new RecurrentParameters(
            in.get("weight_ih_l0"),
            in.get("weight_hh_l0"),
            in.get("bias_ih_l0"),
            in.get("bias_hh_l0"));
    RecurrentOutput out =
        Ops.projectedLstm(in.get("x"), parameters.and(in.get("weight_hr_l0")), h0, c0, null);
    Close.check("y", golden.doubles("out.y"), out.y().value(), TOLERANCE);
    Close.check("hn", golden.doubles("out.hn"), out.hn().value(), TOLERANCE);
    Close.check("cn", golden.doubles("out.cn"), out.cn().value(), TOLERANCE);
    in.tape.backward(
        new Variable[] {out.y(), out.hn(), out.cn()},
        new Tensor[] {
          golden.tensor("in.dy"), golden.tensor("in.dhn").at(0), golden.tensor("in.dcn").at(0)
        });
    for (String name : List.of("x", "h0", "c0")) {
      Close.check(name, golden.doubles("out.d" + name), in.get(name).gradient(), TOLERANCE);
    }
    for (String name :
        List.of("weight_ih_l0", "weight_hh_l0", "bias_ih_l0", "bias_hh_l0", "weight_hr_l0")) {
      Close.check(name, golden.doubles("out.d." + name), in.get(name).gradient(), TOLERANCE);
    }
  }

  /// No golden file goes unused: those of recurrent networks are [dev.unroll.autograd.op.recurrent.RecurrentGoldenTest]'s, those of
  /// optimizers, clipping and training the models'.
  @Test
  void everyFileIsATest() {
    Set<String> unused = new TreeSet<>(Golden.names());
    unused.removeAll(cases.keySet());
    unused.removeIf(
        name ->
            List.of("recurrent", "optimizer", "clip", "min_char_rnn")
                .contains(Golden.load(name).option("case")));
    assertEquals(Set.of(), unused.stream().collect(Collectors.toSet()));
  }
}

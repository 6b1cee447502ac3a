package dev.unroll.autograd.op.recurrent;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.Activation;
import dev.unroll.autograd.op.Close;
import dev.unroll.autograd.op.Ops;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.autograd.op.RecurrentParameters;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Golden;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// torch.nn's recurrent networks of any depth and direction, composed from the operations, against
/// PyTorch's results and gradients in float64.
final class RecurrentGoldenTest {
  /// PyTorch's loss is sum(y·dy) + sum(hn·dhn) + sum(cn·dcn), which is what seeds stand for.
  private Golden golden;

  private Tape tape;
  private int steps;
  private int batch;
  private int hidden;
  private int[] lengths;
  private Variable h0;
  private Variable c0;
  private final Map<String, Parameter> parameters = new LinkedHashMap<>();
  private final List<Variable> hn = new ArrayList<>();
  private final List<Variable> cn = new ArrayList<>();

  @TestFactory
  Stream<DynamicTest> equalsPyTorch() {
    return Golden.names().stream()
        .filter(name -> isComposed(Golden.load(name)))
        .map(name -> DynamicTest.dynamicTest(name, () -> new RecurrentGoldenTest().check(name)));
  }

  private static boolean isComposed(Golden golden) {
    return golden.options().getOrDefault("case", "").equals("recurrent")
        && golden.integer("proj") == 0
        && golden.option("semantics").startsWith("torch.nn");
  }

  private void check(String name) {
    golden = Golden.load(name);
    tape = new Tape();
    steps = golden.integer("T");
    batch = golden.integer("N");
    hidden = golden.integer("H");
    lengths = golden.lengths();
    int layers = golden.integer("layers");
    boolean both = golden.flag("bidirectional");
    boolean initial = golden.flag("initial_state");
    h0 = initial ? tape.leaf(golden.tensor("in.h0")) : null;
    c0 = initial && golden.has("in.c0") ? tape.leaf(golden.tensor("in.c0")) : null;
    Variable x = tape.leaf(golden.tensor("in.x"));

    // 1. each layer in both directions, their outputs side by side
    Variable y = x;
    for (int layer = 0; layer < layers; layer++) {
      Variable forward = direction(y, "_l" + layer, hn.size(), false);
      Variable reverse = both ? direction(y, "_l" + layer + "_reverse", hn.size(), true) : null;
      y = both ? Ops.concatenate(2, forward, reverse) : forward;
    }
    boolean cell = !cn.isEmpty();

    // 2. the results, each final state as one row of hn and cn
    double tolerance = 8.0 * (steps + 1) * layers * (hidden + x.shape().dimension(2)) * 0x1p-23;
    Close.check("y", golden.doubles("out.y"), y.value(), tolerance);
    List<Variable> outputs = new ArrayList<>(List.of(y));
    List<Tensor> seeds = new ArrayList<>(List.of(golden.tensor("in.dy")));
    for (int i = 0; i < hn.size(); i++) {
      Close.check("hn", rows(golden.doubles("out.hn"), i), hn.get(i).value(), tolerance);
      outputs.add(hn.get(i));
      seeds.add(golden.tensor("in.dhn").at(i));
      if (cell) {
        Close.check("cn", rows(golden.doubles("out.cn"), i), cn.get(i).value(), tolerance);
        outputs.add(cn.get(i));
        seeds.add(golden.tensor("in.dcn").at(i));
      }
    }

    // 3. the gradients
    tape.backward(outputs.toArray(Variable[]::new), seeds.toArray(Tensor[]::new));
    double gradientTolerance = 4 * tolerance;
    Close.check("dx", golden.doubles("out.dx"), x.gradient(), gradientTolerance);
    if (golden.has("out.dh0")) {
      Close.check("dh0", golden.doubles("out.dh0"), h0.gradient(), gradientTolerance);
    }
    if (golden.has("out.dc0")) {
      Close.check("dc0", golden.doubles("out.dc0"), c0.gradient(), gradientTolerance);
    }
    int checked = 0;
    for (Parameter parameter : parameters.values()) {
      String gradient = "out.d." + parameter.name();
      Close.check(gradient, golden.doubles(gradient), parameter.gradient(), gradientTolerance);
      checked++;
    }
    assertEquals(
        golden.tensors().stream().filter(each -> each.startsWith("out.d.")).count(), checked);
  }

  private double[] rows(double[] all, int index) {
    double[] rows = new double[batch * hidden];
    System.arraycopy(all, index * rows.length, rows, 0, rows.length);
    return rows;
  }

  private Variable direction(Variable x, String suffix, int index, boolean reverse) {
    RecurrentParameters weights =
        new RecurrentParameters(
            parameter("weight_ih" + suffix),
            parameter("weight_hh" + suffix),
            parameter("bias_ih" + suffix),
            parameter("bias_hh" + suffix));
    Variable h = h0 == null ? null : Ops.slice(h0, 0, index, index + 1);
    h = h == null ? null : Ops.reshape(h, Shape.of(batch, hidden));
    Variable c = c0 == null ? null : Ops.slice(c0, 0, index, index + 1);
    c = c == null ? null : Ops.reshape(c, Shape.of(batch, hidden));
    Variable input = reverse ? Ops.reverse(x, lengths) : x;
    RecurrentOutput out =
        switch (golden.option("kind")) {
          case "RNN" ->
              Ops.rnn(
                  golden.flag("relu") ? Activation.RELU : Activation.TANH,
                  input,
                  weights,
                  h,
                  lengths);
          case "LSTM" -> Ops.lstm(input, weights, h, c, lengths);
          case "GRU" -> Ops.resetAfterGru(input, weights, h, lengths);
          default -> throw new AssertionError(golden.option("kind"));
        };
    hn.add(out.hn());
    if (out.cn() != null) {
      cn.add(out.cn());
    }
    return reverse ? Ops.reverse(out.y(), lengths) : out.y();
  }

  private Variable parameter(String name) {
    if (!golden.has("in." + name)) {
      return null;
    }
    return tape.parameter(
        parameters.computeIfAbsent(
            name, unused -> new Parameter(name, golden.tensor("in." + name))));
  }
}

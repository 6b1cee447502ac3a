package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Parameter;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.layer.Role.Use;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ScopeTest {
  private static final Role INPUT = Role.of(Use.INPUT);

  @Test
  void namesGrowByDots() {
    Scope scope = Scope.fresh(1, Initializer.torch());
    Scope encoder = scope.in("encoder");
    Recurrent recurrent =
        new Recurrent(encoder, RecurrentOptions.of(Cell.LSTM, 3, 4).bidirectional());
    new Linear(scope.in("output").in("0"), recurrent.outputs(), 2);
    assertEquals(
        List.of(
            "encoder.weight_ih_l0",
            "encoder.weight_hh_l0",
            "encoder.bias_ih_l0",
            "encoder.bias_hh_l0",
            "encoder.weight_ih_l0_reverse",
            "encoder.weight_hh_l0_reverse",
            "encoder.bias_ih_l0_reverse",
            "encoder.bias_hh_l0_reverse",
            "output.0.weight",
            "output.0.bias"),
        encoder.parameters().stream().map(Parameter::name).toList());
  }

  @Test
  void aDrawDependsOnSeedAndFullNameOnly() {
    float[] alone = draw(Scope.fresh(7, Initializer.torch()).in("b"));
    Scope scope = Scope.fresh(7, Initializer.torch());
    float[] other = draw(scope.in("a"));
    assertArrayEquals(alone, draw(scope.in("b")));
    assertTrue(!Arrays.equals(alone, other));
    assertTrue(!Arrays.equals(alone, draw(Scope.fresh(8, Initializer.torch()).in("b"))));
  }

  private static float[] draw(Scope scope) {
    return scope.parameter("weight", Shape.of(3, 5), INPUT, 5).value().toArray();
  }

  @Test
  void anotherInitializerSharesTheNames() {
    Scope scope = Scope.fresh(1, Initializer.torch());
    Parameter drawn =
        scope
            .by(Initializer.of((_, tensor, _, _, _) -> tensor.fill(3)))
            .in("x")
            .parameter("weight", Shape.of(2), INPUT, 2);
    assertArrayEquals(new float[] {3, 3}, drawn.value().toArray());
    refused("the parameter x.weight exists already", () -> draw(scope.in("x")));
  }

  @Test
  void storedTensorsAreSharedAndMustFit() {
    Tensor weight = Tensor.zeros(3, 5);
    Scope scope = Scope.stored(Map.of("x.weight", weight, "x.bias", Tensor.zeros(3), "y", weight));
    Parameter parameter = scope.in("x").parameter("weight", Shape.of(3, 5), INPUT, 5);
    assertSame(weight, parameter.value());
    refused(
        "x.bias: expected shape [4], got [3]",
        () -> scope.in("x").parameter("bias", Shape.of(4), INPUT, 5));
    refused(
        "the tensor z.weight [4] is missing",
        () -> scope.in("z").parameter("weight", Shape.of(4), INPUT, 5));
    refused("no part of the model has the tensors x.bias, y", scope::done);
  }

  @Test
  void aSingleBiasLeavesAStoredSecondOneAlone() {
    RecurrentOptions two = RecurrentOptions.of(Cell.LSTM, 2, 3);
    Scope drawn = Scope.fresh(1, Initializer.torch());
    new Recurrent(drawn, two);
    Map<String, Tensor> tensors = new HashMap<>();
    drawn.parameters().forEach(each -> tensors.put(each.name(), each.value()));
    float[] second = tensors.get("bias_hh_l0").toArray();
    Scope stored = Scope.stored(tensors);
    new Recurrent(stored, two.withBiases(Biases.ONE));
    assertArrayEquals(second, tensors.get("bias_hh_l0").toArray());
    refused("no part of the model has the tensors bias_hh_l0", stored::done);
  }

  @Test
  void refusesNamesThatAreNone() {
    Scope scope = Scope.fresh(1, Initializer.torch());
    for (String name : List.of("", "a.b", "a/b", "a b", "é")) {
      refused("name: expected letters", () -> scope.in(name));
      refused("name: expected letters", () -> scope.parameter(name, Shape.of(1), INPUT, 1));
    }
  }

  private static void refused(String message, Runnable code) {
    String got = assertThrows(IllegalArgumentException.class, code::run).getMessage();
    assertTrue(got.startsWith(message), got);
  }
}

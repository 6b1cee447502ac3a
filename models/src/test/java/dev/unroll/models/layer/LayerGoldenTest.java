package dev.unroll.models.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.testing.Golden;
import dev.unroll.models.layer.Attention.Scores;
import dev.unroll.models.layer.Sequence.Features;
import dev.unroll.models.layer.Sequence.Tokens;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Layers other than recurrent ones against PyTorch's results and gradients in float64, with sizes
/// and options from the files.
final class LayerGoldenTest {
  /// Roundings along the longest chain of any of these small cases.
  private static final double TOLERANCE = 512 * 0x1p-23;

  /// A case while it is computed.
  private static final class Case {
    final Golden golden;
    final Tape tape = new Tape();
    final Pass pass = Pass.reading(tape);

    /// By the name in the file.
    final Map<String, Parameter> parameters = new LinkedHashMap<>();

    final Map<String, Variable> leaves = new LinkedHashMap<>();

    Case(Golden golden) {
      this.golden = golden;
    }

    /// A scope with parameters by name: in the file, then the layer's.
    Scope scope(String... names) {
      Map<String, Tensor> tensors = new HashMap<>();
      for (int i = 0; i < names.length; i += 2) {
        tensors.put(names[i + 1], golden.tensor("in." + names[i]));
      }
      return Scope.stored(tensors);
    }

    void uses(String name, Parameter parameter) {
      parameters.put(name, parameter);
    }

    Variable leaf(String name) {
      return leaves.computeIfAbsent(name, each -> tape.leaf(golden.tensor("in." + each)));
    }

    int extent(String name, int axis) {
      return golden.shape("in." + name).dimension(axis);
    }

    int integer(String option, int byDefault) {
      String value = golden.options().get(option);
      return value == null ? byDefault : Integer.parseInt(value);
    }

    /// One number for all axes of a window.
    static int[] all(int axes, int value) {
      int[] all = new int[axes];
      Arrays.fill(all, value);
      return all;
    }
  }

  @FunctionalInterface
  private interface Layer {
    Variable apply(Case in);
  }

  private static Variable linear(Case in) {
    Scope scope = in.scope("weight", "weight", "bias", "bias");
    Linear layer = new Linear(scope, in.extent("weight", 1), in.extent("weight", 0));
    in.uses("weight", layer.weight());
    in.uses("bias", layer.bias());
    return layer.forward(in.pass, in.leaf("x"));
  }

  private static Variable embedding(Case in) {
    Scope scope = in.scope("weight", "weight");
    Embedding layer = new Embedding(scope, in.extent("weight", 0), in.extent("weight", 1));
    in.uses("weight", layer.weight());
    int[] ids = in.golden.ints("in.ids");
    return layer.forward(in.pass, new Tokens(ids, in.extent("ids", 0), in.extent("ids", 1))).x();
  }

  private static Variable layerNorm(Case in) {
    Scope scope = in.scope("weight", "weight", "bias", "bias");
    float epsilon = (float) in.golden.number("eps");
    LayerNorm layer = new LayerNorm(scope, in.extent("weight", 0), epsilon);
    in.uses("weight", layer.weight());
    in.uses("bias", layer.bias());
    return layer.forward(in.pass, in.leaf("x"));
  }

  private static Variable convolution(Case in) {
    Scope scope = in.scope("weight", "weight", "bias", "bias");
    Shape weight = in.golden.shape("in.weight");
    int axes = weight.rank() - 2;
    int[] size = new int[axes];
    for (int axis = 0; axis < axes; axis++) {
      size[axis] = weight.dimension(axis + 2);
    }
    Window window =
        Window.of(size)
            .withStride(Case.all(axes, in.golden.integer("stride")))
            .withPadding(Case.all(axes, in.golden.integer("padding")));
    int inputs = weight.dimension(1);
    int outputs = weight.dimension(0);
    if (axes == 2) {
      Conv2d layer = new Conv2d(scope, inputs, outputs, window);
      in.uses("weight", layer.weight());
      in.uses("bias", layer.bias());
      return layer.forward(in.pass, in.leaf("x"));
    }
    Conv3d layer = new Conv3d(scope, inputs, outputs, window);
    in.uses("weight", layer.weight());
    in.uses("bias", layer.bias());
    return layer.forward(in.pass, in.leaf("x"));
  }

  private static Variable maxPool(Case in) {
    int[] size = Case.all(2, in.golden.integer("kernel"));
    int[] stride = Case.all(2, in.integer("stride", size[0]));
    int[] padding = Case.all(2, in.integer("padding", 0));
    return Pooling.max(in.leaf("x"), Window.of(size).withStride(stride).withPadding(padding));
  }

  private static Variable dotAttention(Case in) {
    int width = in.extent("keys", 2);
    Attention layer = new Attention(in.scope(), Scores.DOT, in.extent("query", 1), width, 0);
    return attended(in, layer, in.golden.ints("in.lengths"));
  }

  private static Variable additiveAttention(Case in) {
    Scope scope = in.scope("Wq", "query_weight", "Wk", "key_weight", "v", "score_weight");
    Attention layer =
        new Attention(
            scope, Scores.ADDITIVE, in.extent("query", 1), in.extent("keys", 2), in.extent("v", 0));
    String[] names = {"Wq", "Wk", "v"};
    for (int i = 0; i < names.length; i++) {
      in.uses(names[i], scope.parameters().get(i));
    }
    return attended(in, layer, null);
  }

  private static Variable attended(Case in, Attention layer, int[] lengths) {
    Attention.Memory memory = layer.memory(in.pass, new Features(in.leaf("keys"), lengths));
    return layer.forward(in.pass, in.leaf("query"), memory).context();
  }

  /// The layer of a case by its function; null where it is none.
  private static Layer layer(Golden golden) {
    String function = golden.options().getOrDefault("fn", "");
    if (!golden.option("case").equals("op")) {
      return null;
    }
    return switch (function) {
      case "linear" -> LayerGoldenTest::linear;
      case "embedding" -> LayerGoldenTest::embedding;
      case "layer_norm" -> LayerGoldenTest::layerNorm;
      case "conv2d", "conv3d" -> LayerGoldenTest::convolution;
      case "max_pool2d" -> LayerGoldenTest::maxPool;
      case "softmax" -> null;
      default -> {
        if (function.contains("additive attention")) {
          yield LayerGoldenTest::additiveAttention;
        } else if (function.contains("dot attention")) {
          yield LayerGoldenTest::dotAttention;
        }
        throw new AssertionError("a layer without a test: " + function);
      }
    };
  }

  @TestFactory
  Stream<DynamicTest> equalsPyTorch() {
    return Golden.names().stream()
        .filter(name -> layer(Golden.load(name)) != null)
        .map(name -> DynamicTest.dynamicTest(name, () -> check(Golden.load(name))));
  }

  private static void check(Golden golden) {
    Case in = new Case(golden);
    Variable y = layer(golden).apply(in);
    Close.check("y", golden.doubles("out.y"), y.value(), TOLERANCE);
    in.tape.backward(y, golden.tensor("in.dy"));
    in.leaves.forEach(
        (name, leaf) ->
            Close.check("d" + name, golden.doubles("out.d" + name), leaf.gradient(), TOLERANCE));
    in.parameters.forEach(
        (name, each) ->
            Close.check("d" + name, golden.doubles("out.d" + name), each.gradient(), TOLERANCE));
    assertEquals(
        golden.tensors().stream().filter(each -> each.startsWith("out.d")).count(),
        in.leaves.size() + in.parameters.size());
  }
}

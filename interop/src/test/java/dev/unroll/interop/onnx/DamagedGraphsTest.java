package dev.unroll.interop.onnx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.onnx.format.Attribute;
import dev.unroll.interop.onnx.format.Graph;
import dev.unroll.interop.onnx.format.Model;
import dev.unroll.interop.onnx.format.ModelReader;
import dev.unroll.interop.onnx.format.ModelWriter;
import dev.unroll.interop.onnx.format.Node;
import dev.unroll.interop.onnx.format.ValueInfo;
import dev.unroll.kernels.Workers;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/// Well-formed files of graphs that make no sense: nodes with another's operator, attributes of other values, inputs
/// by turns absent, exchanged, of other shapes and numbers. They run or are refused, by the two exceptions for it.
final class DamagedGraphsTest {
  /// How often each case is damaged; `-Dunroll.damaged=1000` for a campaign.
  private static final int EACH = Integer.getInteger("unroll.damaged", 1);

  private static final long[] TELLING = {
    0,
    1,
    -1,
    2,
    -2,
    3,
    5,
    7,
    100,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Long.MAX_VALUE,
    Long.MIN_VALUE
  };

  private final RandomStream random = new RandomStream(Long.getLong("unroll.seed", 3));
  private final List<String> operators = new ArrayList<>();

  @Test
  void runOrAreRefused() throws IOException {
    List<OperatorCase> cases = OperatorCase.all();
    for (OperatorCase one : cases) {
      for (Node node : ModelReader.read(one.name(), one.model()).graph().nodes()) {
        operators.add(node.operator());
      }
    }
    Map<String, Integer> outcomes = new TreeMap<>();
    List<String> failures = new ArrayList<>();
    for (int i = 0; i < EACH * cases.size() && failures.size() < 10; i++) {
      OperatorCase one = cases.get(i % cases.size());
      Model model = damage(ModelReader.read(one.name(), one.model()));
      Map<String, OnnxTensor> inputs = damage(one.inputs());
      long begin = System.nanoTime();
      String outcome = outcome(ModelWriter.write(model), inputs);
      long millis = (System.nanoTime() - begin) / 1_000_000;
      outcomes.merge(outcome, 1, Integer::sum);
      if (!outcome.startsWith("ok") || millis > 10_000) {
        failures.add("%s, try %d, %d ms: %s".formatted(one.name(), i, millis, outcome));
      }
    }
    assertEquals(List.of(), failures);
    if (EACH > 10) {
      System.out.println(outcomes);
    }
  }

  private static String outcome(byte[] bytes, Map<String, OnnxTensor> inputs) {
    try {
      OnnxSession session = OnnxModel.of("file", bytes).session(Workers.CALLER, 1 << 22);
      try {
        session.run(inputs);
        session.run(inputs);
        return "ok ran";
      } catch (IllegalArgumentException e) {
        return "ok refused in the run";
      }
    } catch (MalformedFileException e) {
      return "ok refused";
    } catch (RuntimeException | StackOverflowError e) {
      return e + Arrays.toString(Arrays.copyOf(e.getStackTrace(), 6));
    }
  }

  private boolean chance(int in) {
    return random.nextInt(in) == 0;
  }

  private long number() {
    return TELLING[random.nextInt(TELLING.length)];
  }

  private Model damage(Model model) {
    Graph graph = model.graph();
    List<Node> nodes = new ArrayList<>();
    for (Node node : graph.nodes()) {
      List<String> inputs = new ArrayList<>(node.inputs());
      if (!inputs.isEmpty() && chance(6)) {
        Collections.swap(inputs, random.nextInt(inputs.size()), random.nextInt(inputs.size()));
      }
      if (!inputs.isEmpty() && chance(10)) {
        inputs.set(random.nextInt(inputs.size()), "");
      }
      String operator =
          chance(8) ? operators.get(random.nextInt(operators.size())) : node.operator();
      nodes.add(
          new Node(
              node.name(),
              operator,
              node.domain(),
              inputs,
              node.outputs(),
              damageAttributes(node)));
    }
    List<ValueInfo> open = new ArrayList<>();
    for (ValueInfo input : graph.inputs()) {
      open.add(new ValueInfo(input.name(), input.elementType(), true, null));
    }
    return new Model(
        model.irVersion(),
        "",
        new Graph(graph.name(), nodes, graph.initializers(), open, graph.outputs()),
        model.opsets(),
        Map.of());
  }

  private Map<String, Attribute> damageAttributes(Node node) {
    Map<String, Attribute> attributes = new LinkedHashMap<>();
    node.attributes()
        .forEach(
            (name, value) -> {
              if (chance(12)) {
                return;
              }
              attributes.put(
                  name,
                  !chance(3)
                      ? value
                      : switch (value) {
                        case Attribute.Whole(long whole) -> new Attribute.Whole(number());
                        case Attribute.Real(float real) -> new Attribute.Real(number());
                        case Attribute.Wholes(long[] wholes) ->
                            new Attribute.Wholes(damage(wholes));
                        case Attribute.Reals(float[] reals) ->
                            new Attribute.Reals(Arrays.copyOf(reals, random.nextInt(4)));
                        default -> value;
                      });
            });
    return attributes;
  }

  private long[] damage(long[] wholes) {
    long[] changed = chance(4) ? Arrays.copyOf(wholes, random.nextInt(5)) : wholes.clone();
    if (changed.length > 0 && chance(2)) {
      changed[random.nextInt(changed.length)] = number();
    }
    return changed;
  }

  private Map<String, OnnxTensor> damage(Map<String, OnnxTensor> inputs) {
    Map<String, OnnxTensor> changed = new LinkedHashMap<>();
    inputs.forEach((name, tensor) -> changed.put(name, chance(4) ? damage(tensor) : tensor));
    return changed;
  }

  private OnnxTensor damage(OnnxTensor tensor) {
    int[] dims = tensor.shape().dimensions();
    if (chance(3)) {
      dims = Arrays.copyOf(dims, random.nextInt(5));
    }
    for (int axis = 0; axis < dims.length; axis++) {
      dims[axis] = chance(4) ? random.nextInt(4) : Math.min(dims[axis], 8);
    }
    Shape shape = Shape.of(dims);
    if (tensor.isReal()) {
      Tensor reals = Tensor.zeros(shape);
      for (int i = 0; i < reals.elements(); i++) {
        reals.data()[i] = chance(20) ? Float.NaN : random.nextInt(9) - 4;
      }
      return OnnxTensor.of(reals);
    }
    long[] wholes = new long[shape.elements()];
    for (int i = 0; i < wholes.length; i++) {
      wholes[i] = chance(3) ? tensor.type().wrap(number()) : random.nextInt(5) - 2;
    }
    return OnnxTensor.of(shape, wholes);
  }
}

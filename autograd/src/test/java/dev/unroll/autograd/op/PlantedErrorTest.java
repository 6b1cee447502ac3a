package dev.unroll.autograd.op;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.unroll.autograd.GradientCheck;
import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.recurrent.RecurrentLayer;
import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/// Mistakes as they are made in backward passes, planted into the gradients of every recurrent layer: the
/// gradient check, element by element and along directions, finds each of them. Without a mistake it passes.
final class PlantedErrorTest {
  private static final int STEPS = 3;
  private static final int BATCH = 2;
  private static final int INPUTS = 2;
  private static final int HIDDEN = 3;

  /// What goes wrong with a gradient `[rows,columns]` on its way.
  private enum Mistake {
    NONE,
    /// The first gate block (of H rows) with the wrong sign.
    SIGN,
    /// Every element one too far.
    INDEX,
    /// The first two rows' parts exchanged: the first two gate blocks, where there are several.
    ORDER,
    /// What comes through the state from later steps is left out.
    MISSING_TERM
  }

  /// The identity, with a mistake in its backward.
  private record Plant(Mistake mistake) implements Operation {
    static Variable of(Mistake mistake, Variable x) {
      return x.tape().record(new Plant(mistake), x.value(), x);
    }

    @Override
    public String name() {
      return "plant";
    }

    @Override
    public void backward(Node node) {
      Tensor dy = node.gradient();
      Tensor dx = node.inputGradient(0);
      int count = dy.elements();
      int blocks = Math.max(2, dy.shape().dimension(0) / HIDDEN);
      int block = count / blocks;
      for (int i = 0; i < count; i++) {
        int from =
            switch (mistake) {
              case INDEX -> (i + 1) % count;
              case ORDER -> i < block ? i + block : i < 2 * block ? i - block : i;
              default -> i;
            };
        float share = dy.data()[dy.offset() + from];
        dx.data()[dx.offset() + i] +=
            mistake == Mistake.SIGN && i < block
                ? -share
                : mistake == Mistake.MISSING_TERM ? 0 : share;
      }
    }
  }

  @TestFactory
  Stream<DynamicTest> everyMistakeIsFound() {
    return Stream.of(RecurrentLayer.values())
        .flatMap(
            layer ->
                Stream.of(Mistake.values())
                    .map(
                        mistake ->
                            DynamicTest.dynamicTest(
                                layer + " " + mistake, () -> check(layer, mistake))));
  }

  private static void check(RecurrentLayer layer, Mistake mistake) {
    // in each of: x, the initial state, both weights and both biases
    for (int where = 0; where < 6; where++) {
      GradientCheck check = planted(layer, mistake, where);
      if (mistake == Mistake.NONE) {
        check.elements().orThrow();
        check.directions(3, new RandomStream(1)).orThrow();
      } else if (where < inputs(layer)) {
        assertFalse(check.elements().passed(), "elements, input " + where);
        assertFalse(check.directions(5, new RandomStream(1)).passed(), "directions " + where);
      }
    }
  }

  /// The Jordan network has one bias.
  private static int inputs(RecurrentLayer layer) {
    return layer == RecurrentLayer.JORDAN ? 5 : 6;
  }

  private static GradientCheck planted(RecurrentLayer layer, Mistake mistake, int where) {
    Draw draw = new Draw(6);
    boolean relu = layer == RecurrentLayer.RNN_RELU || layer == RecurrentLayer.LSTM_RELU;
    float low = relu ? 0.3f : -1; // away from the kink
    int rows = layer.gates() * HIDDEN;
    Tensor[] inputs = {
      draw.between(low, 1, STEPS, BATCH, INPUTS),
      draw.between(low, 1, BATCH, HIDDEN),
      draw.between(low, 1, rows, INPUTS),
      draw.between(low, 1, rows, HIDDEN),
      draw.between(low, 1, rows),
      draw.between(low, 1, rows)
    };
    Tensor cell = draw.between(low, 1, BATCH, HIDDEN);
    return GradientCheck.of(
        (tape, in) -> {
          Variable[] v = in.clone();
          v[where] = Plant.of(mistake, v[where]);
          RecurrentParameters p = new RecurrentParameters(v[2], v[3], v[4], v[5]);
          Variable c = layer.hasCellState() ? tape.constant(cell) : null;
          RecurrentOutput out = layer.apply(v[0], p, v[1], c, null);
          return new Variable[] {out.y(), out.hn()};
        },
        inputs);
  }
}

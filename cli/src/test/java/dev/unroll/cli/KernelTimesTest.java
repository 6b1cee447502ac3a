package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

final class KernelTimesTest {
  private static final int STEPS = 3;
  private static final int BATCH = 2;
  private static final int INPUTS = 5;
  private static final int HIDDEN = 4;

  private static float[] run(Tape tape) {
    Recurrent layers =
        new Recurrent(
            Scope.fresh(1, Initializer.torch()), RecurrentOptions.of(Cell.LSTM, INPUTS, HIDDEN));
    Tensor x = Tensor.zeros(STEPS, BATCH, INPUTS);
    x.fill(0.5f);
    var y = layers.forward(Pass.reading(tape), new Sequence.Features(tape.leaf(x)), null).y();
    float[] numbers = y.value().toArray();
    tape.backward(y, null);
    return numbers;
  }

  @Test
  void countsCallsAndOperationsAndChangesNothing() {
    KernelTimes times = new KernelTimes(Kernels.active());

    float[] measured = run(new Tape(times.set(), new Workspace(), Workers.CALLER));

    assertArrayEquals(run(new Tape()), measured);
    Map<String, KernelTimes.Use> uses =
        times.uses().stream().collect(Collectors.toMap(KernelTimes.Use::name, Function.identity()));
    KernelTimes.Use forward = uses.get("lstm.forward");
    assertEquals(1, forward.calls());
    double operations = 2.0 * STEPS * BATCH * 4 * HIDDEN * (INPUTS + HIDDEN);
    assertEquals(operations, forward.operations());
    assertEquals(2 * operations, uses.get("lstm.backward").operations());
    assertTrue(forward.seconds() > 0);
    times.reset();
    assertTrue(times.uses().isEmpty());
  }
}

package dev.unroll.models.insight;

import static dev.unroll.autograd.op.Ops.softmax;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Tape;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Probe;
import dev.unroll.models.layer.Recurrent;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// What was within a model when it had read each token of a text.
///
/// @param reading what was read
/// @param traces of each layer and direction the hidden states h, then what [dev.unroll.models.layer.CellLayer#gates]
///     tells
/// @param probabilities of the answers, `[T,K]`, or `[1,K]` where there is one answer
public record Inspection(Reading reading, List<Trace> traces, Tensor probabilities) {
  public Inspection {
    traces = List.copyOf(traces);
  }

  /// Reads.
  ///
  /// @param workers do not change the result
  public static Inspection of(Reading reading, Workers workers) {
    Tape tape = new Tape(Kernels.active(), new Workspace(), workers);
    Looking looking = new Looking(reading.stack(), new ArrayList<>());
    try (NoGradient _ = tape.noGradient()) {
      Pass pass = new Pass(tape, null, looking);
      Tensor p = softmax(reading.outputs().logits(pass, 1), -1).value().copy();
      int answers = reading.answers().size();
      return new Inspection(reading, looking.traces, p.reshape(p.elements() / answers, answers));
    }
  }

  private record Looking(Recurrent stack, List<Trace> traces) implements Probe {
    @Override
    public void after(Recurrent of, Pass pass, Layer layer) {
      if (of == stack) {
        add(layer, "h", layer.y().value());
        Map<String, Tensor> gates =
            layer.cell().gates(pass, layer.x(), layer.h0(), layer.c0(), layer.y());
        gates.forEach((letter, values) -> add(layer, letter, values));
      }
    }

    private void add(Layer layer, String letter, Tensor values) {
      int steps = values.shape().dimension(0);
      int units = values.shape().dimension(2);
      Tensor ordered = Tensor.zeros(Shape.of(steps, units));
      for (int t = 0; t < steps; t++) {
        int read = layer.reverse() ? steps - 1 - t : t;
        ordered.at(t).copyFrom(values.at(read).reshape(units));
      }
      traces.add(new Trace(layer.index(), layer.reverse(), letter, ordered));
    }
  }
}

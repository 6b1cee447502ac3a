package dev.unroll.models.layer;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.SequenceInput;
import java.util.ArrayList;
import java.util.List;

/// A [Recurrent] run one time step at a time with carried state, for streaming and for generation,
/// with the bits of the layers over the whole sequence. A step of the library's kernels allocates
/// nothing once warm.
///
/// All streams of a [Recurrent] share one packed copy of its weights, made anew at the first step
/// after the parameters have changed, so that a step never mixes old numbers with new. Not
/// thread-safe; many streams may run at the same time, as long as nobody trains.
public final class RecurrentStream {
  private final RecurrentState state;
  private final SequenceInput input;
  private final int inputs;
  private final List<CellStep> steps = new ArrayList<>();
  private final Tensor output;

  RecurrentStream(Recurrent layers, KernelSet kernels, SequenceInput input, int batch) {
    RecurrentOptions options = layers.options();
    if (options.directions() != Directions.FORWARD) {
      throw new IllegalArgumentException(
          "stream: expected layers that run forward in time, got directions "
              + options.directions());
    }
    this.input = input;
    this.inputs = options.inputs();
    state = layers.newState(batch);
    StreamConnections connections = new StreamConnections(kernels, steps);
    SequenceInput read = input;
    Tensor y = null;
    for (int k = 0; k < options.layers(); k++) {
      Recurrent.Layer layer = layers.layers().get(k);
      steps.add(layer.directions().getFirst().step(kernels, read, state.h(k), state.c(k)));
      Tensor h = state.h(k);
      Tensor made = layer.norm() == null ? h : connections.normalized(layer.norm(), h);
      y = k == 0 ? made : wired(connections, options.wiring(), layer.highway(), y, made);
      read = new SequenceInput.Features(y.reshape(1, batch, y.shape().dimension(1)));
    }
    output = y;
  }

  private static Tensor wired(
      StreamConnections connections, Wiring wiring, Highway highway, Tensor y, Tensor layer) {
    return switch (wiring) {
      case PLAIN -> layer;
      case RESIDUAL -> connections.residual(y, layer);
      case DENSE -> connections.dense(y, layer);
      case HIGHWAY -> connections.highway(highway, y, layer);
    };
  }

  /// The state carried along, shared, not copied: what is written to it is read by the next step.
  public RecurrentState state() {
    return state;
  }

  /// What [#step] overwrites with what the stack gives, `[N,outputs]`.
  public Tensor output() {
    return output;
  }

  /// Row `n` of the state becomes what row `rows[n]` was, for hypotheses that continue others.
  public void select(int[] rows) {
    state.selectRows(rows);
  }

  /// One time step on what the input array or tensor that this stream was made with now holds.
  /// Returns what the stack gives, `[N,outputs]`, which the next step overwrites.
  public Tensor step() {
    if (input instanceof SequenceInput.Tokens(int[] ids)) {
      Checks.ids("ids", ids, inputs);
    }
    for (int k = 0; k < steps.size(); k++) {
      steps.get(k).run();
    }
    return output;
  }
}

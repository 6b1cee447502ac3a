package dev.unroll.models.old;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentStep;
import dev.unroll.kernels.RecurrentWeights;
import dev.unroll.kernels.SequenceInput;

/// A recurrent layer run one time step at a time with carried state: for streaming and for
/// generation. Gives the same bits as the layer over the whole sequence; a step allocates nothing.
///
/// Not thread-safe; many streams may run on one layer at the same time, as long as nobody trains it.
public final class RecurrentStream {
  private final RecurrentKernel kernel;
  private final RecurrentStep[] steps;
  private final RecurrentState state;
  private final int inputs;

  /// @param first what the lowest layer reads
  RecurrentStream(RecurrentLayer layer, KernelSet kernels, SequenceInput first, int batch) {
    kernel = layer.cell().kernel(kernels);
    state = layer.newState(batch);
    inputs = layer.options().inputs();
    int hidden = layer.options().hidden();
    steps = new RecurrentStep[layer.options().layers()];
    Workspace workspace = new Workspace();
    SequenceInput input = first;
    for (int l = 0; l < steps.length; l++) {
      RecurrentWeights weights = layer.weights(l);
      steps[l] =
          new RecurrentStep(
              weights,
              new float[kernel.packedLength(weights.inputs(), hidden)],
              input,
              state.h(l),
              state.c(l),
              workspace);
      input = new SequenceInput.Features(state.h(l).reshape(1, batch, hidden));
    }
    pack();
  }

  /// Reads the layer's weights again, after they have changed.
  public void pack() {
    for (RecurrentStep step : steps) {
      kernel.pack(step.weights(), step.packed());
    }
  }

  /// The state carried along, shared, not copied: what is written to it is read by the next step.
  public RecurrentState state() {
    return state;
  }

  /// One time step on what the input array or tensor that this stream was made with now holds.
  /// Returns the top layer's hidden state `[N,H]`, which the next step overwrites.
  public Tensor step() {
    if (steps[0].input() instanceof SequenceInput.Tokens(int[] ids)) {
      Checks.ids("ids", ids, inputs);
    }
    for (RecurrentStep step : steps) {
      kernel.step(step);
    }
    return steps[steps.length - 1].h();
  }
}

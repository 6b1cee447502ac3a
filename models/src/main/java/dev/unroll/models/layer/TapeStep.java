package dev.unroll.models.layer;

import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.autograd.op.RecurrentOutput;
import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;

/// A step of any layer: its pass over a sequence of one step, on a tape of its own that records
/// nothing. Takes its arrays from that tape's workspace, but allocates the few small objects of a
/// graph.
final class TapeStep implements CellStep {
  private final CellLayer layer;
  private final Tape tape;
  private final SequenceInput input;
  private final Tensor h;
  private final Tensor c;

  TapeStep(CellLayer layer, KernelSet kernels, SequenceInput input, Tensor h, Tensor c) {
    this.layer = layer;
    this.tape = new Tape(kernels, new Workspace(), Workers.CALLER);
    this.input = input;
    this.h = h;
    this.c = c;
  }

  @Override
  public void run() {
    try (var _ = tape.noGradient()) {
      Sequence x =
          switch (input) {
            case SequenceInput.Features(Tensor features) ->
                new Sequence.Features(tape.constant(features));
            case SequenceInput.Tokens(int[] ids) -> new Sequence.Tokens(ids, 1, ids.length);
          };
      Variable cell = c == null ? null : tape.constant(c);
      RecurrentOutput output = layer.forward(Pass.reading(tape), x, tape.constant(h), cell);
      Tensor next = c == null ? null : output.cn().value();
      if (next != null && next.overlaps(h)) {
        next = next.copy();
      }
      h.copyFrom(output.hn().value());
      if (next != null) {
        c.copyFrom(next);
      }
    } finally {
      tape.reset();
    }
  }
}

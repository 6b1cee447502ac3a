package dev.unroll.kernels;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.kernels.testing.ForwardingKernel;
import dev.unroll.kernels.testing.RecurrentCell;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/// A mistake that somebody could make in a recurrent backward pass: the pass runs as if it had read its
/// operands wrongly.
///
/// @param name what is wrong
/// @param operands what the pass makes of its operands
/// @param gradients what it makes of the incoming gradients
record PlantedError(
    String name,
    UnaryOperator<RecurrentSequence> operands,
    UnaryOperator<RecurrentGradients> gradients) {

  private static PlantedError inOperands(String name, UnaryOperator<RecurrentSequence> operands) {
    return new PlantedError(name, operands, UnaryOperator.identity());
  }

  /// The mistakes that a cell's backward pass has room for: signs, time and weight indices, the order
  /// of gates, missing terms.
  static List<PlantedError> of(RecurrentCell cell) {
    int gates = cell.gates();
    int savedBlocks = cell.kernel(Kernels.scalar()).savedWidth(1);
    List<PlantedError> errors = new ArrayList<>();
    for (int block = 0; block < gates; block++) {
      int gate = block;
      errors.add(inOperands("sign of R block " + gate, s -> withR(s, gate, -1)));
      errors.add(inOperands("no term of R block " + gate, s -> withR(s, gate, 0)));
      if (cell.outputs(4) == 4) {
        errors.add(
            inOperands("R block " + gate + " not transposed", s -> withTransposedR(s, gate)));
      }
    }
    for (int block = 1; block < gates; block++) {
      int gate = block;
      errors.add(inOperands("R blocks in another order from " + gate, s -> withSwappedR(s, gate)));
    }
    for (int block = 0; block < savedBlocks; block++) {
      int b = block;
      errors.add(inOperands("sign of saved block " + b, s -> withSaved(s, b, -1)));
      errors.add(inOperands("no term of saved block " + b, s -> withSaved(s, b, 0)));
      errors.add(inOperands("saved block " + b + " of the next step", s -> withLateSaved(s, b)));
    }
    for (int block = 1; block < savedBlocks; block++) {
      int b = block;
      errors.add(
          inOperands("saved blocks in another order from " + b, s -> withSwappedSaved(s, b)));
    }
    errors.add(inOperands("sign of h", s -> withH(s, scaled(s.h(), -1))));
    errors.add(inOperands("h of the next step", s -> withH(s, shifted(s.h()))));
    if (cell.hasCellState()) {
      errors.add(inOperands("sign of c", s -> withC(s, scaled(s.c(), -1))));
      errors.add(inOperands("c of the next step", s -> withC(s, shifted(s.c()))));
      errors.add(inGradients("no dcn", g -> with(g, g.dy(), g.dhn(), null)));
    }
    errors.add(inGradients("no dhn", g -> with(g, g.dy(), null, g.dcn())));
    errors.add(inGradients("no dy", g -> with(g, null, g.dhn(), g.dcn())));
    errors.add(inGradients("sign of dy", g -> with(g, scaled(g.dy(), -1), g.dhn(), g.dcn())));
    errors.add(inGradients("dy of the next step", g -> with(g, shifted(g.dy()), g.dhn(), g.dcn())));
    return errors;
  }

  private static PlantedError inGradients(
      String name, UnaryOperator<RecurrentGradients> gradients) {
    return new PlantedError(name, UnaryOperator.identity(), gradients);
  }

  /// The kernel with this mistake in its backward pass.
  RecurrentKernel in(RecurrentKernel kernel) {
    return new ForwardingKernel(kernel) {
      @Override
      public void backward(
          RecurrentSequence sequence,
          RecurrentGradients incoming,
          Workspace workspace,
          Workers workers) {
        super.backward(operands.apply(sequence), gradients.apply(incoming), workspace, workers);
      }
    };
  }

  private static RecurrentSequence withR(RecurrentSequence s, int gate, float factor) {
    int block = s.shape().hidden() * s.shape().outputs();
    Tensor r = s.weights().weightHh().copy();
    for (int i = gate * block; i < (gate + 1) * block; i++) {
      r.data()[i] *= factor;
    }
    return with(s, r);
  }

  private static RecurrentSequence withTransposedR(RecurrentSequence s, int gate) {
    int hidden = s.shape().hidden();
    Tensor r = s.weights().weightHh().copy();
    for (int i = 0; i < hidden; i++) {
      for (int j = 0; j < hidden; j++) {
        r.set(s.weights().weightHh().get(gate * hidden + j, i), gate * hidden + i, j);
      }
    }
    return with(s, r);
  }

  private static RecurrentSequence withSwappedR(RecurrentSequence s, int gate) {
    int block = s.shape().hidden() * s.shape().outputs();
    Tensor r = s.weights().weightHh().copy();
    swap(r, gate * block, (gate - 1) * block, block);
    return with(s, r);
  }

  private static RecurrentSequence withSaved(RecurrentSequence s, int block, float factor) {
    int hidden = s.shape().hidden();
    Tensor saved = s.saved().copy();
    int width = saved.shape().dimension(-1);
    for (int i = 0; i < saved.elements(); i++) {
      saved.data()[i] *= i % width / hidden == block ? factor : 1;
    }
    return withSaved(s, saved);
  }

  private static RecurrentSequence withLateSaved(RecurrentSequence s, int block) {
    int hidden = s.shape().hidden();
    Tensor saved = s.saved().copy();
    Tensor late = shifted(s.saved());
    int width = saved.shape().dimension(-1);
    for (int i = 0; i < saved.elements(); i++) {
      if (i % width / hidden == block) {
        saved.data()[i] = late.data()[i];
      }
    }
    return withSaved(s, saved);
  }

  private static RecurrentSequence withSwappedSaved(RecurrentSequence s, int block) {
    int hidden = s.shape().hidden();
    Tensor saved = s.saved().copy();
    int width = saved.shape().dimension(-1);
    for (int row = 0; row < saved.elements() / width; row++) {
      swap(saved, row * width + block * hidden, row * width + (block - 1) * hidden, hidden);
    }
    return withSaved(s, saved);
  }

  private static void swap(Tensor tensor, int first, int second, int length) {
    for (int i = 0; i < length; i++) {
      float kept = tensor.data()[first + i];
      tensor.data()[first + i] = tensor.data()[second + i];
      tensor.data()[second + i] = kept;
    }
  }

  private static Tensor scaled(Tensor tensor, float factor) {
    Tensor copy = tensor.copy();
    for (int i = 0; i < copy.elements(); i++) {
      copy.data()[i] *= factor;
    }
    return copy;
  }

  /// Each slab along time replaced by the next one, the last left as it is.
  private static Tensor shifted(Tensor tensor) {
    Tensor copy = tensor.copy();
    int steps = tensor.shape().dimension(0);
    copy.slice(0, steps - 1).copyFrom(tensor.slice(1, steps));
    return copy;
  }

  private static RecurrentSequence with(RecurrentSequence s, Tensor r) {
    RecurrentWeights w = s.weights();
    Tensor ih = w.weightIh();
    Tensor bi = w.biasIh();
    Tensor bh = w.biasHh();
    RecurrentWeights weights =
        switch (w) {
          case RnnWeights _ -> new RnnWeights(ih, r, bi, bh);
          case LstmWeights _ -> new LstmWeights(ih, r, bi, bh);
          case PeepholeLstmWeights p ->
              new PeepholeLstmWeights(ih, r, bi, bh, p.peepholeI(), p.peepholeF(), p.peepholeO());
          case ProjectedLstmWeights p -> new ProjectedLstmWeights(ih, r, bi, bh, p.weightHr());
          case GruWeights _ -> new GruWeights(ih, r, bi, bh);
          case ResetAfterGruWeights _ -> new ResetAfterGruWeights(ih, r, bi, bh);
          case SimplifiedGruWeights _ -> new SimplifiedGruWeights(ih, r, bi, bh);
          case JordanWeights p -> new JordanWeights(ih, r, bi, p.weightHo(), p.biasHo());
        };
    return new RecurrentSequence(
        s.shape(), weights, s.input(), s.lengths(), s.h(), s.c(), s.saved());
  }

  private static RecurrentSequence withSaved(RecurrentSequence s, Tensor saved) {
    return new RecurrentSequence(
        s.shape(), s.weights(), s.input(), s.lengths(), s.h(), s.c(), saved);
  }

  private static RecurrentSequence withH(RecurrentSequence s, Tensor h) {
    return new RecurrentSequence(
        s.shape(), s.weights(), s.input(), s.lengths(), h, s.c(), s.saved());
  }

  private static RecurrentSequence withC(RecurrentSequence s, Tensor c) {
    return new RecurrentSequence(
        s.shape(), s.weights(), s.input(), s.lengths(), s.h(), c, s.saved());
  }

  private static RecurrentGradients with(RecurrentGradients g, Tensor dy, Tensor dhn, Tensor dcn) {
    return new RecurrentGradients(dy, dhn, dcn, g.dx(), g.dh0(), g.dc0(), g.dWeights());
  }

  @Override
  public String toString() {
    return name;
  }
}

package dev.unroll.kernels.checked;

import dev.unroll.kernels.GruKernel;
import dev.unroll.kernels.GruWeights;
import dev.unroll.kernels.JordanKernel;
import dev.unroll.kernels.JordanWeights;
import dev.unroll.kernels.LstmKernel;
import dev.unroll.kernels.LstmWeights;
import dev.unroll.kernels.PeepholeLstmKernel;
import dev.unroll.kernels.PeepholeLstmWeights;
import dev.unroll.kernels.ProjectedLstmKernel;
import dev.unroll.kernels.ProjectedLstmWeights;
import dev.unroll.kernels.ResetAfterGruKernel;
import dev.unroll.kernels.ResetAfterGruWeights;
import dev.unroll.kernels.RnnKernel;
import dev.unroll.kernels.RnnWeights;
import dev.unroll.kernels.SimplifiedGruKernel;
import dev.unroll.kernels.SimplifiedGruWeights;
import dev.unroll.kernels.start.Twins;

/// The recurrent kernels behind their checks, each under its cell's contract.
final class CheckedCells {
  private CheckedCells() {}

  static final class Rnn extends CheckedRecurrent implements RnnKernel {
    Rnn(String set, Twins<RnnKernel> twins) {
      super(set, twins, RnnWeights.class);
    }
  }

  static final class Lstm extends CheckedRecurrent implements LstmKernel {
    Lstm(String set, Twins<LstmKernel> twins) {
      super(set, twins, LstmWeights.class);
    }
  }

  static final class Gru extends CheckedRecurrent implements GruKernel {
    Gru(String set, Twins<GruKernel> twins) {
      super(set, twins, GruWeights.class);
    }
  }

  static final class ResetAfterGru extends CheckedRecurrent implements ResetAfterGruKernel {
    ResetAfterGru(String set, Twins<ResetAfterGruKernel> twins) {
      super(set, twins, ResetAfterGruWeights.class);
    }
  }

  static final class PeepholeLstm extends CheckedRecurrent implements PeepholeLstmKernel {
    PeepholeLstm(String set, Twins<PeepholeLstmKernel> twins) {
      super(set, twins, PeepholeLstmWeights.class);
    }
  }

  static final class ProjectedLstm extends CheckedRecurrent implements ProjectedLstmKernel {
    ProjectedLstm(String set, Twins<ProjectedLstmKernel> twins) {
      super(set, twins, ProjectedLstmWeights.class);
    }
  }

  static final class SimplifiedGru extends CheckedRecurrent implements SimplifiedGruKernel {
    SimplifiedGru(String set, Twins<SimplifiedGruKernel> twins) {
      super(set, twins, SimplifiedGruWeights.class);
    }
  }

  static final class Jordan extends CheckedRecurrent implements JordanKernel {
    Jordan(String set, Twins<JordanKernel> twins) {
      super(set, twins, JordanWeights.class);
    }
  }
}

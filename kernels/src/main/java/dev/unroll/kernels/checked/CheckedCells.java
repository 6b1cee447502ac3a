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

/// The recurrent kernels behind their checks, each under its cell's contract.
final class CheckedCells {
  private CheckedCells() {}

  static final class Rnn extends CheckedRecurrent implements RnnKernel {
    Rnn(String set, RnnKernel kernel) {
      super(set, kernel, RnnWeights.class);
    }
  }

  static final class Lstm extends CheckedRecurrent implements LstmKernel {
    Lstm(String set, LstmKernel kernel) {
      super(set, kernel, LstmWeights.class);
    }
  }

  static final class Gru extends CheckedRecurrent implements GruKernel {
    Gru(String set, GruKernel kernel) {
      super(set, kernel, GruWeights.class);
    }
  }

  static final class ResetAfterGru extends CheckedRecurrent implements ResetAfterGruKernel {
    ResetAfterGru(String set, ResetAfterGruKernel kernel) {
      super(set, kernel, ResetAfterGruWeights.class);
    }
  }

  static final class PeepholeLstm extends CheckedRecurrent implements PeepholeLstmKernel {
    PeepholeLstm(String set, PeepholeLstmKernel kernel) {
      super(set, kernel, PeepholeLstmWeights.class);
    }
  }

  static final class ProjectedLstm extends CheckedRecurrent implements ProjectedLstmKernel {
    ProjectedLstm(String set, ProjectedLstmKernel kernel) {
      super(set, kernel, ProjectedLstmWeights.class);
    }
  }

  static final class SimplifiedGru extends CheckedRecurrent implements SimplifiedGruKernel {
    SimplifiedGru(String set, SimplifiedGruKernel kernel) {
      super(set, kernel, SimplifiedGruWeights.class);
    }
  }

  static final class Jordan extends CheckedRecurrent implements JordanKernel {
    Jordan(String set, JordanKernel kernel) {
      super(set, kernel, JordanWeights.class);
    }
  }
}

package dev.unroll.interop.keras;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;

/// What layers compute with: the kernels, and memory for their own use.
record Engine(KernelSet kernels, Workspace workspace, Workers workers) {
  static Engine create() {
    return new Engine(Kernels.active(), new Workspace(), Workers.CALLER);
  }
}

package dev.unroll.kernels.vector.convolution;

import dev.unroll.kernels.vector.gemm.MacroKernel;

/// What each thread of a pass has of its own besides its part of the scratch memory.
final class ConvolutionPart {
  final MacroKernel product = new MacroKernel();
  final WindowPanels windows = new WindowPanels();
}

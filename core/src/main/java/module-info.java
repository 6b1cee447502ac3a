/// Shapes, tensors, reusable memory, random streams and crash-safe files. Depends on nothing.
@SuppressWarnings("module") // they are compiled later
module dev.unroll.core {
  exports dev.unroll.core;
  exports dev.unroll.core.internal to
      dev.unroll.kernels,
      dev.unroll.autograd;
  exports dev.unroll.core.io;
}

/// Shapes, tensors, reusable memory, random streams and crash-safe files. Depends on nothing.
@SuppressWarnings("module") // the kernels are compiled later
module dev.unroll.core {
  exports dev.unroll.core;
  exports dev.unroll.core.internal to
      dev.unroll.kernels;
  exports dev.unroll.core.io;
}

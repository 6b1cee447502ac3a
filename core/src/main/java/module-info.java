/// Shapes, tensors, reusable memory, random streams and crash-safe files. Depends on nothing.
module dev.unroll.core {
  exports dev.unroll.core;
  exports dev.unroll.core.io;
}

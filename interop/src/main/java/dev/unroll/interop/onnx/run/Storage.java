package dev.unroll.interop.onnx.run;

/// What a value and the views on it share. Each begins with a buffer of its own, until the plan lets it
/// share one.
final class Storage {
  Memory memory;
  Buffer buffer = new Buffer();

  Storage(Memory memory) {
    this.memory = memory;
  }
}

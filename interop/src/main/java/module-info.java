/// Model files of other libraries, read and written by bounded readers of their own: no dependency.
module dev.unroll.interop {
  requires transitive dev.unroll.models;

  exports dev.unroll.interop;
  exports dev.unroll.interop.array;
  exports dev.unroll.interop.keras;
  exports dev.unroll.interop.onnx;
  exports dev.unroll.interop.onnx.export;
  exports dev.unroll.interop.silero;
  exports dev.unroll.interop.torch;
}

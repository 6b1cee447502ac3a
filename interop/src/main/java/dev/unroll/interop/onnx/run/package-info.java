/// Running a graph: values that keep their memory from run to run, the compiler that turns nodes into
/// [dev.unroll.interop.onnx.run.Operator]s and computes what is constant, and the plan of which values
/// may share memory. Once its buffers have grown to what a run needs, a run allocates nothing.
package dev.unroll.interop.onnx.run;

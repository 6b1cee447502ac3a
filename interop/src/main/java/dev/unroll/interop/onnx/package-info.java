/// ONNX models: [dev.unroll.interop.onnx.OnnxModel] reads one, an
/// [dev.unroll.interop.onnx.OnnxSession] runs it on our kernels.
package dev.unroll.interop.onnx;

/// The operators, one class for each or for a family. What our kernels have runs on them; the rest are
/// plain loops. All of them give the same bits on every machine.
package dev.unroll.interop.onnx.operator;

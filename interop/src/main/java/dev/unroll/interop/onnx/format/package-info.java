/// The messages of an ONNX file as records, their reader and their writer: what is written in the file,
/// checked for its form alone.
///
/// Format: <https://github.com/onnx/onnx/blob/main/onnx/onnx.proto>.
package dev.unroll.interop.onnx.format;

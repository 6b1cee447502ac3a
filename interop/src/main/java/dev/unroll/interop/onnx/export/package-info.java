/// ONNX files of our models: [dev.unroll.interop.onnx.export.OnnxExport] writes whole models, an
/// [dev.unroll.interop.onnx.export.OnnxGraph] with [dev.unroll.interop.onnx.export.OnnxLayers] those that are put
/// together from layers.
package dev.unroll.interop.onnx.export;

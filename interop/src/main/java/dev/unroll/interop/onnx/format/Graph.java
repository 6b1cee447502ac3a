package dev.unroll.interop.onnx.format;

import java.util.List;

/// Nodes in topological order, with what goes in and comes out. The shapes that a file declares for
/// values between nodes are not kept: exporters write wrong ones.
public record Graph(
    String name,
    List<Node> nodes,
    List<TensorData> initializers,
    List<ValueInfo> inputs,
    List<ValueInfo> outputs) {}

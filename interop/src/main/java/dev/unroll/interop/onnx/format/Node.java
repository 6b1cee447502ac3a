package dev.unroll.interop.onnx.format;

import java.util.List;
import java.util.Map;

/// One use of an operator.
///
/// @param name perhaps empty
/// @param operator the operator's name
/// @param domain whose operator it is; empty for the standard's
/// @param inputs values' names; an empty one stands for an input that is absent
/// @param outputs values' names; an empty one stands for an output that nobody wants
public record Node(
    String name,
    String operator,
    String domain,
    List<String> inputs,
    List<String> outputs,
    Map<String, Attribute> attributes) {}

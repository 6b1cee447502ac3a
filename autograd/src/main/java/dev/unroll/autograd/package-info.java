/// The engine: tape, variables, backward, gradient check. It contains no operation and does not
/// refer to [dev.unroll.autograd.op].
package dev.unroll.autograd;

package dev.unroll.autograd;

/// A differentiable operation as the tape sees it: a name and a backward pass.
///
/// By convention an operation is one final class in one file. A static factory (`apply`) computes the
/// result at once, in a buffer from [Tape#take], and hands it to [Tape#record] with the variables it
/// read; the object that is recorded holds whatever else backward needs, and the tape keeps the inputs
/// and outputs. An operation that needs nothing else is recorded as one shared object.
///
///     static Variable apply(Variable x) {          // y = x²
///       Tensor y = x.tape().take(x.shape());
///       …
///       return x.tape().record(SQUARE, y, x);
///     }
///
///     public void backward(Node node) {            // dx += 2 x dy
///       Tensor dy = node.gradient();
///       Tensor dx = node.inputGradient(0);
///       …
///     }
public interface Operation {
  /// What messages, dumps and graphs call this operation.
  String name();

  /// Adds this operation's share to the gradients of those inputs that want one
  /// ([Node#inputGradient]), from the gradients of its outputs. Called at most once, and only if at
  /// least one output has received a gradient.
  void backward(Node node);

  /// Whether the outermost axis of the outputs is time, so that an anomaly is reported with its step.
  default boolean overTime() {
    return false;
  }
}

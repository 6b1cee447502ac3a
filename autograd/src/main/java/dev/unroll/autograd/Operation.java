package dev.unroll.autograd;

/// A differentiable operation as the tape sees it: a name and a backward pass.
///
/// By convention an operation is one final class in one file. A static factory (`apply`) computes the
/// result at once, in a buffer from [Tape#take], and hands it to [Tape#record] with the variables it
/// read; the object that is recorded holds whatever else backward needs, and the tape keeps the inputs
/// and outputs. An operation that needs nothing else is recorded as one shared object.
///
///     public final class SwishOp implements Operation {
///       private static final SwishOp SWISH = new SwishOp();
///       /// y = x·σ(x)
///       public static Variable apply(Variable x) {
///         Tensor in = x.value();
///         Tensor y = x.tape().take(in.shape());
///         for (int i = 0; i < y.elements(); i++) {
///           float value = in.data()[in.offset() + i];
///           y.data()[y.offset() + i] = value * sigmoid(value);
///         }
///         return x.tape().record(SWISH, y, x);
///       }
///       @Override
///       public String name() {
///         return "swish";
///       }
///       /// dx += dy·(y + σ(x)·(1 − y))
///       @Override
///       public void backward(Node node) {
///         Tensor x = node.inputValue(0);
///         Tensor y = node.value();
///         Tensor dy = node.gradient();
///         Tensor dx = node.inputGradient(0);
///         for (int i = 0; i < dy.elements(); i++) {
///           float s = sigmoid(x.data()[x.offset() + i]);
///           float out = y.data()[y.offset() + i];
///           dx.data()[dx.offset() + i] += dy.data()[dy.offset() + i] * (out + s * (1 - out));
///         }
///       }
///       private static float sigmoid(float x) {
///         return (float) (1 / (1 + Math.exp(-x)));
///       }
///       private SwishOp() {}
///     }
///
/// [GradientCheck] tells whether the derivative is right.
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

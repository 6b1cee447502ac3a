package dev.unroll.autograd.example;

import dev.unroll.autograd.Node;
import dev.unroll.autograd.Operation;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Tensor;

/// An operation as a user of the library writes it: the example in the documentation of [Operation],
/// word for word.
public final class SwishOp implements Operation {
  private static final SwishOp SWISH = new SwishOp();

  /// y = x·σ(x)
  public static Variable apply(Variable x) {
    Tensor in = x.value();
    Tensor y = x.tape().take(in.shape());
    for (int i = 0; i < y.elements(); i++) {
      float value = in.data()[in.offset() + i];
      y.data()[y.offset() + i] = value * sigmoid(value);
    }
    return x.tape().record(SWISH, y, x);
  }

  @Override
  public String name() {
    return "swish";
  }

  /// dx += dy·(y + σ(x)·(1 − y))
  @Override
  public void backward(Node node) {
    Tensor x = node.inputValue(0);
    Tensor y = node.value();
    Tensor dy = node.gradient();
    Tensor dx = node.inputGradient(0);
    for (int i = 0; i < dy.elements(); i++) {
      float s = sigmoid(x.data()[x.offset() + i]);
      float out = y.data()[y.offset() + i];
      dx.data()[dx.offset() + i] += dy.data()[dy.offset() + i] * (out + s * (1 - out));
    }
  }

  private static float sigmoid(float x) {
    return (float) (1 / (1 + Math.exp(-x)));
  }

  private SwishOp() {}
}

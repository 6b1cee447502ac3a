package dev.unroll.autograd;

import dev.unroll.core.Checks;
import dev.unroll.core.Tensor;
import java.util.Objects;

/// A tensor that is learnt: it has a name, outlives every tape, and collects gradients over as many
/// backward passes as its owner likes until [#zeroGradient].
///
/// The numbers may be changed in place between a backward pass and the next forward one; whoever does so
/// calls [#updated], so that a backward pass that would mix old and new numbers is refused. Reading is
/// safe from many threads as long as nobody writes.
public final class Parameter {
  private final String name;
  private final Tensor value;
  private Tensor gradient;
  private long version;

  /// A parameter on the given tensor, which is shared, not copied.
  public Parameter(String name, Tensor value) {
    this.name = Objects.requireNonNull(name, "name");
    this.value = Objects.requireNonNull(value, "value");
  }

  public String name() {
    return name;
  }

  public Tensor value() {
    return value;
  }

  /// The sum of the gradients of all backward passes since [#zeroGradient]; made, full of zeros, when
  /// first asked for, so that a model that is only read costs no memory for it.
  public Tensor gradient() {
    if (gradient == null) {
      gradient = Tensor.zeros(value.shape());
    }
    return gradient;
  }

  /// How often the numbers were changed.
  public long version() {
    return version;
  }

  /// To be called after every change of the numbers in [#value].
  public void updated() {
    version++;
  }

  /// Overwrites the numbers with those of a tensor of the same shape.
  public void set(Tensor source) {
    Checks.shape(name, source, value.shape());
    value.copyFrom(source);
    updated();
  }

  /// Makes the gradient zero.
  public void zeroGradient() {
    if (gradient != null) {
      gradient.fill(0);
    }
  }

  @Override
  public String toString() {
    return "Parameter " + name + value.shape();
  }
}

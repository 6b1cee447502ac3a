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
  private TouchedRows touched;
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
  /// first asked for, so that a model that is only read costs no memory for it. Who asks may write to it: from
  /// then on all of its rows count as touched. [#touchedRows] is for those who only want to know.
  public Tensor gradient() {
    touchedRows().touchAll();
    return touched.gradient();
  }

  /// The gradient with the rows of it that may hold anything but zeros.
  public TouchedRows touchedRows() {
    if (touched == null) {
      touched = new TouchedRows(Tensor.zeros(value.shape()));
    }
    return touched;
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

  /// Makes the gradient zero: the rows that were touched, which the others are already.
  public void zeroGradient() {
    if (touched != null) {
      touched.clear();
    }
  }

  @Override
  public String toString() {
    return "Parameter " + name + value.shape();
  }
}

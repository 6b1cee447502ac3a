package dev.unroll.autograd;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;

/// A tensor on a [Tape]: a constant, a leaf, a parameter's stand-in, or the result of an operation.
///
/// The value of a result lives in memory of the tape's workspace. It is there until backward has passed
/// the operation that made it, or until [Tape#reset]; reading it later is an error rather than a wrong
/// number. [#keep] holds on to it.
public final class Variable {
  private final Tape tape;
  private final Tensor value;
  private final boolean requiresGradient;
  private final Node node;
  private final Parameter parameter;
  private final long version;
  private Lifetime lifetime;

  /// How high the tape's stack of buffers was when this value was made; the value is gone as soon as
  /// the stack is lower.
  private int height;

  private Tensor gradient;
  private boolean keepsGradient;
  private String name;

  /// A constant, a leaf, or the result of an operation, with `node` null for all but the last.
  Variable(
      Tape tape, Tensor value, boolean requiresGradient, Node node, Lifetime lifetime, int height) {
    this.tape = tape;
    this.value = value;
    this.requiresGradient = requiresGradient;
    this.node = node;
    this.lifetime = lifetime;
    this.height = height;
    this.parameter = null;
    this.version = 0;
    this.keepsGradient = node == null;
  }

  /// What stands for a parameter on a tape.
  Variable(Tape tape, Parameter parameter, Lifetime lifetime) {
    this.tape = tape;
    this.value = parameter.value();
    this.requiresGradient = true;
    this.node = null;
    this.lifetime = lifetime;
    this.parameter = parameter;
    this.version = parameter.version();
    this.name = parameter.name();
    this.keepsGradient = true;
  }

  /// The tape that this variable belongs to.
  public Tape tape() {
    return tape;
  }

  public Shape shape() {
    return value.shape();
  }

  /// The numbers; not to be changed.
  ///
  /// @throws IllegalStateException if the memory was given back
  public Tensor value() {
    if (lifetime.isOver() || tape.height() < height) {
      throw released("value");
    }
    return value;
  }

  /// The gradient of a leaf, a parameter or a kept result after backward; null if none has arrived.
  ///
  /// @throws IllegalStateException if the memory was given back, or for a result without [#keep]
  public Tensor gradient() {
    if (lifetime.isOver()) {
      throw released("gradient");
    }
    if (!keepsGradient && tape.consumed()) {
      throw new IllegalStateException(
          "the gradient of %s was given back during backward: call keep() before it"
              .formatted(this));
    }
    return gradient;
  }

  private IllegalStateException released(String what) {
    return new IllegalStateException(
        "the %s of %s was given back %s"
            .formatted(
                what,
                this,
                lifetime.isOver()
                    ? "when its tape was reset or its no-gradient mode ended: copy it before"
                    : "during backward: call keep() before it"));
  }

  /// Whether backward brings a gradient here.
  public boolean requiresGradient() {
    return requiresGradient;
  }

  /// The same numbers as a constant: no gradient flows back through it. The memory is shared, so it
  /// lives as long as this variable's.
  public Variable detach() {
    Tensor shared = value();
    return new Variable(tape, shared, false, null, lifetime, height);
  }

  /// Keeps the value and the gradient past backward and past the end of a no-gradient mode, until
  /// [Tape#reset]. Returns this.
  public Variable keep() {
    value();
    tape.keep(this, !keepsGradient);
    lifetime = tape.lifetime();
    height = 0;
    keepsGradient = true;
    return this;
  }

  /// Gives this variable a name for messages, dumps and graphs. Returns this.
  public Variable named(String newName) {
    name = newName;
    return this;
  }

  /// The name, or null.
  public String name() {
    return name;
  }

  /// The parameter that this variable stands for, or null.
  public Parameter parameter() {
    return parameter;
  }

  /// The value without a check.
  Tensor rawValue() {
    return value;
  }

  /// The gradient without a check.
  Tensor rawGradient() {
    return gradient;
  }

  boolean keepsGradient() {
    return keepsGradient;
  }

  /// The version that the parameter had when this variable was made.
  long version() {
    return version;
  }

  /// The gradient to add to, made and zeroed when first wanted.
  Tensor gradientToAddTo() {
    if (parameter != null) {
      gradient = parameter.gradient();
      return gradient;
    }
    Tensor fresh = freshGradient();
    if (fresh != null) {
      fresh.fill(0);
    }
    return gradient;
  }

  /// [#gradientToAddTo] for who adds to some rows alone.
  Tensor gradientRowsToAddTo(int[] rows) {
    if (parameter == null) {
      return gradientToAddTo();
    }
    parameter.touchedRows().touch(rows);
    gradient = parameter.touchedRows().gradient();
    return gradient;
  }

  /// The gradient with undefined contents, if it was not made before and is not a parameter's; else
  /// null.
  Tensor freshGradient() {
    if (gradient != null || parameter != null) {
      return null;
    }
    gradient = tape.workspace().take(value.shape());
    return gradient;
  }

  /// Shares the tensor into which another variable collects its gradient.
  void collectInto(Tensor sink) {
    gradient = sink;
  }

  /// Gives the gradient's memory back, unless it is a parameter's.
  void releaseGradient() {
    if (gradient != null && parameter == null) {
      tape.workspace().give(gradient);
    }
    gradient = null;
  }

  /// Name or origin, and shape.
  @Override
  public String toString() {
    String origin =
        node != null ? "the result of " + node.operation().name() : "a variable without a name";
    return (name != null ? "'" + name + "'" : origin) + " " + value.shape();
  }
}

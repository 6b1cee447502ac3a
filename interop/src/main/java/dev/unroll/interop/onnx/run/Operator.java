package dev.unroll.interop.onnx.run;

import java.util.List;

/// One node, ready to run: it holds its input and output values and whatever it prepared. Its
/// constructor has refused what it cannot do; [#run] sets the outputs' shapes and elements from the
/// inputs, and allocates nothing once it has seen the inputs' shapes.
public abstract class Operator {
  /// No input.
  public static final int NONE = -1;

  /// Computes the outputs.
  ///
  /// @throws IllegalArgumentException if the inputs' shapes or elements do not fit
  public abstract void run(Context context);

  /// The index of the input on whose elements the first output is a view, or [#NONE].
  public int viewOf() {
    return NONE;
  }

  /// Whether the first output may lie where the first input does, if nothing else needs that.
  public boolean inPlace() {
    return false;
  }

  /// Whether the node may be run once for all if its inputs are constant.
  public boolean isFoldable() {
    return programs().isEmpty();
  }

  /// The programs within this operator.
  public List<Program> programs() {
    return List.of();
  }

  /// What runs, for people, if there is a choice; else null.
  public String path() {
    return null;
  }
}

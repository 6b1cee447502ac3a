package dev.unroll.interop.keras;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/// Operations outside of layers, as Keras 3 writes them into functional models: those that masks are made
/// with, and arithmetic. True is 1, false is 0.
final class Operations {
  private Operations() {}

  enum Kind {
    EQUAL,
    NOT_EQUAL,
    LOGICAL_AND,
    LOGICAL_OR,
    LOGICAL_NOT,
    ZEROS_LIKE,
    ONES_LIKE
  }

  /// The operation of a class of Keras's, or null.
  static Layer read(String kind, Config config) throws MalformedFileException {
    return switch (kind) {
      case "Equal" -> new Pointwise(Kind.EQUAL);
      case "NotEqual" -> new Pointwise(Kind.NOT_EQUAL);
      case "LogicalAnd" -> new Pointwise(Kind.LOGICAL_AND);
      case "LogicalOr" -> new Pointwise(Kind.LOGICAL_OR);
      case "LogicalNot" -> new Pointwise(Kind.LOGICAL_NOT);
      case "ZerosLike" -> new Pointwise(Kind.ZEROS_LIKE);
      case "OnesLike" -> new Pointwise(Kind.ONES_LIKE);
      case "ExpandDims" -> new ExpandDims(config.wholes("axis", 1)[0]);
      case "Any", "All" -> {
        if (config.wholes("axis", 1)[0] != -1 || config.flag("keepdims", false)) {
          throw config.malformed("expected the last axis, −1, to be reduced and dropped");
        }
        yield new Reduction(kind.equals("All"));
      }
      default -> null;
    };
  }

  /// Whether constants may stand among the arguments of a class.
  static boolean takesConstants(String kind) {
    return switch (kind) {
      case "Equal", "NotEqual", "Add", "Subtract", "Multiply", "Maximum", "Minimum" -> true;
      default -> false;
    };
  }

  /// Element by element, an extent of 1 counting for any.
  record Pointwise(Kind kind) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      Tensor y =
          inputs.size() > 1
              ? Broadcast.apply(x, inputs.get(1).tensor(), this::of)
              : Broadcast.apply(x, Tensor.scalar(0), this::of);
      return List.of(Value.of(y));
    }

    private float of(float a, float b) {
      boolean result =
          switch (kind) {
            case EQUAL -> a == b;
            case NOT_EQUAL -> a != b;
            case LOGICAL_AND -> a != 0 && b != 0;
            case LOGICAL_OR -> a != 0 || b != 0;
            case LOGICAL_NOT -> a == 0;
            case ZEROS_LIKE -> false;
            case ONES_LIKE -> true;
          };
      return result ? 1 : 0;
    }

    @Override
    public String describe() {
      return kind.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /// A new axis of extent 1.
  record ExpandDims(int axis) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      int rank = x.shape().rank() + 1;
      int at = axis < 0 ? axis + rank : axis;
      if (at < 0 || at >= rank) {
        throw new IllegalArgumentException(
            "cannot add axis %d to an array of %s".formatted(axis, x.shape()));
      }
      int[] extents = new int[rank];
      for (int i = 0; i < rank; i++) {
        extents[i] = i == at ? 1 : x.shape().dimension(i < at ? i : i - 1);
      }
      return List.of(Value.of(x.reshape(Shape.of(extents))));
    }

    @Override
    public String describe() {
      return "axis " + axis;
    }
  }

  /// Whether any or all numbers along the last axis are not 0.
  record Reduction(boolean all) implements Layer {
    @Override
    public List<Value> call(Engine engine, List<Value> inputs) {
      Tensor x = inputs.getFirst().tensor();
      int rank = x.shape().rank();
      int width = x.shape().dimension(-1);
      Tensor y = Tensor.zeros(Shape.of(Arrays.copyOf(x.shape().dimensions(), rank - 1)));
      for (int row = 0; row < y.elements(); row++) {
        boolean result = all;
        for (int i = 0; i < width; i++) {
          boolean there = x.data()[x.offset() + row * width + i] != 0;
          result = all ? result && there : result || there;
        }
        y.data()[row] = result ? 1 : 0;
      }
      return List.of(Value.of(y));
    }

    @Override
    public String describe() {
      return (all ? "all" : "any") + " along the last axis";
    }
  }
}

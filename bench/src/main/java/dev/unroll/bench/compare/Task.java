package dev.unroll.bench.compare;

import dev.unroll.bench.ConvolutionWork;
import dev.unroll.bench.LayerShape;
import dev.unroll.bench.MeasuredCell;
import dev.unroll.bench.UpdateWork;
import dev.unroll.kernels.ConvolutionShape;
import java.util.Arrays;
import java.util.Locale;

/// A piece of work that contenders do: a row of the comparison's table.
public sealed interface Task {
  /// What a recurrent layer is timed at.
  enum Pass {
    FORWARD,
    TRAINING,
    STEP;

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /// Element-wise functions.
  enum Function {
    EXP,
    SIGMOID,
    TANH
  }

  /// A recurrent layer: forward over the whole sequence, the same with all gradients, or one step with
  /// carried state.
  record Layer(MeasuredCell cell, LayerShape shape, Pass pass) implements Task {
    @Override
    public String id() {
      return cell.label() + "/" + pass.label() + "/" + shape;
    }

    @Override
    public String title() {
      return title(cell) + " " + (pass == Pass.STEP ? "streaming step" : pass.label());
    }

    /// The cell's name as the table has it.
    static String title(MeasuredCell cell) {
      return switch (cell) {
        case RNN -> "RNN";
        case RNN_RELU -> "RNN (ReLU)";
        case LSTM -> "LSTM";
        case GRU -> "Gru";
        case RESET_AFTER_GRU -> "ResetAfterGru";
        default -> cell.description();
      };
    }

    @Override
    public String extents() {
      return shape.toString().replace("x", ", ");
    }
  }

  /// A matrix product of square matrices.
  record Gemm(int size) implements Task {
    @Override
    public String id() {
      return "sgemm/" + size;
    }

    @Override
    public String title() {
      return "SGEMM";
    }

    @Override
    public String extents() {
      return size + "³";
    }
  }

  /// An element-wise function over an array.
  record Activation(Function function, int length) implements Task {
    @Override
    public String id() {
      return function.name().toLowerCase(Locale.ROOT) + "/" + length;
    }

    @Override
    public String title() {
      return function.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String extents() {
      return length + " floats";
    }
  }

  /// Softmax with cross-entropy and its gradient.
  record Softmax(int rows, int classes) implements Task {
    @Override
    public String id() {
      return "softmax/" + rows + "x" + classes;
    }

    @Override
    public String title() {
      return "softmax + cross-entropy";
    }

    @Override
    public String extents() {
      return rows + " rows of " + classes;
    }
  }

  /// A parameter update, or the norm of a gradient.
  record Update(UpdateWork.Rule rule, int length) implements Task {
    @Override
    public String id() {
      return rule.name().toLowerCase(Locale.ROOT) + "/" + length;
    }

    @Override
    public String title() {
      return switch (rule) {
        case SGD -> "SGD";
        case ADAGRAD -> "Adagrad";
        case RMSPROP -> "RMSprop";
        case ADAM -> "Adam";
        case NORM -> "global norm";
      };
    }

    @Override
    public String extents() {
      return length + " floats";
    }
  }

  /// A convolution: forward, or the same with the gradients to the input and the weights.
  record Convolution(ConvolutionShape shape, Pass pass) implements Task {
    @Override
    public String id() {
      return "conv/" + pass.label() + "/" + ConvolutionWork.text(shape);
    }

    @Override
    public String title() {
      return "convolution " + pass.label();
    }

    @Override
    public String extents() {
      return ConvolutionWork.text(shape);
    }
  }

  /// One training step of a character model.
  record Character(MeasuredCell cell, int batch, int steps, int hidden, int threads)
      implements Task {
    @Override
    public String id() {
      return "train/%s/%dx%dx%d".formatted(cell.label(), steps, batch, hidden);
    }

    @Override
    public String title() {
      return "training a character model, " + Layer.title(cell);
    }

    @Override
    public String extents() {
      return "T %d, N %d, H %d%s"
          .formatted(steps, batch, hidden, threads == 1 ? "" : ", " + threads + " threads");
    }
  }

  /// The task that [#id] names, of any extents.
  ///
  /// @throws IllegalArgumentException if there is none
  static Task of(String id) {
    String[] parts = id.split("/", 3);
    String kind = parts[0];
    try {
      if (parts.length == 3) {
        return switch (kind) {
          case "conv" -> new Convolution(ConvolutionWork.parse(parts[2]), pass(parts[1]));
          case "train" -> {
            int[] e = extents(parts[2], 3);
            int threads = e[1] == 1 ? 1 : 2;
            yield new Character(MeasuredCell.of(parts[1]), e[1], e[0], e[2], threads);
          }
          default -> new Layer(MeasuredCell.of(kind), LayerShape.parse(parts[2]), pass(parts[1]));
        };
      }
      if (parts.length == 2) {
        return switch (kind) {
          case "sgemm" -> new Gemm(Integer.parseInt(parts[1]));
          case "softmax" -> new Softmax(extents(parts[1], 2)[0], extents(parts[1], 2)[1]);
          case "exp", "sigmoid", "tanh" ->
              new Activation(
                  Function.valueOf(kind.toUpperCase(Locale.ROOT)), Integer.parseInt(parts[1]));
          default ->
              new Update(
                  UpdateWork.Rule.valueOf(kind.toUpperCase(Locale.ROOT)),
                  Integer.parseInt(parts[1]));
        };
      }
    } catch (IllegalArgumentException wrong) {
      throw new IllegalArgumentException(
          "there is no row %s: %s".formatted(id, wrong.getMessage()), wrong);
    }
    throw new IllegalArgumentException(
        "there is no row %s: expected a name such as lstm/forward/30x16x300x300".formatted(id));
  }

  private static Pass pass(String label) {
    return Pass.valueOf(label.toUpperCase(Locale.ROOT));
  }

  private static int[] extents(String text, int count) {
    int[] extents = Arrays.stream(text.split("x")).mapToInt(Integer::parseInt).toArray();
    if (extents.length != count) {
      throw new IllegalArgumentException("expected %d extents, got %s".formatted(count, text));
    }
    return extents;
  }

  /// The threads that every contender has.
  default int threads() {
    return 1;
  }

  /// A short unique name without spaces.
  String id();

  /// What is done, for people.
  String title();

  /// How large it is, for people.
  String extents();
}

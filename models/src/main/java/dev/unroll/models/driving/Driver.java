package dev.unroll.models.driving;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.concatenate;
import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.relu;
import static dev.unroll.autograd.op.Ops.slice;

import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.data.Series;
import dev.unroll.models.data.Standardization;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.RecurrentOptions;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.State;
import dev.unroll.models.settings.Settings;
import java.util.ArrayList;
import java.util.List;

/// Steers a car by the frames of its camera:
///
///     f[t] = convolutions of frame t, or of it and nine before it          the layers `convolutions`
///     x[t] = relu(W f[t] + b)                                              the layers `dense`
///     h[t] = recurrent layer on [x[t]; y[t−1]], with feedback; on x[t]     the layer `recurrent`
///     y[t] = W h[t] + b, and with true feedback the truth at t−1           the layer `output`
///
/// where y are steering and, if they are asked for, throttle and speed, standardized. Without a recurrent layer
/// there are three dense ones. Reading is safe from many threads at once as long as nobody trains the model.
///
///     Driver model = Driver.build(DriverOptions.of(Form.FEATURES).withSize(24, 48), training, 1);
///     var task = new DrivingTask(model, training, heldOut, DrivingData.defaults(), 1);
///     Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(5)).run(TrainingListener.NONE);
///     DriverStream stream = new DriverStream(model);
///     float steering = stream.next(frame, null).steering();
public final class Driver implements Model {
  private static final int[] DENSE = {100, 50, 10};

  private final DriverOptions options;
  private final Standardization standardization;
  private final FrameEncoder encoder;
  private final List<Linear> dense = new ArrayList<>();
  private final Recurrent recurrent;
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  ///
  /// @param standardization of the outputs
  public Driver(DriverOptions options, Standardization standardization, Scope scope) {
    this.options = options;
    this.standardization = standardization;
    int outputs = options.outputs().size();
    if (!standardization.columns().equals(options.outputs())) {
      throw new IllegalArgumentException(
          "standardization: expected %s, got %s"
              .formatted(options.outputs(), standardization.columns()));
    }
    Scope convolutions = scope.in("convolutions");
    encoder =
        switch (options.form()) {
          case FRAME ->
              FrameEncoder.OfPictures.five(convolutions, options.height(), options.width());
          case FEATURES ->
              FrameEncoder.OfPictures.three(convolutions, options.height(), options.width());
          case VOLUME -> new VolumeEncoder(convolutions, options.height(), options.width());
        };
    boolean remembers = options.form() != Form.FRAME;
    int width = encoder.outputs();
    for (int each : remembers ? new int[] {options.features()} : DENSE) {
      dense.add(new Linear(scope.in("dense").in(Integer.toString(dense.size())), width, each));
      width = each;
    }
    int read = width + (options.feedback() == Feedback.NONE ? 0 : outputs);
    recurrent =
        remembers
            ? new Recurrent(
                scope.in("recurrent"), RecurrentOptions.of(options.cell(), read, options.hidden()))
            : null;
    output = new Linear(scope.in("output"), remembers ? options.hidden() : width, outputs);
    parameters = scope.parameters();
  }

  /// A new model, but for its convolutions initialized as torch.nn does, that standardizes by a drive.
  public static Driver build(DriverOptions options, List<DrivenFrame> drive, long seed) {
    return new Driver(
        options, standardization(options, drive), Scope.fresh(seed, Initializer.torch()));
  }

  /// How the outputs of a drive are standardized.
  public static Standardization standardization(DriverOptions options, List<DrivenFrame> drive) {
    int columns = options.outputs().size();
    float[] values = new float[columns * drive.size()];
    for (int row = 0; row < drive.size(); row++) {
      System.arraycopy(
          values(drive.get(row).controls(), columns), 0, values, row * columns, columns);
    }
    return Standardization.of(new Series(options.outputs(), values), 0, drive.size());
  }

  private static float[] values(Controls controls, int count) {
    return count == 1
        ? new float[] {controls.steering()}
        : new float[] {controls.steering(), controls.throttle(), controls.speed()};
  }

  @Override
  public String kind() {
    return DriverKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options).with(DriverKind.STANDARDIZATION, standardization);
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public DriverOptions options() {
    return options;
  }

  /// How many frames before the one it answers it looks at.
  public int context() {
    return encoder.context();
  }

  FrameEncoder encoder() {
    return encoder;
  }

  /// Null without memory.
  Recurrent recurrent() {
    return recurrent;
  }

  /// Controls as outputs are.
  float[] standard(Controls controls) {
    float[] values = values(controls, options.outputs().size());
    for (int i = 0; i < values.length; i++) {
      values[i] = standardization.standard(i, values[i]);
    }
    return values;
  }

  /// Outputs as controls.
  Controls controls(float[] y) {
    boolean all = options.dynamics();
    return new Controls(
        standardization.original(0, y[0]),
        all ? standardization.original(1, y[1]) : Float.NaN,
        all ? standardization.original(2, y[2]) : Float.NaN);
  }

  /// The outputs `[T,N,O]` of a sequence, from a fresh state.
  ///
  /// @param frames `[context + T,N,3,H,W]`
  /// @param before `[T,N,O]`, the true outputs at the frame before each; read with [Feedback#TRUTH] alone
  public Variable forward(Pass pass, Tensor frames, Tensor before) {
    Variable truth = options.feedback() == Feedback.TRUTH ? pass.tape().constant(before) : null;
    return drive(pass, encoder.forward(pass, frames), truth, null, null).outputs();
  }

  /// What some steps give.
  ///
  /// @param outputs `[T,N,O]`
  /// @param state the last one; null without memory
  record Driven(Variable outputs, State state) {}

  /// Some steps.
  ///
  /// @param encoded `[T,N,·]`
  /// @param truth `[T,N,O]`, the true outputs at the frames before; null but with [Feedback#TRUTH]
  /// @param own `[1,N,O]`, what was predicted for the frame before; null for none
  /// @param from the state to go on from; null for a fresh one
  Driven drive(Pass pass, Variable encoded, Variable truth, Variable own, State from) {
    Variable x = encoded;
    for (Linear each : dense) {
      x = relu(each.forward(pass, x));
    }
    x = pass.training() && options.dropout() > 0 ? dropout(x, options.dropout(), pass.random()) : x;
    return switch (options.feedback()) {
      case NONE -> {
        if (recurrent == null) {
          yield new Driven(output.forward(pass, x), null);
        }
        Recurrent.Result result = recurrent.forward(pass, new Sequence.Features(x), from);
        yield new Driven(output.forward(pass, result.y()), result.last());
      }
      case TRUTH -> {
        Sequence read = new Sequence.Features(concatenate(-1, x, truth));
        Recurrent.Result result = recurrent.forward(pass, read, from);
        yield new Driven(add(truth, output.forward(pass, result.y())), result.last());
      }
      case OWN -> own(pass, x, own, from);
    };
  }

  /// Steps that read what the one before said.
  private Driven own(Pass pass, Variable x, Variable before, State from) {
    int steps = x.shape().dimension(0);
    Variable said = before == null ? nothing(pass, x.shape().dimension(1)) : before;
    State state = from;
    Variable[] outputs = new Variable[steps];
    for (int t = 0; t < steps; t++) {
      Sequence read = new Sequence.Features(concatenate(-1, slice(x, 0, t, t + 1), said));
      Recurrent.Result step = recurrent.forward(pass, read, state);
      state = step.last();
      said = output.forward(pass, step.y());
      outputs[t] = said;
    }
    return new Driven(concatenate(0, outputs), state);
  }

  /// The mean of everything, which is what a car does of which nothing is known.
  private Variable nothing(Pass pass, int rows) {
    Tensor zeros = pass.tape().take(Shape.of(1, rows, options.outputs().size()));
    zeros.fill(0);
    return pass.tape().constant(zeros);
  }
}

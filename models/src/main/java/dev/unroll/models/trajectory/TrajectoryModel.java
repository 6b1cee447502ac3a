package dev.unroll.models.trajectory;

import static dev.unroll.autograd.op.Ops.add;
import static dev.unroll.autograd.op.Ops.concatenate;
import static dev.unroll.autograd.op.Ops.dropout;
import static dev.unroll.autograd.op.Ops.relu;
import static dev.unroll.autograd.op.Ops.reshape;
import static dev.unroll.autograd.op.Ops.slice;

import dev.unroll.autograd.NoGradient;
import dev.unroll.autograd.Parameter;
import dev.unroll.autograd.Tape;
import dev.unroll.autograd.Variable;
import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.models.checkpoint.Model;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.layer.Linear;
import dev.unroll.models.layer.Pass;
import dev.unroll.models.layer.Recurrent;
import dev.unroll.models.layer.Scope;
import dev.unroll.models.layer.Sequence;
import dev.unroll.models.layer.State;
import dev.unroll.models.settings.Settings;
import java.util.List;

/// Predicts where something goes, by an encoder and a decoder on displacements `d[t] = p[t] − p[t−1]`:
///
///     e[t] = relu(W_e d[t] + b_e)                       the layer `embedding`; [d; p] with positions
///     s    = last state of the encoder on e[1..8]
///     h[t] = decoder on e of its own last displacement, from s; of v at first if residual
///     d̂[t] = W h[t] + b                                 the layer `output`; + v if residual
///     p̂[t] = p̂[t−1] + d̂[t]
///
/// v is the mean of the last k observed displacements, k for each track what would have predicted its later observed
/// positions best: one of exact positions, several of badly measured ones.
///
/// Reading is safe from many threads at once as long as nobody trains the model.
///
///     TrajectoryModel model = TrajectoryModel.build(TrajectoryOptions.defaults(), 1);
///     var task = new TrajectoryTask(model, tracks, heldOut, TrajectoryData.defaults(), 1);
///     Trainer.start(task, TrainingOptions.defaults(), TrainingLimits.epochs(20)).run(TrainingListener.NONE);
///     float[] future = model.predict(observed);
public final class TrajectoryModel implements Model {
  private final TrajectoryOptions options;
  private final Linear embedding;
  private final Recurrent encoder;
  private final Recurrent decoder;
  private final Linear output;
  private final List<Parameter> parameters;

  /// A model on parameters of a scope.
  public TrajectoryModel(TrajectoryOptions options, Scope scope) {
    this.options = options;
    embedding = new Linear(scope.in("embedding"), options.positions() ? 4 : 2, options.embedding());
    encoder = new Recurrent(scope.in("encoder"), options.recurrent());
    decoder = new Recurrent(scope.in("decoder"), options.recurrent());
    output = new Linear(scope.in("output"), options.hidden(), 2);
    parameters = scope.parameters();
  }

  /// A new model, initialized as torch.nn does.
  public static TrajectoryModel build(TrajectoryOptions options, long seed) {
    return new TrajectoryModel(options, Scope.fresh(seed, Initializer.torch()));
  }

  @Override
  public String kind() {
    return TrajectoryModelKind.NAME;
  }

  @Override
  public Settings settings() {
    return Settings.of(options);
  }

  @Override
  public List<Parameter> parameters() {
    return parameters;
  }

  /// The architecture.
  public TrajectoryOptions options() {
    return options;
  }

  /// The recurrent layers that read what was observed; the decoder's are alike.
  public Recurrent encoder() {
    return encoder;
  }

  /// The predicted positions `[T,N,2]` after the observed `[observed,N,2]`.
  public Variable forward(Pass pass, Tensor observed) {
    // 1. displacements of what was observed
    int steps = options.observed();
    int batch = observed.shape().dimension(1);
    Tensor displacements = pass.tape().take(Shape.of(steps - 1, batch, 2));
    int row = 2 * batch;
    for (int i = 0; i < displacements.elements(); i++) {
      int at = observed.offset() + i;
      displacements.data()[displacements.offset() + i] =
          observed.data()[at + row] - observed.data()[at];
    }
    Variable d = pass.tape().constant(displacements);
    Variable p = pass.tape().constant(observed);

    // 2. the encoder reads them
    Variable x = embedded(pass, d, slice(p, 0, 1, steps));
    State state = encoder.forward(pass, new Sequence.Features(x), null).last();

    // 3. the decoder reads what it said last
    Variable velocity =
        options.residual()
            ? pass.tape().constant(SteadyVelocity.of(observed))
            : slice(d, 0, steps - 2, steps - 1);
    Variable last = velocity;
    Variable position = slice(p, 0, steps - 1, steps);
    Variable[] positions = new Variable[options.predicted()];
    for (int t = 0; t < positions.length; t++) {
      Sequence said = new Sequence.Features(embedded(pass, last, position));
      Recurrent.Result step = decoder.forward(pass, said, state);
      state = step.last();
      Variable h = pass.training() ? dropout(step.y(), options.dropout(), pass.random()) : step.y();
      Variable correction = output.forward(pass, h);
      last = options.residual() ? add(velocity, correction) : correction;
      position = add(position, last);
      positions[t] = position;
    }
    return concatenate(0, positions);
  }

  private Variable embedded(Pass pass, Variable d, Variable p) {
    Variable x = options.positions() ? concatenate(-1, d, p) : d;
    return relu(embedding.forward(pass, x));
  }

  /// Where a track goes on.
  ///
  /// @param observed x and y of each observed position in turn
  /// @return the same of the predicted ones
  /// @throws IllegalArgumentException if it has another number of positions
  public float[] predict(float... observed) {
    if (observed.length != 2 * options.observed()) {
      throw new IllegalArgumentException(
          "expected x and y of %d positions, got %d numbers"
              .formatted(options.observed(), observed.length));
    }
    Tape tape = new Tape();
    try (NoGradient _ = tape.noGradient()) {
      Tensor track = Tensor.of(Shape.of(options.observed(), 1, 2), observed);
      return reshape(forward(Pass.reading(tape), track), -1).value().toArray();
    }
  }
}

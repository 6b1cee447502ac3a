package dev.unroll.models.layer;

import dev.unroll.core.Checks;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Consumer;

/// What a [Recurrent] is built of.
///
/// @param cell the cell of all layers
/// @param inputs `C`, input features, or the number of tokens for token input
/// @param widths `H`, the hidden units of each layer, from the lowest up
/// @param directions which way in time every layer reads
/// @param merge how the outputs of two directions become one
/// @param wiring how the layers stand on one another
/// @param dropout the probability with which an element of what a layer reads from the one below it
///     is dropped, in training, from 0 up to but not including 1
/// @param variational whether dropout takes one mask for all steps of a sequence (Gal and
///     Ghahramani 2016)
/// @param layerNorm whether the output of each layer, both directions together, is normalized
///     ([LayerNorm])
/// @param biases the biases of the gates
/// @param initial what the layers start from where they are given no state
/// @param projection `P`, the width of the output of a projected LSTM, or of a Jordan network (0:
///     `H`); 0 for all other cells
public record RecurrentOptions(
    Cell cell,
    int inputs,
    List<Integer> widths,
    Directions directions,
    Merge merge,
    Wiring wiring,
    float dropout,
    boolean variational,
    boolean layerNorm,
    Biases biases,
    InitialState initial,
    int projection) {
  public RecurrentOptions {
    Objects.requireNonNull(cell, "cell");
    Checks.positive("inputs", inputs);
    widths = List.copyOf(widths);
    if (widths.isEmpty()) {
      throw new IllegalArgumentException("widths: expected at least one layer, got none");
    }
    widths.forEach(width -> Checks.positive("widths", width));
    Objects.requireNonNull(directions, "directions");
    Objects.requireNonNull(merge, "merge");
    Objects.requireNonNull(wiring, "wiring");
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
    Objects.requireNonNull(biases, "biases");
    Objects.requireNonNull(initial, "initial");
    Checks.notNegative("projection", projection);
    boolean around = wiring == Wiring.RESIDUAL || wiring == Wiring.HIGHWAY;
    if (around && projection == 0 && widths.stream().distinct().count() > 1) {
      throw new IllegalArgumentException(
          "widths: expected layers of one width for %s wiring, got %s"
              .formatted(wiring.name().toLowerCase(Locale.ROOT), widths));
    }
  }

  /// One layer, forward, with both biases of torch.nn.
  public static RecurrentOptions of(Cell cell, int inputs, int hidden) {
    return new RecurrentOptions(
        cell,
        inputs,
        List.of(hidden),
        Directions.FORWARD,
        Merge.CONCATENATE,
        Wiring.PLAIN,
        0,
        false,
        false,
        Biases.TWO,
        InitialState.ZERO,
        0);
  }

  /// These options with so many layers, each as wide as the lowest, and dropout between them.
  public RecurrentOptions stacked(int layers, float newDropout) {
    Checks.positive("layers", layers);
    return withWidths(Collections.nCopies(layers, widths.getFirst())).withDropout(newDropout);
  }

  /// These options with layers of the given widths, from the lowest up.
  public RecurrentOptions withWidths(List<Integer> newWidths) {
    return with(copy -> copy.widths = newWidths);
  }

  /// These options with layers of the given widths, from the lowest up.
  public RecurrentOptions withWidths(int... newWidths) {
    return withWidths(Arrays.stream(newWidths).boxed().toList());
  }

  /// These options with both directions, one output after the other.
  public RecurrentOptions bidirectional() {
    return withDirections(Directions.BOTH, Merge.CONCATENATE);
  }

  public RecurrentOptions withDirections(Directions newDirections, Merge newMerge) {
    return with(
        copy -> {
          copy.directions = newDirections;
          copy.merge = newMerge;
        });
  }

  public RecurrentOptions withWiring(Wiring newWiring) {
    return with(copy -> copy.wiring = newWiring);
  }

  /// These options with dropout between layers, a mask of its own for each step.
  public RecurrentOptions withDropout(float newDropout) {
    return withDropout(newDropout, false);
  }

  /// These options with dropout between layers that takes one mask for all steps.
  public RecurrentOptions withVariationalDropout(float newDropout) {
    return withDropout(newDropout, true);
  }

  private RecurrentOptions withDropout(float newDropout, boolean newVariational) {
    return with(
        copy -> {
          copy.dropout = newDropout;
          copy.variational = newVariational;
        });
  }

  public RecurrentOptions withLayerNorm() {
    return with(copy -> copy.layerNorm = true);
  }

  public RecurrentOptions withBiases(Biases newBiases) {
    return with(copy -> copy.biases = newBiases);
  }

  public RecurrentOptions withLearnedInitialState() {
    return with(copy -> copy.initial = InitialState.LEARNED);
  }

  public RecurrentOptions withProjection(int newProjection) {
    return with(copy -> copy.projection = newProjection);
  }

  /// The number of layers.
  public int layers() {
    return widths.size();
  }

  /// The width of what the whole stack gives at each step.
  public int outputs() {
    return wiring == Wiring.DENSE
        ? widths.stream().mapToInt(this::outputs).sum()
        : outputs(widths.getLast());
  }

  /// The width of what a layer with so many hidden units gives, both directions together.
  int outputs(int hidden) {
    boolean joined = directions == Directions.BOTH && merge == Merge.CONCATENATE;
    return Math.multiplyExact(joined ? 2 : 1, projection > 0 ? projection : hidden);
  }

  /// The features that a layer reads.
  int inputs(int layer) {
    if (layer == 0) {
      return inputs;
    }
    return wiring == Wiring.DENSE
        ? widths.stream().limit(layer).mapToInt(this::outputs).sum()
        : outputs(widths.get(layer - 1));
  }

  private RecurrentOptions with(Consumer<Copy> change) {
    Copy copy = new Copy(this);
    change.accept(copy);
    return new RecurrentOptions(
        cell,
        inputs,
        copy.widths,
        copy.directions,
        copy.merge,
        copy.wiring,
        copy.dropout,
        copy.variational,
        copy.layerNorm,
        copy.biases,
        copy.initial,
        copy.projection);
  }

  /// The components that can be changed.
  private static final class Copy {
    private List<Integer> widths;
    private Directions directions;
    private Merge merge;
    private Wiring wiring;
    private float dropout;
    private boolean variational;
    private boolean layerNorm;
    private Biases biases;
    private InitialState initial;
    private int projection;

    Copy(RecurrentOptions of) {
      widths = of.widths;
      directions = of.directions;
      merge = of.merge;
      wiring = of.wiring;
      dropout = of.dropout;
      variational = of.variational;
      layerNorm = of.layerNorm;
      biases = of.biases;
      initial = of.initial;
      projection = of.projection;
    }
  }
}

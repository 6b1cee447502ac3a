package dev.unroll.models.reading;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.vision.Convolutions;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// The architecture of a [PictureReader].
///
/// @param height of the pictures that it reads
/// @param width of the pictures that it reads
/// @param channels of the convolutions, from the lowest up; each halves the height, and the first two halve the
///     width: the first by moving its window by two, the others by pooling
/// @param cell the recurrent cell
/// @param hidden `H`, hidden units of each layer and direction
/// @param layers recurrent layers
/// @param dropout the probability with which an element of what a recurrent layer or the output layer reads is
///     dropped in training
public record PictureReaderOptions(
    @Setting(value = "Height of the pictures.", label = "PIXELS") int height,
    @Setting(value = "Width of the pictures.", label = "PIXELS") int width,
    @Setting(value = "Channels of the convolutions.", label = "C,…") List<Integer> channels,
    @Setting("The recurrent cell.") Cell cell,
    @Setting(value = "Hidden units of each layer and direction.", label = "H") int hidden,
    @Setting(value = "Recurrent layers.", label = "L") int layers,
    @Setting(value = "Probability of dropping an element.", label = "P") float dropout) {
  /// Convolutions that halve the width; more would leave too few columns to tell letters apart.
  private static final int NARROWING = 2;

  public PictureReaderOptions {
    Checks.positive("height", height);
    Checks.positive("width", width);
    channels = List.copyOf(channels);
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("channels: expected at least one convolution, got none");
    }
    channels.forEach(each -> Checks.positive("channels", each));
    Objects.requireNonNull(cell, "cell");
    Checks.positive("hidden", hidden);
    Checks.positive("layers", layers);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
  }

  /// Pictures of 80 × 24, convolutions of 16, 32 and 48 channels, an LSTM of 64 in each direction, no dropout.
  public static PictureReaderOptions defaults() {
    return new PictureReaderOptions(24, 80, List.of(16, 32, 48), Cell.LSTM, 64, 1, 0);
  }

  /// These options for pictures of another size.
  public PictureReaderOptions withSize(int newHeight, int newWidth) {
    return new PictureReaderOptions(newHeight, newWidth, channels, cell, hidden, layers, dropout);
  }

  /// These options with another architecture.
  public PictureReaderOptions with(
      List<Integer> newChannels, Cell newCell, int newHidden, float newDropout) {
    return new PictureReaderOptions(
        height, width, newChannels, newCell, newHidden, layers, newDropout);
  }

  List<Convolutions.Stage> stages() {
    List<Convolutions.Stage> stages = new ArrayList<>();
    stages.add(Convolutions.Stage.strided(channels.getFirst(), 5, 2));
    for (int each : channels.subList(1, channels.size())) {
      stages.add(Convolutions.Stage.pooled(each, 2, stages.size() < NARROWING ? 2 : 1));
    }
    return stages;
  }
}

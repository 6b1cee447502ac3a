package dev.unroll.models.captioning;

import dev.unroll.core.Checks;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.vision.Convolutions;
import java.util.List;
import java.util.Objects;

/// The architecture of a [Captioner].
///
/// @param height of the pictures
/// @param width of the pictures
/// @param channels of the convolutions, from the lowest up, each followed by pooling of 2 × 2
/// @param view how the decoder sees the picture
/// @param cell the recurrent cell
/// @param embedding `E`, the width of the vectors that stand for words
/// @param hidden `H`, hidden units
/// @param dropout the probability with which an element of a word's vector or of what the output layer reads is
///     dropped in training
public record CaptionerOptions(
    @Setting(value = "Height of the pictures.", label = "PIXELS") int height,
    @Setting(value = "Width of the pictures.", label = "PIXELS") int width,
    @Setting(value = "Channels of the convolutions.", label = "C,…") List<Integer> channels,
    @Setting("How the decoder sees the picture.") View view,
    @Setting("The recurrent cell.") Cell cell,
    @Setting(value = "Width of the words' vectors.", label = "E") int embedding,
    @Setting(value = "Hidden units.", label = "H") int hidden,
    @Setting(value = "Probability of dropping an element.", label = "P") float dropout) {
  public CaptionerOptions {
    Checks.positive("height", height);
    Checks.positive("width", width);
    channels = List.copyOf(channels);
    if (channels.isEmpty()) {
      throw new IllegalArgumentException("channels: expected at least one convolution, got none");
    }
    channels.forEach(each -> Checks.positive("channels", each));
    Objects.requireNonNull(view, "view");
    Objects.requireNonNull(cell, "cell");
    Checks.positive("embedding", embedding);
    Checks.positive("hidden", hidden);
    Checks.within("dropout", dropout, 0, Math.nextDown(1f));
  }

  /// Pictures of 32 × 32, convolutions of 16, 32 and 64 channels whose grid of 4 × 4 is looked at, a GRU of 128.
  public static CaptionerOptions defaults() {
    return new CaptionerOptions(32, 32, List.of(16, 32, 64), View.GRID, Cell.GRU, 32, 128, 0.1f);
  }

  /// These options with another way to see the picture.
  public CaptionerOptions withView(View newView) {
    return new CaptionerOptions(height, width, channels, newView, cell, embedding, hidden, dropout);
  }

  /// These options for pictures of another size.
  public CaptionerOptions withSize(int newHeight, int newWidth) {
    return new CaptionerOptions(
        newHeight, newWidth, channels, view, cell, embedding, hidden, dropout);
  }

  /// These options with another architecture.
  public CaptionerOptions with(
      List<Integer> newChannels, Cell newCell, int newEmbedding, int newHidden, float newDropout) {
    return new CaptionerOptions(
        height, width, newChannels, view, newCell, newEmbedding, newHidden, newDropout);
  }

  List<Convolutions.Stage> stages() {
    return channels.stream().map(each -> Convolutions.Stage.pooled(each, 2, 2)).toList();
  }
}

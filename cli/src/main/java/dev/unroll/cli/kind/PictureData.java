package dev.unroll.cli.kind;

import dev.unroll.cli.data.Picture;
import dev.unroll.cli.data.TextPair;
import dev.unroll.core.Checks;
import dev.unroll.models.data.Split;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.vision.PictureText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Pictures with texts in files.
///
/// @param texts a file of lines `NAME TAB TEXT`; null for generated pictures
/// @param pictures the directory that NAME is in
/// @param split which pictures are held out
/// @param generated how many pictures are generated to train on where none are given; a tenth as many are held out
public record PictureData(
    @Setting(value = "File of lines NAME TAB TEXT, a picture's name and its text.", label = "FILE")
        Path texts,
    @Setting(value = "Directory with the pictures.", label = "DIRECTORY") Path pictures,
    @Setting("Which pictures are held out.") Split split,
    @Setting(value = "Pictures that are generated to train on, where none are given.", label = "N")
        int generated) {
  private static final int HELD_OUT = 10;

  public PictureData {
    Checks.positive("generated", generated);
    Objects.requireNonNull(split, "split");
    if ((texts == null) != (pictures == null)) {
      throw new IllegalArgumentException(
          "%s: expected the file with the pictures' texts and their directory, got one of them"
              .formatted(texts == null ? "texts" : "pictures"));
    }
  }

  /// So many generated pictures.
  static PictureData generated(int count) {
    return new PictureData(null, null, new Split.Every(10), count);
  }

  /// How many generated pictures are held out.
  int heldOut() {
    return Math.ceilDiv(generated, HELD_OUT);
  }

  /// Whether the pictures are generated.
  boolean isGenerated() {
    return texts == null;
  }

  /// All pictures, in colours, each of this size.
  ///
  /// @throws IOException that names the picture or the line that is at fault
  List<PictureText> read(int height, int width) throws IOException {
    List<PictureText> read = new ArrayList<>();
    for (TextPair pair : TextPair.read(texts, StandardCharsets.UTF_8)) {
      Picture picture = Picture.read(pictures.resolve(pair.first()), height, width);
      read.add(new PictureText(picture.pixels(), pair.second()));
    }
    if (read.isEmpty()) {
      throw new IOException(texts + ": expected lines NAME TAB TEXT, found none");
    }
    return read;
  }
}

package dev.unroll.cli.kind;

import dev.unroll.cli.data.LabelledText;
import dev.unroll.models.data.Split;
import dev.unroll.models.settings.Setting;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// Labelled texts in files.
///
/// @param texts files with a label, a space and a text a line, or directories of files `LABEL.txt` with a text a
///     line; none for generated reviews
/// @param encoding of the files
/// @param split which texts are held out
public record LabelledData(
    @Setting(
            value =
                "Files with a label, a space and a text a line, or directories of LABEL.txt files.",
            label = "FILE,…")
        List<Path> texts,
    @Setting(value = "Encoding of the files, such as ISO-8859-1.", label = "NAME") String encoding,
    @Setting("Which texts are held out.") Split split) {
  private static final int GENERATED = 2000;

  public LabelledData {
    texts = List.copyOf(texts);
    TextData.charset(encoding);
    Objects.requireNonNull(split, "split");
  }

  /// Generated reviews, a fifth held out.
  static LabelledData generated() {
    return new LabelledData(List.of(), "UTF-8", new Split.Shuffled(0.2f, 1));
  }

  /// All texts.
  List<dev.unroll.models.classification.LabelledText> read() throws IOException {
    if (texts.isEmpty()) {
      return dev.unroll.models.classification.GeneratedReviews.texts(GENERATED, 1);
    }
    Charset charset = TextData.charset(encoding);
    List<dev.unroll.models.classification.LabelledText> all = new ArrayList<>();
    for (Path path : texts) {
      List<LabelledText> read =
          Files.isDirectory(path)
              ? LabelledText.readDirectory(path, charset)
              : LabelledText.readLines(path, charset);
      for (LabelledText each : read) {
        all.add(new dev.unroll.models.classification.LabelledText(each.label(), each.text()));
      }
    }
    return all;
  }
}

package dev.unroll.cli.data;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// A text and what it is.
///
/// @param label its class
/// @param text the text itself
public record LabelledText(String label, String text) {
  /// The texts of a file, one a line: the label, a space or a tab, the text. Empty lines are not read.
  ///
  /// @throws IOException with a message for people if a line has no label or no text
  public static List<LabelledText> readLines(Path file, Charset charset) throws IOException {
    List<LabelledText> texts = new ArrayList<>();
    TextLines.read(
        file,
        charset,
        (line, place) -> {
          if (line.isEmpty()) {
            return;
          }
          int end = 0;
          while (end < line.length() && line.charAt(end) != ' ' && line.charAt(end) != '\t') {
            end++;
          }
          if (end == 0 || end == line.length() || line.substring(end).isBlank()) {
            throw place.refuse(
                "expected a label, a space or a tab, and a text; got '%s'".formatted(line));
          }
          texts.add(new LabelledText(line.substring(0, end), line.substring(end + 1)));
        });
    return texts;
  }

  /// The texts of a directory, in the order of the files' names: each file `LABEL.txt` has one text a line,
  /// without the spaces around it. Empty lines are not read.
  ///
  /// @throws IOException with a message for people if the directory cannot be read or has no such file
  public static List<LabelledText> readDirectory(Path directory, Charset charset)
      throws IOException {
    if (!Files.isDirectory(directory)) {
      throw new IOException(
          directory + ": expected a directory with a file LABEL.txt for each class");
    }
    List<Path> files;
    try (Stream<Path> entries = Files.list(directory)) {
      files = entries.filter(file -> name(file).endsWith(".txt")).sorted().toList();
    }
    if (files.isEmpty()) {
      throw new IOException(directory + ": expected files LABEL.txt, one for each class; got none");
    }
    List<LabelledText> texts = new ArrayList<>();
    for (Path file : files) {
      String label = name(file).substring(0, name(file).length() - ".txt".length());
      TextLines.read(
          file,
          charset,
          (line, _) -> {
            if (!line.isBlank()) {
              texts.add(new LabelledText(label, line.strip()));
            }
          });
    }
    return texts;
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }
}

package dev.unroll.models.text;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;

/// A text to train on that every machine with a JDK has: the sources of `java.util` in the JDK's own
/// `lib/src.zip`, and where that is missing, the licence texts under `legal`. The same JDK always
/// gives the same text.
///
/// @param description which text it is, for people
/// @param text its contents
public record DefaultText(String description, String text) {
  private static final String SOURCES = "java.base/java/util/";

  /// The text of the JDK that runs this program.
  ///
  /// @throws IOException if it has neither sources nor licence texts, or they cannot be read
  public static DefaultText find() throws IOException {
    return find(Path.of(System.getProperty("java.home")));
  }

  /// The text of the JDK in a directory.
  static DefaultText find(Path home) throws IOException {
    Path sources = home.resolve("lib").resolve("src.zip");
    if (Files.isRegularFile(sources)) {
      DefaultText text = sources(sources);
      if (!text.text().isEmpty()) {
        return text;
      }
    }
    Path legal = home.resolve("legal");
    if (Files.isDirectory(legal)) {
      DefaultText text = licences(legal);
      if (!text.text().isEmpty()) {
        return text;
      }
    }
    throw new IOException(
        "found no text to train on: neither %s nor texts under %s; name one with --text FILE"
            .formatted(sources, legal));
  }

  /// The files of the package, by name, each without its leading licence comment, which would
  /// otherwise be the best-learned text of all. Files with characters beyond ASCII are left out: a
  /// handful of them would double the vocabulary.
  private static DefaultText sources(Path zip) throws IOException {
    StringBuilder text = new StringBuilder();
    int files = 0;
    try (ZipFile archive = new ZipFile(zip.toFile())) {
      List<? extends ZipEntry> entries =
          archive.stream()
              .filter(entry -> isSource(entry.getName()))
              .sorted(Comparator.comparing(ZipEntry::getName))
              .toList();
      for (ZipEntry entry : entries) {
        byte[] bytes;
        try (InputStream in = archive.getInputStream(entry)) {
          bytes = in.readAllBytes();
        }
        if (isPlainAscii(bytes)) {
          text.append(withoutLicence(new String(bytes, StandardCharsets.US_ASCII)));
          files++;
        }
      }
    }
    return new DefaultText(
        "the %d source files of java.util in %s".formatted(files, zip), text.toString());
  }

  private static boolean isSource(String name) {
    return name.startsWith(SOURCES)
        && name.endsWith(".java")
        && name.indexOf('/', SOURCES.length()) < 0;
  }

  private static boolean isPlainAscii(byte[] bytes) {
    for (byte b : bytes) {
      if (b <= 0) {
        return false;
      }
    }
    return true;
  }

  private static String withoutLicence(String source) {
    int end = source.startsWith("/*") ? source.indexOf("*/") + 2 : 0;
    return source.substring(end).stripLeading();
  }

  /// All distinct texts, by path: many modules share one licence.
  private static DefaultText licences(Path legal) throws IOException {
    List<Path> files;
    try (Stream<Path> walk = Files.walk(legal)) {
      files = walk.filter(Files::isRegularFile).sorted().toList();
    }
    Set<String> texts = new LinkedHashSet<>();
    for (Path file : files) {
      byte[] bytes = Files.readAllBytes(file);
      if (isPlainAscii(bytes)) {
        texts.add(new String(bytes, StandardCharsets.US_ASCII));
      }
    }
    return new DefaultText(
        "the %d licence texts under %s".formatted(texts.size(), legal), String.join("\n", texts));
  }
}

import com.google.googlejavaformat.java.Formatter;
import com.google.googlejavaformat.java.ImportOrderer;
import com.google.googlejavaformat.java.JavaFormatterOptions;
import com.google.googlejavaformat.java.RemoveUnusedImports;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;

/// Checks or formats every Java file below the working directory with google-java-format.
///
/// `check` lists the files that are not formatted and exits with 1; `write` formats them. The
/// build runs this as a source file on the JDK of the toolchain: Maven's own JVM may be too old
/// to parse the language level of the sources.
final class FormatSources {
  private FormatSources() {}

  public static void main(String[] args) throws IOException {
    if (args.length != 1 || !(args[0].equals("check") || args[0].equals("write"))) {
      System.err.println("expected one argument, check or write");
      System.exit(2);
    }
    boolean write = args[0].equals("write");
    List<String> problems =
        javaFiles().parallelStream()
            .map(file -> visit(file, write))
            .filter(p -> p != null)
            .toList();
    problems.forEach(System.err::println);
    if (problems.isEmpty()) {
      return;
    }
    if (!write) {
      System.err.println(
          problems.size()
              + " Java file(s) are not formatted; run: mvn -q -B -N -Pformat process-sources");
    }
    System.exit(1);
  }

  private static List<Path> javaFiles() throws IOException {
    List<Path> files = new ArrayList<>();
    Files.walkFileTree(
        Path.of("."),
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
            String name = directory.getFileName().toString();
            boolean skipped = name.equals("target") || (name.startsWith(".") && name.length() > 1);
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (file.toString().endsWith(".java")) {
              files.add(file.normalize());
            }
            return FileVisitResult.CONTINUE;
          }
        });
    files.sort(null);
    return files;
  }

  /// The problem of one file, or null.
  private static String visit(Path file, boolean write) {
    try {
      String source = Files.readString(file);
      String formatted = format(source);
      if (formatted.equals(source)) {
        return null;
      }
      if (!write) {
        return "not formatted: " + file;
      }
      Files.writeString(file, formatted);
      return null;
    } catch (Exception e) {
      return file + ": " + e.getMessage();
    }
  }

  private static String format(String source) throws Exception {
    String imports =
        RemoveUnusedImports.removeUnusedImports(
            ImportOrderer.reorderImports(source, JavaFormatterOptions.Style.GOOGLE));
    // Markdown comments hold equations, tables and pictures: their lines stay as they were written.
    JavaFormatterOptions options = JavaFormatterOptions.builder().formatJavadoc(false).build();
    return new Formatter(options).formatSource(imports);
  }
}

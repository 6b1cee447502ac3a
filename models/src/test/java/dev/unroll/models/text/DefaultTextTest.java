package dev.unroll.models.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DefaultTextTest {
  @TempDir Path home;

  @Test
  void takesTheSourcesOfJavaUtilByNameWithoutTheirLicence() throws IOException {
    Path zip = Files.createDirectories(home.resolve("lib")).resolve("src.zip");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      entry(out, "java.base/java/util/Set.java", "/*\n * Licence\n */\n\npackage java.util;\n");
      entry(out, "java.base/java/util/List.java", "package java.util; // list\n");
      entry(out, "java.base/java/util/Umlaut.java", "// \u00e4\n");
      entry(out, "java.base/java/util/zip/Zip.java", "package java.util.zip;\n");
      entry(out, "java.base/java/lang/Object.java", "package java.lang;\n");
    }
    DefaultText text = DefaultText.find(home);
    assertEquals("package java.util; // list\npackage java.util;\n", text.text());
    assertEquals("the 2 source files of java.util in " + zip, text.description());
  }

  @Test
  void takesTheDistinctLicencesWhereThereAreNoSources() throws IOException {
    for (String module : new String[] {"java.base", "java.xml"}) {
      Path legal = Files.createDirectories(home.resolve("legal").resolve(module));
      Files.writeString(legal.resolve("LICENSE"), "the licence\n");
      Files.writeString(legal.resolve("NOTICE"), "of " + module + "\n");
    }
    DefaultText text = DefaultText.find(home);
    assertEquals("the licence\n\nof java.base\n\nof java.xml\n", text.text());
    assertTrue(text.description().startsWith("the 3 licence texts under "), text.description());
  }

  @Test
  void saysWhatToDoWhereThereIsNeither() {
    String message = assertThrows(IOException.class, () -> DefaultText.find(home)).getMessage();
    assertTrue(message.contains("name one with --text FILE"), message);
  }

  private static void entry(ZipOutputStream out, String name, String contents) throws IOException {
    out.putNextEntry(new ZipEntry(name));
    out.write(contents.getBytes(StandardCharsets.UTF_8));
    out.closeEntry();
  }
}

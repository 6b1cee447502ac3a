package dev.unroll.models.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class TextFilesTest {
  @TempDir Path directory;

  @Test
  void readsUtf8AsItIsWithAllItsLineEndings() throws IOException {
    String text = "naïve\r\n🙂 line\n\rlast";
    assertEquals(text, TextFiles.read(file(text.getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void readsOtherEncodingsAndSeveralFiles() throws IOException {
    Path latin = file("é\n".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals("é\né\n", TextFiles.read(List.of(latin, latin), StandardCharsets.ISO_8859_1));
    Path wide = file("ab".getBytes(StandardCharsets.UTF_16));
    assertEquals("ab", TextFiles.read(List.of(wide), StandardCharsets.UTF_16));
  }

  @Test
  void dropsAByteOrderMark() throws IOException {
    assertEquals("ab", TextFiles.read(file("\uFEFFab".getBytes(StandardCharsets.UTF_8))));
  }

  @Test
  void saysWhatIsMissingEmptyOrADirectory() throws IOException {
    Path missing = directory.resolve("missing.txt");
    assertEquals(missing + ": no such file", message(missing));
    assertEquals(directory + ": is a directory; expected a text file", message(directory));
    Path empty = file(new byte[0]);
    assertEquals(empty + ": the text is empty; expected some characters", message(empty));
  }

  @Test
  void saysWhereUtf8IsMalformedAndHowToNameAnotherEncoding() throws IOException {
    Path file = file("first\nsecond\ncaf\u00e9 au lait".getBytes(StandardCharsets.ISO_8859_1));
    assertEquals(
        file
            + ": malformed UTF-8 at byte 16 (line 3): 0xE9; if the file has another encoding, name"
            + " it: --encoding ISO-8859-1",
        message(file));
  }

  @Test
  void findsATruncatedCharacterAtTheEnd() throws IOException {
    Path file = file(new byte[] {'a', (byte) 0xE2, (byte) 0x82});
    assertTrue(message(file).contains("malformed UTF-8 at byte 1 (line 1)"), message(file));
  }

  @Test
  void longTextsAreTheSameWhereverTheBuffersEnd() throws IOException {
    for (int before = (1 << 16) - 4; before < (1 << 16) + 2; before++) {
      String text = "x".repeat(before) + "🙂é\n".repeat(5);
      assertEquals(text, TextFiles.read(file(text.getBytes(StandardCharsets.UTF_8))));
    }
    String late = "y\n".repeat(50000);
    byte[] bytes = (late + "\u00e9").getBytes(StandardCharsets.ISO_8859_1);
    assertTrue(message(file(bytes)).contains("at byte 100000 (line 50001): 0xE9"));
  }

  @Test
  void refusesBinaryFiles() throws IOException {
    Path file = file(new byte[] {'P', 'K', 3, 4, 0, 1});
    assertTrue(message(file).contains("looks like a binary file (byte 0 at offset 4)"));
    Path wide = file("a\0b".getBytes(StandardCharsets.UTF_16LE));
    assertTrue(message(wide, StandardCharsets.UTF_16LE).contains("character U+0000 at position 1"));
  }

  private Path file(byte[] bytes) throws IOException {
    return Files.write(Files.createTempFile(directory, "text", ".txt"), bytes);
  }

  private static String message(Path file) {
    return message(file, StandardCharsets.UTF_8);
  }

  private static String message(Path file, Charset charset) {
    return assertThrows(IOException.class, () -> TextFiles.read(List.of(file), charset))
        .getMessage();
  }
}

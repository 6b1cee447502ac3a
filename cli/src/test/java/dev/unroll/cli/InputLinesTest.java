package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class InputLinesTest {
  private static InputLines lines(byte... bytes) {
    return new InputLines(new ByteArrayInputStream(bytes), StandardCharsets.UTF_8);
  }

  @Test
  void linesEndWithANewlineOrTheInput() throws IOException {
    InputLines lines = lines("one\n\ntwo\r\nthrée".getBytes(StandardCharsets.UTF_8));
    for (String line : new String[] {"one", "", "two", "thrée"}) {
      assertEquals(line, lines.next());
    }
    assertEquals(4, lines.number());
    assertNull(lines.next());
    assertNull(lines().next());
  }

  @Test
  void aMalformedLineIsNamedAndThoseBeforeItAreRead() throws IOException {
    InputLines lines = lines((byte) 'a', (byte) '\n', (byte) 0xFF, (byte) '\n');
    assertEquals("a", lines.next());
    String message = assertThrows(IOException.class, lines::next).getMessage();
    assertTrue(message.startsWith("standard input, line 2: "), message);
  }

  @Test
  void aLineIsThereBeforeTheNextOneIs() throws IOException {
    try (PipedOutputStream out = new PipedOutputStream();
        PipedInputStream in = new PipedInputStream(out)) {
      InputLines lines = new InputLines(in, StandardCharsets.UTF_8);
      out.write("one\n".getBytes(StandardCharsets.UTF_8));
      assertEquals("one", lines.next());
    }
  }
}

package dev.unroll.cli.screen;

import java.io.IOException;
import java.util.List;
import java.util.function.UnaryOperator;
import org.jline.terminal.Attributes;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;
import org.jline.utils.NonBlockingReader;

/// The terminal in raw mode: every key comes at once, and nothing is echoed.
public final class RawTerminal implements AutoCloseable {
  private static final int ESCAPE = 27;
  private static final int DELETE = 127;

  /// How long the rest of a key's sequence may take.
  private static final long SEQUENCE_MILLIS = 50;

  private static final int USUAL_WIDTH = 80;

  private final Terminal terminal;
  private final Attributes before;
  private final UnaryOperator<String> harmless;

  /// Takes the terminal of the program.
  ///
  /// @param harmless makes a text that a model wrote safe for a terminal
  /// @throws IOException if there is none
  public RawTerminal(UnaryOperator<String> harmless) throws IOException {
    this.harmless = harmless;
    // By stty; a native library opens its pipe to the terminal.
    terminal = TerminalBuilder.builder().system(true).provider("exec").dumb(false).build();
    before = terminal.enterRawMode();
  }

  /// Shows a screen until a key ends it.
  public void run(Screen screen) throws IOException {
    int height = 0;
    do {
      height = draw(screen.lines(), height);
    } while (screen.press(read(terminal.reader())));
    clear(height);
    terminal.flush();
  }

  /// Draws lines in place of those before; returns how many rows they take.
  private int draw(List<String> lines, int height) {
    int columns = terminal.getSize().getColumns();
    int width = columns > 1 ? columns : USUAL_WIDTH;
    clear(height);
    int rows = 0;
    for (String line : lines) {
      for (String part : harmless.apply(line).split("\n", -1)) {
        int[] points = part.codePoints().toArray();
        for (int from = 0; from == 0 || from < points.length; from += width - 1) {
          int count = Math.min(width - 1, points.length - from);
          terminal.writer().print(new String(points, from, count));
          terminal.writer().print("\r\n");
          rows++;
        }
      }
    }
    terminal.flush();
    return rows;
  }

  /// Goes up so many rows and clears all from there on.
  private void clear(int height) {
    if (height > 0) {
      terminal.writer().print("\033[" + height + "A");
    }
    terminal.writer().print("\r\033[J");
  }

  /// Reads a key. Arrows come as ESC [ C or ESC O C.
  static Key read(NonBlockingReader reader) throws IOException {
    int c = reader.read();
    return switch (c) {
      case -1, 3, 4 -> Key.of(Key.Kind.END); // end of input, Ctrl-C, Ctrl-D
      case '\r', '\n' -> Key.of(Key.Kind.ENTER);
      case '\t' -> Key.of(Key.Kind.TAB);
      case '\b', DELETE -> Key.of(Key.Kind.BACKSPACE);
      case ESCAPE -> sequence(reader);
      default -> character(reader, c);
    };
  }

  private static Key character(NonBlockingReader reader, int c) throws IOException {
    if (Character.isHighSurrogate((char) c)) {
      int low = reader.read();
      return new Key(Key.Kind.CHARACTER, Character.toCodePoint((char) c, (char) low));
    }
    return c < ' ' ? Key.of(Key.Kind.OTHER) : new Key(Key.Kind.CHARACTER, c);
  }

  private static Key sequence(NonBlockingReader reader) throws IOException {
    int c = reader.read(SEQUENCE_MILLIS);
    if (c != '[' && c != 'O') {
      return Key.of(c == NonBlockingReader.READ_EXPIRED ? Key.Kind.END : Key.Kind.OTHER);
    }
    do {
      c = reader.read(SEQUENCE_MILLIS);
    } while (c >= ' ' && c < '@'); // parameters
    return Key.of(
        switch (c) {
          case 'C' -> Key.Kind.RIGHT;
          case 'D' -> Key.Kind.LEFT;
          default -> Key.Kind.OTHER;
        });
  }

  @Override
  public void close() throws IOException {
    terminal.setAttributes(before);
    terminal.close();
  }
}

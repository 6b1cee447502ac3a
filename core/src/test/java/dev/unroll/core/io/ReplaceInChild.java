package dev.unroll.core.io;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/// Replaces a file in a process of its own, where it may be killed or run into a limit.
final class ReplaceInChild {
  private ReplaceInChild() {}

  /// Writes 64 blocks of 4 KB to the file `arguments[0]`; dies after half of them if `arguments[1]`
  /// says `halt`. Prints the message of a failure and exits with status 3.
  public static void main(String[] arguments) {
    try {
      FileReplacement.replace(
          Path.of(arguments[0]),
          channel -> {
            for (int i = 0; i < 64; i++) {
              if (i == 32 && arguments[1].equals("halt")) {
                Runtime.getRuntime().halt(9);
              }
              channel.write(ByteBuffer.allocate(4096));
            }
          });
    } catch (IOException e) {
      System.out.println(e.getMessage());
      System.exit(3);
    }
  }
}

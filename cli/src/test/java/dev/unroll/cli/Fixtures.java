package dev.unroll.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Texts and quickly trained models for tests.
final class Fixtures {
  private static final List<String> WORDS =
      List.of("the", "cat", "sat", "on", "a", "mat", "and", "saw", "rats", "then");

  private Fixtures() {}

  /// A text of `words` words, eight to a line; always the same.
  static Path text(Path directory, int words) throws IOException {
    Random random = new Random(1);
    StringBuilder text = new StringBuilder();
    for (int i = 1; i <= words; i++) {
      text.append(WORDS.get(random.nextInt(WORDS.size()))).append(i % 8 == 0 ? '\n' : ' ');
    }
    return Files.writeString(directory.resolve("text-" + words + ".txt"), text);
  }

  /// Options of `train` for a model that takes no time, and further ones.
  static Object[] train(Path text, Path out, Object... more) {
    List<Object> arguments = new ArrayList<>();
    arguments.addAll(List.of("train", "--text", text, "--out", out, "--hidden", 8));
    arguments.addAll(List.of("--batch", 4, "--sequence", 8, "--threads", 1));
    arguments.addAll(List.of(more));
    return arguments.toArray();
  }
}

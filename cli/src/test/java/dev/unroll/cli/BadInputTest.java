package dev.unroll.cli;

import static dev.unroll.cli.Fixtures.train;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Whatever is wrong with the input: one line that says so, exit status 2, and nothing broken.
class BadInputTest {
  @TempDir private static Path directory;
  private static Path text;
  private static Path model;
  private static Path unused;

  @BeforeAll
  static void trainAModel() throws IOException {
    text = Fixtures.text(directory, 300);
    Path out = directory.resolve("out");
    Unroll.run(train(text, out, "--epochs", 1, "--quiet")).succeeds();
    model = out.resolve("last.safetensors");
    unused = directory.resolve("unused");
  }

  private static Path file(String name, byte... bytes) throws IOException {
    return Files.write(directory.resolve(name), bytes);
  }

  @Test
  void missingText() {
    Path missing = directory.resolve("missing.txt");
    Unroll.run(train(missing, unused)).fails(missing + ": no such file");
    Unroll.run("score", "--model", model, "--text", missing).fails(missing + ": no such file");
    Unroll.run("score", "--model", model).fails("--text FILE");
    Unroll.run(train(directory, unused)).fails("is a directory");
  }

  @Test
  void emptyText() throws IOException {
    Unroll.run(train(file("empty.txt"), unused)).fails("empty.txt", "empty");
  }

  @Test
  void binaryText() throws IOException {
    Unroll.run(train(file("binary", (byte) 'a', (byte) 0, (byte) 7), unused)).fails("binary");
  }

  @Test
  void aTextShorterThanOneSequence() throws IOException {
    Path tiny = file("tiny.txt", "hello world".getBytes(StandardCharsets.UTF_8));
    Unroll.run(train(tiny, unused)).fails("tokens", "--batch", "--sequence");
    assertFalse(Files.exists(unused));
  }

  @Test
  void malformedUtf8SaysWhereAndAnotherEncodingHelps() throws IOException {
    byte[] latin = ("first line\nna\u00efve " + "text ".repeat(40)).getBytes("ISO-8859-1");
    Path file = file("latin.txt", latin);
    Unroll.run(train(file, unused)).fails("byte 13", "line 2", "0xEF", "--encoding");
    Path out = directory.resolve("latin-model");
    Unroll.run(train(file, out, "--steps", 1, "--encoding", "ISO-8859-1", "--quiet")).succeeds();
    Unroll.run("sample", "--model", out, "--prompt", "na\u00efve", "--length", 1).succeeds();
    Unroll.run(train(file, unused, "--encoding", "EBCDIC-9")).fails("--encoding", "EBCDIC-9");
  }

  @Test
  void unknownOptionsAndCommandsGetASuggestion() {
    Unroll.run("train", "--hiden", 3).fails("--hiden", "did you mean --hidden?");
    Unroll.run("train", "stray").fails("unexpected argument stray");
    Unroll.run("train", "language", "stray").fails("unexpected argument stray");
    Unroll.run("trainn").fails("trainn", "did you mean train?");
    Unroll.run().fails("a command is missing");
    Unroll.run("info", "a", "b").fails("unexpected argument b");
  }

  @Test
  void theValuesOfAnOptionEndWhereAnotherIsMisspelt() {
    Unroll.run("train", "--text", "a.txt", "--hiden", 3).fails("--hiden", "did you mean --hidden?");
    Unroll.run("score", "--text", "a.txt", "--lines").fails("--lines", "did you mean --line?");
    Unroll.run("train", "--text", "--hiden", 3).fails("--hiden", "did you mean --hidden?");
    Unroll.run("train", "--text", "--hidden", 3).fails("--text");
  }

  @ParameterizedTest
  @CsvSource({
    "--hidden, 0",
    "--hidden, -3",
    "--hidden, many",
    "--layers, 0",
    "--batch, 0",
    "--sequence, 0",
    "--learning-rate, NaN",
    "--learning-rate, -1",
    "--learning-rate, 0",
    "--learning-rate, Infinity",
    "--learning-rate, fast",
    "--dropout, 1",
    "--dropout, NaN",
    "--dropout, -0.1",
    "--clip-norm, NaN",
    "--clip-norm, -5",
    "--clip-value, -1",
    "--validation, 1",
    "--wiring, zigzag",
    "--momentum, 0.9",
    "--max-words, -1",
    "--validation, NaN",
    "--epochs, 0",
    "--time, NaN",
    "--time, -1",
    "--time, 0",
    "--steps, 0",
    "--threads, 0",
    "--cell, elman",
    "--optimizer, lbfgs",
    "--preset, gpt",
    "--seed, 1.5",
  })
  void valuesThatMakeNoSense(String option, String value) {
    Unroll.run("train", "--text", text, "--out", unused, option, value).fails(word(option));
    assertFalse(Files.exists(unused));
  }

  /// A word that a message about an option has, be it in the option's name or in plain language.
  private static String word(String option) {
    return option.split("-")[2];
  }

  @Test
  void aModelLargerThanAnArray() {
    Unroll.run("train", "--text", text, "--out", unused, "--hidden", 2_000_000_000)
        .fails("a size is too large");
    assertFalse(Files.exists(unused));
  }

  @ParameterizedTest
  @CsvSource({
    "--length, -1",
    "--temperature, NaN",
    "--temperature, -1",
    "--top-k, -2",
    "--length, long",
  })
  void samplingOptionsThatMakeNoSense(String option, String value) {
    Unroll.run("sample", "--model", model, option, value).fails(word(option));
  }

  @Test
  void aPromptWithACharacterOutsideTheVocabulary() {
    Unroll.run("sample", "--model", model, "--prompt", "the \u017bebra")
        .fails("'\u017b' (U+017B)", "position 4");
  }

  @Test
  void aTextToScoreWithACharacterOutsideTheVocabulary() throws IOException {
    Path file = file("other.txt", "the\ncat Sat\n".getBytes(StandardCharsets.UTF_8));
    Unroll.run("score", "--model", model, "--text", file).fails("'S' (U+0053)", "line 2");
    Unroll.run("score", "--line", "--model", model, "--text", file).fails("'S'", "line 2");
  }

  @Test
  void missingCheckpoint() {
    Path missing = directory.resolve("missing.safetensors");
    Unroll.run("info", missing).fails(missing + ": no such file");
    Unroll.run("sample", "--model", missing).fails(missing + ": no such file");
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, 0.001, 0.3, 0.9, 0.9999})
  void truncatedCheckpoint(double part) throws IOException {
    byte[] whole = Files.readAllBytes(model);
    Path cut = file("cut.safetensors", Arrays.copyOf(whole, (int) (part * whole.length)));
    Unroll.run("info", cut).fails(cut.toString());
    Unroll.run("sample", "--model", cut).fails(cut.toString());
  }

  @Test
  void bitFlippedCheckpoint() throws IOException {
    byte[] whole = Files.readAllBytes(model);
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      byte[] flipped = whole.clone();
      // Half of the flips in the header, which is the smaller part.
      int at = random.nextInt(i % 2 == 0 ? Math.min(4000, whole.length) : whole.length);
      flipped[at] ^= (byte) (1 << random.nextInt(8));
      Path file = file("flipped.safetensors", flipped);
      Unroll run = Unroll.run("sample", "--model", file, "--length", 1);
      assertEquals(2, run.status(), () -> "byte " + at + ": " + run);
      run.fails("flipped.safetensors");
    }
  }

  @Test
  void hostileCheckpoints() throws IOException {
    Unroll.run("info", safetensors("{".repeat(100_000))).fails("hostile.safetensors");
    Unroll.run("info", safetensors("{\"__metadata__\":{\"format\":\"\u001b[31m\\n\"}}"))
        .fails("hostile.safetensors");
    Unroll.run(
            "info",
            safetensors(
                "{\"a\":{\"dtype\":\"F32\",\"shape\":[9999999999,99999999],\"data_offsets\":[0,4]}}"))
        .fails("hostile.safetensors");
    ByteBuffer length = ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN);
    Path huge = file("hostile.safetensors", length.putLong(0, Long.MAX_VALUE).array());
    Unroll.run("sample", "--model", huge).fails("hostile.safetensors");
  }

  @Test
  void foreignCheckpoints() throws IOException {
    String foreign = "{\"w\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
    Unroll.run("sample", "--model", safetensors(foreign)).fails("not a checkpoint of unroll");
    Unroll.run("info", text).fails(text.toString());
    Path best = model.resolveSibling("model.safetensors");
    Path out = Files.createDirectories(directory.resolve("only-a-model"));
    Files.copy(best, out.resolve("last.safetensors"));
    Unroll.run("train", "--resume", "--out", out, "--text", text)
        .fails("holds only a model", "cannot be resumed");
  }

  private static Path safetensors(String header) throws IOException {
    byte[] json = header.getBytes(StandardCharsets.UTF_8);
    ByteBuffer file = ByteBuffer.allocate(8 + json.length + 4).order(ByteOrder.LITTLE_ENDIAN);
    return file("hostile.safetensors", file.putLong(json.length).put(json).array());
  }

  @Test
  void anOutputDirectoryThatCannotBeWritten() {
    // Below a regular file, because superusers may write everywhere else.
    Path below = text.resolve("below");
    Unroll.run(train(text, below, "--steps", 1)).fails("cannot write", below.toString());
  }

  @Test
  void debugAddsTheStackTrace() {
    Unroll run = Unroll.run("info", directory.resolve("missing"), "--debug");
    assertEquals(2, run.status());
    assertTrue(run.err().startsWith("unroll: "), run::err);
    assertTrue(run.err().contains("\tat dev.unroll."), run::err);
  }

  @Test
  void aLossThatIsNoNumberEndsTraining() {
    Path out = directory.resolve("diverged");
    Unroll.run(
            train(
                text,
                out,
                "--learning-rate",
                1e30,
                "--optimizer",
                "sgd",
                "--cell",
                "rnn-relu",
                "--clip-norm",
                1e30,
                "--quiet"))
        .fails("training diverged", "lower learning rate");
  }
}

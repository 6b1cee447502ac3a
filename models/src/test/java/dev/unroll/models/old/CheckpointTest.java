package dev.unroll.models.old;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.autograd.Tape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.io.SafetensorsWriter;
import dev.unroll.core.testing.Golden;
import dev.unroll.models.text.Vocabulary;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointTest {
  @TempDir Path directory;

  private Path saved() throws IOException {
    Path file = directory.resolve("model.safetensors");
    CharacterLanguageModel.build(ModelOptions.of(Cell.GRU, 3), Vocabulary.of("ab\n\"🙂"), 1)
        .save(file);
    return file;
  }

  /// A model of torch's own weights, saved and read back tensor by tensor under torch's names, computes what
  /// torch computed: names, shapes and gate order are those of `torch.nn.LSTM`.
  @Test
  void anLstmOfTorchCouldLoadItsPartByName() throws IOException {
    Golden golden = Golden.load("lstm_2l");
    int inputs = golden.integer("C");
    int hidden = golden.integer("H");
    Map<String, Tensor> tensors = new HashMap<>();
    for (String name : golden.tensors()) {
      if (name.startsWith("in.weight") || name.startsWith("in.bias")) {
        tensors.put(name.substring(3), golden.tensor(name));
      }
    }
    assertEquals(8, tensors.size());
    tensors.put("decoder.weight", Tensor.zeros(inputs, hidden));
    tensors.put("decoder.bias", Tensor.zeros(inputs));
    Path file = directory.resolve("torch.safetensors");
    CharacterLanguageModel.build(
            ModelOptions.of(Cell.LSTM, hidden).stacked(2, 0),
            Vocabulary.of("abcdef"),
            Initializer.stored(tensors))
        .save(file);

    Map<String, Tensor> read = new LinkedHashMap<>();
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      assertEquals(tensors.keySet(), source.names());
      for (String name : source.names()) {
        read.put(name, source.tensor(name));
        assertEquals(tensors.get(name).shape(), read.get(name).shape(), name);
        assertArrayEquals(tensors.get(name).toArray(), read.get(name).toArray(), name);
      }
    }
    RecurrentOptions options = RecurrentOptions.of(inputs, hidden).stacked(2, 0);
    Lstm lstm = new Lstm(options, Initializer.stored(read));
    RecurrentState state = lstm.newState(golden.integer("N"));
    for (int k = 0; k < 2; k++) {
      state.h(k).copyFrom(golden.tensor("in.h0").at(k));
      state.c(k).copyFrom(golden.tensor("in.c0").at(k));
    }
    Tape tape = new Tape();
    float[] y =
        lstm.forward(tape, tape.constant(golden.tensor("in.x")), state, null).value().toArray();
    double[] wanted = golden.doubles("out.y");
    // As many roundings of values below 1 as there are steps, layers and terms of a sum.
    double tolerance = golden.integer("T") * 2 * (inputs + 2 * hidden) * Math.ulp(1f);
    for (int i = 0; i < wanted.length; i++) {
      double error = Math.abs(wanted[i] - y[i]);
      assertTrue(error <= tolerance, "element " + i + ": error " + error);
    }
  }

  @Test
  void everyFlippedBitIsFound() throws IOException {
    Path file = saved();
    byte[] bytes = Files.readAllBytes(file);
    CharacterLanguageModel.load(file);
    Path flipped = directory.resolve("flipped.safetensors");
    for (int bit = 0; bit < 8 * bytes.length; bit += bit < 8 * 64 ? 3 : 23) {
      byte[] copy = bytes.clone();
      copy[bit / 8] ^= (byte) (1 << bit % 8);
      Files.write(flipped, copy);
      String message = refused(flipped);
      assertTrue(message.startsWith(flipped.toString()), message);
      assertFalse(message.contains("\n"), message);
    }
  }

  @Test
  void everyTruncationIsFound() throws IOException {
    byte[] bytes = Files.readAllBytes(saved());
    Path truncated = directory.resolve("truncated.safetensors");
    for (int length = 0; length < bytes.length; length += 1 + length / 20) {
      Files.write(truncated, Arrays.copyOf(bytes, length));
      refused(truncated);
    }
    Files.write(truncated, Arrays.copyOf(bytes, bytes.length + 1));
    refused(truncated);
  }

  @Test
  void foreignFilesAreNamedAsSuch() throws IOException {
    Path foreign = directory.resolve("foreign.safetensors");
    new SafetensorsWriter().add("weight_ih_l0", Tensor.zeros(4, 2)).write(foreign);
    assertTrue(refused(foreign).contains("not a character model of unroll"), refused(foreign));
    Files.writeString(foreign, "To be, or not to be, that is the question");
    refused(foreign);
    assertEquals(
        directory.resolve("missing") + ": no such file", refused(directory.resolve("missing")));
  }

  @Test
  void hostileExtentsAllocateNothing() throws IOException {
    for (String[] lie :
        new String[][] {
          {"model.hidden", "2000000000"},
          {"model.hidden", "-1"},
          {"model.hidden", "3.5"},
          {"model.layers", "2000000000"},
          {"model.layers", "2"},
          {"model.cell", "lstm"},
          {"model.cell", "transformer"},
          {"model.dropout", "NaN"},
          {"model.vocabulary", ""},
          {"model.vocabulary", "abcdefgh"},
          {"version", "999"}
        }) {
      Path file = directory.resolve("hostile.safetensors");
      Checkpoint.load(saved()).put(lie[0], lie[1]).write(file);
      String message = refused(file);
      assertTrue(message.startsWith(file.toString()), message);
    }
  }

  @Test
  void aFailedSaveLeavesThePreviousCheckpoint() throws IOException {
    Path file = saved();
    byte[] before = Files.readAllBytes(file);
    Checkpoint unwritable = Checkpoint.load(file);
    unwritable.addAll("\uD800", Map.of("x", Tensor.scalar(1)));
    assertThrows(RuntimeException.class, () -> unwritable.write(file));
    assertArrayEquals(before, Files.readAllBytes(file));
  }

  private static String refused(Path file) {
    return assertThrows(IOException.class, () -> CharacterLanguageModel.load(file)).getMessage();
  }
}

package dev.unroll.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.RandomStream;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.io.SafetensorsWriter;
import dev.unroll.models.language.LanguageModel;
import dev.unroll.models.language.LanguageModelOptions;
import dev.unroll.models.language.TextScore;
import dev.unroll.models.layer.Cell;
import dev.unroll.models.text.Corpus;
import dev.unroll.models.text.TextSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.BiConsumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CheckpointTest {
  @TempDir Path directory;
  private Path file;
  private LanguageModel model;

  @BeforeEach
  void aModelInAFile() throws IOException {
    Corpus corpus = Corpus.ofCharacters(TextSource.of("all work and no play\n"));
    model =
        LanguageModel.build(LanguageModelOptions.characters(Cell.GRU, 5), corpus.vocabulary(), 3);
    file = directory.resolve("model.safetensors");
    Models.save(model, file);
  }

  @Test
  void aFileNamesItsKindAndOneCallRebuildsTheModel() throws IOException {
    Model loaded = Models.load(file);
    LanguageModel language = Models.load(file, LanguageModel.class);

    assertEquals("language", loaded.kind());
    assertEquals(model.options(), language.options());
    assertEquals(model.settings(), loaded.settings());
    TextScore wanted = model.score("no play");
    assertEquals(wanted, language.score("no play"));
  }

  @Test
  void anotherKindIsNamed() {
    String message =
        assertThrows(IOException.class, () -> Models.load(file, OtherModel.class)).getMessage();
    assertEquals(
        file + ": expected a OtherModel, found a model of the kind 'language' (LanguageModel)",
        message);
  }

  private interface OtherModel extends Model {}

  @Test
  void parametersKeepTheirNamesAndTheLecturesGruIsNotTakenForTorchs() throws IOException {
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      assertTrue(source.names().contains("decoder.weight"), source.names().toString());
      assertTrue(source.names().contains("recurrent.gru_weight_ih_l0"), source.names().toString());
    }
  }

  @Test
  void sectionsNeverShareNames() throws IOException {
    Checkpoint checkpoint = Checkpoint.of(model);
    RandomStream random = new RandomStream(8);
    random.nextLong();
    checkpoint.section("one").put("x", 1).put("decoder.weight", Tensor.scalar(1)).put("r", random);
    checkpoint.section("two").put("x", 0.1).put("decoder.weight", Tensor.scalar(2));
    checkpoint.write(file);
    Checkpoint read = Checkpoint.read(file);

    assertEquals(1, read.section("one").whole("x"));
    assertEquals(0.1, read.section("two").number("x"));
    assertEquals(1, read.section("one").tensor("decoder.weight").item());
    assertEquals(2, read.section("two").tensor("decoder.weight").item());
    assertEquals(random.nextLong(), read.section("one").random("r").nextLong());
    assertArrayEquals(
        model.decoder().weight().value().toArray(),
        read.section(Checkpoint.MODEL).tensor("decoder.weight").toArray());
    assertThrows(IllegalArgumentException.class, () -> checkpoint.section("one").put("x", "again"));
    assertThrows(IllegalArgumentException.class, () -> checkpoint.section("a.b"));
  }

  @Test
  void saysWhatIsTheMatterWithAFile() throws IOException {
    rewritten((metadata, tensors) -> metadata.remove("checksum"), "has no checksum");
    rewritten(
        (metadata, tensors) -> tensors.put("extra", Tensor.scalar(1)),
        "has a tensor \"extra\" that was added");
    rewritten(
        (metadata, tensors) -> tensors.remove("decoder.bias"), "lacks the tensor \"decoder.bias\"");
    rewritten(
        (metadata, tensors) -> tensors.get("decoder.bias").data()[0]++,
        "the tensor \"decoder.bias\" does not match its checksum");
    rewritten(
        (metadata, tensors) -> metadata.put("model.hidden", "6"),
        "its metadata do not match their checksum");
    rewritten((metadata, tensors) -> metadata.remove("format"), "not a checkpoint of unroll");
    rewritten(
        (metadata, tensors) -> metadata.put("format", "unroll character model"),
        "before 2 of the format");
    rewritten((metadata, tensors) -> metadata.put("version", "9"), "expected version 2");
    assertEquals(
        directory.resolve("none") + ": no such file",
        assertThrows(IOException.class, () -> Models.load(directory.resolve("none"))).getMessage());
  }

  private void rewritten(
      BiConsumer<Map<String, String>, Map<String, Tensor>> change, String problem)
      throws IOException {
    Models.save(model, file);
    Map<String, String> metadata;
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    try (SafetensorsFile source = SafetensorsFile.open(file)) {
      metadata = new LinkedHashMap<>(source.metadata());
      for (String name : source.names()) {
        tensors.put(name, source.tensor(name));
      }
    }
    change.accept(metadata, tensors);
    SafetensorsWriter writer = new SafetensorsWriter().metadata(metadata);
    tensors.forEach(writer::add);
    writer.write(file);
    String message = assertThrows(IOException.class, () -> Models.load(file)).getMessage();
    assertTrue(message.startsWith(file + ": ") && message.contains(problem), message);
  }

  @Test
  void whatDoesNotFitIsNamed() throws IOException {
    Checkpoint lacking = Checkpoint.of(model);
    lacking.section(Checkpoint.MODEL).put("another", Tensor.scalar(1));
    lacking.write(file);
    String message = assertThrows(IOException.class, () -> Models.load(file)).getMessage();
    assertTrue(message.contains("another"), message);
    assertTrue(
        assertThrows(IllegalArgumentException.class, () -> Models.kind("toaster"))
            .getMessage()
            .contains("language"));
  }

  @Test
  void aModelThatHasDivergedIsNotSaved() throws IOException {
    byte[] before = Files.readAllBytes(file);
    model.decoder().bias().value().data()[2] = Float.NaN;

    String message =
        assertThrows(IllegalStateException.class, () -> Models.save(model, file)).getMessage();
    assertTrue(message.startsWith("decoder.bias holds NaN"), message);
    assertArrayEquals(before, Files.readAllBytes(file));
  }
}

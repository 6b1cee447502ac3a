package dev.unroll.interop.torch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.io.SafetensorsWriter;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.testing.ModelFiles;
import dev.unroll.interop.testing.Tolerance;
import dev.unroll.models.layer.Cell;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.Channels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/// Models of Embedding, a recurrent layer and Linear give what PyTorch computed.
final class TorchLayersTest {
  private static TorchLayers layers(String name, Cell simple) throws IOException {
    return TorchLayers.of(TorchFile.of(name, ModelFiles.bytes(name)).stateDict(), simple);
  }

  private static void check(String name, Cell simple, String... descriptions) throws IOException {
    TorchLayers layers = layers(name, simple);
    assertEquals(
        List.of(descriptions), layers.layers().stream().map(TorchLayer::description).toList());
    assertEquals(Set.of(), layers.others());
    assertNull(layers.obstacle());
    for (String call : List.of("", "2")) {
      Tensor y = layers.run(ModelFiles.expected(name, "in" + call + ".").get("x"));
      NdArray want = ModelFiles.expected(name, "out" + call + ".").get("y");
      assertEquals(want.shape(), y.shape());
      Tolerance.check(name, want.doubles(), NdArray.of(y).doubles());
    }
  }

  @Test
  void givesWhatPyTorchComputed() throws IOException {
    check("pt_lstm.pt", Cell.RNN, "Embedding(20, 6)", "LSTM(6, 8)", "Linear(8, 5)");
    check(
        "pt_gru_2l_bi.pt",
        Cell.RNN,
        "Embedding(20, 6)",
        "GRU(6, 8, num_layers=2, bidirectional=True)",
        "Linear(16, 5)");
    check(
        "pt_rnn_relu_nobias.pt",
        Cell.RNN_RELU,
        "Embedding(20, 6)",
        "RNN(6, 8, nonlinearity='relu', bias=False)",
        "Linear(8, 5)");
    check(
        "pt_checkpoint_adam.pt",
        Cell.RNN,
        "Embedding(20, 6)",
        "LSTM(6, 8, num_layers=2)",
        "Linear(8, 5)");
  }

  @Test
  void layersByName() throws IOException {
    TorchLayers layers = layers("pt_gru_2l_bi.pt", Cell.RNN);
    assertEquals(16, layers.recurrent("rnn").outputs());
    assertEquals(20, layers.embedding("emb").tokens());
    assertEquals(16, layers.linear("out").weight().value().shape().dimension(1));
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> layers.recurrent("encoder"));
    assertEquals(
        "pt_gru_2l_bi.pt: expected a recurrent layer \"encoder\", found the layers \"emb\", \"rnn\","
            + " \"out\"",
        e.getMessage());
  }

  private static TorchLayers of(Map<String, Tensor> tensors, Map<String, String> metadata)
      throws IOException {
    SafetensorsWriter writer = new SafetensorsWriter().metadata(metadata);
    tensors.forEach(writer::add);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    writer.writeTo(Channels.newChannel(out));
    SafetensorsFile file = SafetensorsFile.of("file", out.toByteArray());
    return TorchLayers.of(StateDict.of("file", file), Cell.RNN);
  }

  private static Map<String, Tensor> lstm(String prefix, String suffix, int projection) {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put(prefix + "weight_ih" + suffix, Tensor.zeros(12, 5));
    tensors.put(prefix + "weight_hh" + suffix, Tensor.zeros(12, projection > 0 ? projection : 3));
    tensors.put(prefix + "bias_ih" + suffix, Tensor.zeros(12));
    tensors.put(prefix + "bias_hh" + suffix, Tensor.zeros(12));
    if (projection > 0) {
      tensors.put(prefix + "weight_hr" + suffix, Tensor.zeros(projection, 3));
    }
    return tensors;
  }

  @Test
  void cellsProjectionsAndLayersAlone() throws IOException {
    TorchLayers alone = of(lstm("", "_l0", 0), Map.of());
    assertEquals("", alone.layers().getFirst().name());
    assertEquals("LSTM(5, 3)", alone.layers().getFirst().description());
    TorchLayers projected = of(lstm("a.b.", "_l0", 2), Map.of());
    assertEquals("a.b", projected.layers().getFirst().name());
    assertEquals("LSTM(5, 3, proj_size=2)", projected.layers().getFirst().description());
    assertEquals(2, projected.recurrent("a.b").outputs());
    TorchLayers cell = of(lstm("cell.", "", 0), Map.of());
    assertEquals("LSTMCell(5, 3)", cell.layers().getFirst().description());
    assertEquals(Set.of(), cell.others());
  }

  @Test
  void namesThatStandForOthers() throws IOException {
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    tensors.put("module.embedding.weight", Tensor.zeros(9, 4));
    tensors.put("module.out.bias", Tensor.zeros(9));
    TorchLayers tied =
        of(tensors, Map.of("module.out.weight", "module.embedding.weight", "format", "pt"));
    assertEquals(
        List.of("Embedding(9, 4)", "Linear(4, 9)"),
        tied.layers().stream().map(TorchLayer::description).sorted().toList());
  }

  @Test
  void whatDoesNotFitIsSaid() throws IOException {
    Map<String, Tensor> wrong = lstm("rnn.", "_l0", 0);
    wrong.put("rnn.weight_ih_l0", Tensor.zeros(13, 5));
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> of(wrong, Map.of()));
    assertEquals(
        "file: layer \"rnn\": expected weight_ih of 1, 3 or 4 times 3 rows, found [13, 5]",
        e.getMessage());
    Map<String, Tensor> missing = lstm("rnn.", "_l0", 0);
    missing.remove("rnn.bias_hh_l0");
    e = assertThrows(MalformedFileException.class, () -> of(missing, Map.of()));
    assertEquals("file: expected a tensor \"rnn.bias_hh_l0\", found 3 others", e.getMessage());
    Map<String, Tensor> shape = lstm("rnn.", "_l0", 0);
    shape.put("rnn.bias_hh_l0", Tensor.zeros(11));
    e = assertThrows(MalformedFileException.class, () -> of(shape, Map.of()));
    assertEquals("file: layer \"rnn\": bias_hh_l0: expected shape [12], got [11]", e.getMessage());
    Map<String, Tensor> norm = lstm("rnn.", "_l0", 0);
    norm.put("norm.weight", Tensor.zeros(3));
    TorchLayers others = of(norm, Map.of());
    assertEquals(Set.of("norm.weight"), others.others());
    assertTrue(others.obstacle().contains("\"norm.weight\""));
    NdArray x = NdArray.of(Tensor.zeros(1, 2, 5));
    assertThrows(IllegalStateException.class, () -> others.run(x));
    TorchLayers alone = of(lstm("", "_l0", 0), Map.of());
    assertEquals(3, alone.run(x).shape().dimension(2));
    assertThrows(IllegalArgumentException.class, () -> alone.run(NdArray.of(Tensor.zeros(2, 5))));
  }
}

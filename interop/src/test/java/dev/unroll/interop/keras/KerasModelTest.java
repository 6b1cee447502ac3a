package dev.unroll.interop.keras;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.testing.ModelFiles;
import dev.unroll.interop.testing.Tolerance;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Models that Keras 3.15 wrote, in each of its three formats, give what it computed.
final class KerasModelTest {
  private static KerasFile file(String name) throws IOException {
    return KerasFile.of(name, ModelFiles.bytes(name));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "keras_lstm",
        "keras_gru_reset_after",
        "keras_gru_reset_before",
        "keras_simplernn",
        "keras_bidirectional_lstm",
        "keras_stacked",
        "keras_mask_zero_lstm",
        "keras_compiled_adam"
      })
  void givesWhatKerasComputed(String name) throws IOException {
    KerasFile architecture = file(name + ".keras");
    check(name + ".keras", architecture.model());
    check(name + ".h5", file(name + ".h5").model());
    check(name + ".weights.h5", file(name + ".weights.h5").model(architecture));
  }

  private static void check(String name, KerasModel model) throws IOException {
    for (String call : List.of("", "2")) {
      Map<String, NdArray> in = ModelFiles.expected(name, "in" + call + ".");
      Map<String, NdArray> out = ModelFiles.expected(name, "out" + call + ".");
      Tensor y = model.run(in.get("x"));
      assertEquals(out.get("y").shape(), y.shape());
      Tolerance.check(name, out.get("y").doubles(), NdArray.of(y).doubles());
    }
  }

  /// Models that Keras 3.15 wrote on PyTorch, the archives deflated afterwards; those of Keras 2 were put
  /// together by hand. Masks have gaps, stand on the left, or mask whole rows.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "attention_by_hand.keras",
        "backwards_masked.keras",
        "bi_mul_seq.keras",
        "bidirectional_states.keras",
        "conv1d.keras",
        "conv2d.keras",
        "custom_activations.keras",
        "encoder_decoder.keras",
        "functional_two_inputs.keras",
        "mask_merges.keras",
        "nested_shared.keras",
        "nested_shared.h5",
        "keras2_cudnn.h5",
        "keras2_sequential.h5"
      })
  void everyLayer(String name) throws IOException {
    KerasModel model = KerasFile.of(name, bytes(name)).model();
    String expected = name + ".expected.safetensors";
    SafetensorsFile file = SafetensorsFile.of(expected, bytes(expected));
    for (String call : List.of("", "2")) {
      List<NdArray> in = new ArrayList<>();
      for (String input : model.inputs()) {
        String key = "in" + call + "." + (model.inputs().size() == 1 ? "x" : input);
        if (file.names().contains(key)) {
          in.add(NdArray.read(file, key));
        }
      }
      if (!in.isEmpty()) {
        List<Tensor> y = model.run(in);
        for (int i = 0; i < y.size(); i++) {
          String key = "out" + call + ".y" + (y.size() == 1 ? "" : i);
          assertEquals(file.shape(key), y.get(i).shape());
          Tolerance.check(name + " " + key, file.doubles(key), NdArray.of(y.get(i)).doubles());
        }
      }
    }
  }

  private static byte[] bytes(String name) throws IOException {
    try (InputStream in = KerasModelTest.class.getResourceAsStream("/keras/" + name)) {
      return in.readAllBytes();
    }
  }

  @Test
  void layersSayWhatTheyAre() throws IOException {
    KerasModel model = file("keras_stacked.keras").model();
    List<String> lines =
        model.layers().stream()
            .map(layer -> layer.name() + " " + layer.kind() + ": " + layer.description())
            .toList();
    assertEquals(
        List.of(
            "input_layer InputLayer: input",
            "embedding Embedding: 20 ids -> 6",
            "lstm LSTM: 6 -> 8, tanh, sigmoid, fused kernel lstm, sequences",
            "dropout Dropout: nothing outside of training",
            "gru GRU: 8 -> 6, tanh, sigmoid, fused kernel reset-after-gru, last step",
            "dense Dense: 6 -> 5, relu",
            "dense_1 Dense: 5 -> 2, linear"),
        lines);
    assertEquals(List.of("input_layer"), model.inputs());
    assertEquals(List.of("dense_1"), model.outputs());
    assertEquals("3.15.1", model.version());
  }

  /// The layouts of torch: a model of torch's own layers on them gives the same.
  @Test
  void tensorsHaveTorchsNames() throws IOException {
    Map<String, Tensor> tensors = file("keras_bidirectional_lstm.keras").model().tensors();
    assertEquals(Shape.of(20, 6), tensors.get("embedding.weight").shape());
    assertEquals(Shape.of(32, 6), tensors.get("bidirectional.weight_ih_l0").shape());
    assertEquals(Shape.of(32, 8), tensors.get("bidirectional.weight_hh_l0_reverse").shape());
    assertEquals(Shape.of(32), tensors.get("bidirectional.bias_hh_l0").shape());
    assertEquals(Shape.of(5, 16), tensors.get("dense.weight").shape());
    assertEquals(Shape.of(5), tensors.get("dense.bias").shape());
    assertEquals(11, tensors.size());
  }

  // ---- what is refused

  private static void refused(String message, Executable reading) {
    MalformedFileException e = assertThrows(MalformedFileException.class, reading);
    assertEquals(message, e.getMessage());
  }

  private static KerasFile json(String json) throws IOException {
    return KerasFile.of("file", json.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void weightsAloneAreNoModel() throws IOException {
    KerasFile weights = file("keras_lstm.weights.h5");
    assertFalse(weights.hasArchitecture());
    assertEquals(6, weights.weights().size());
    assertEquals(Shape.of(6, 32), weights.weights().get("layers/lstm/cell/vars/0").shape());
    refused(
        "keras_lstm.weights.h5: expected a model, found weights without an architecture: give the"
            + " model's .keras, .h5 or config.json file, too",
        weights::model);
    refused(
        "keras_lstm.weights.h5: expected an architecture, found weights alone",
        () -> weights.model(weights));
    refused(
        "file: expected weights, found an architecture alone",
        () -> json("{\"class_name\": \"Sequential\", \"config\": []}").model());
  }

  @Test
  void weightsOfAnotherModelAreRefused() throws IOException {
    KerasFile lstm = file("keras_lstm.keras");
    refused(
        "keras_gru_reset_after.weights.h5: layer \"lstm\": expected its kernel under vars/0, found"
            + " nothing there",
        () -> file("keras_gru_reset_after.weights.h5").model(lstm));
    refused(
        "keras_compiled_adam.weights.h5: layer \"gru\": expected a kernel of [?, 24], found [6, 21]",
        () -> file("keras_compiled_adam.weights.h5").model(file("keras_gru_reset_after.keras")));
    refused(
        "keras_gru_reset_after.h5: layer \"lstm\": expected a weight kernel, found none",
        () -> file("keras_gru_reset_after.h5").model(lstm));
  }

  private static KerasModel model(String layer) throws IOException {
    return file("keras_lstm.weights.h5")
        .model(json("{\"class_name\": \"Sequential\", \"config\": [" + layer + "]}"));
  }

  @Test
  void whatIsNotKnownIsNamed() {
    refused(
        "keras_lstm.weights.h5: layer \"l\" (Lambda): expected a layer that is known here, found"
            + " \"Lambda\"; known are recurrent layers, Embedding, Dense, Conv1D, Conv2D, pooling,"
            + " normalization, merging, masking and reshaping ones",
        () -> model("{\"class_name\": \"Lambda\", \"config\": {\"name\": \"l\"}}"));
    refused(
        "keras_lstm.weights.h5: layer \"d\" (Dense): expected a size of 1 or more for \"units\","
            + " found \"-1\"",
        () -> model("{\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": -1}}"));
    refused(
        "keras_lstm.weights.h5: layer \"d\" (Dense): expected an activation function of Keras, found"
            + " \"my_own\"",
        () ->
            model(
                "{\"class_name\": \"Dense\", \"config\": {\"name\": \"d\", \"units\": 5,"
                    + " \"activation\": \"my_own\"}}"));
    refused(
        "keras_lstm.weights.h5: layer \"d\" (LSTM): expected the name of a function for"
            + " \"activation\", found none",
        () -> model("{\"class_name\": \"LSTM\", \"config\": {\"name\": \"d\", \"units\": 8}}"));
    refused(
        "keras_lstm.weights.h5: layer \"d\" (LSTM): expected a layer of Keras 2 or 3, found one of"
            + " Keras 1",
        () ->
            model(
                "{\"class_name\": \"LSTM\", \"config\": {\"name\": \"d\", \"units\": 8,"
                    + " \"inner_activation\": \"hard_sigmoid\"}}"));
    refused(
        "keras_lstm.weights.h5: the model: expected a model of at least one layer",
        () -> model(""));
    refused(
        "file: expected a .keras archive, an HDF5 file or JSON, found another beginning",
        () -> json("x"));
  }

  private static KerasModel functional(String layers, String outputs) throws IOException {
    return file("keras_lstm.weights.h5")
        .model(
            json(
                "{\"class_name\": \"Functional\", \"config\": {\"layers\": ["
                    + layers
                    + "], \"input_layers\": [[\"x\", 0, 0]], \"output_layers\": ["
                    + outputs
                    + "]}}"));
  }

  private static String layer(String kind, String name, String inputs) {
    return "{\"class_name\": \"%s\", \"config\": {\"name\": \"%s\"}, \"inbound_nodes\": [%s]}"
        .formatted(kind, name, inputs);
  }

  @Test
  void graphsThatAreNoneAreRefused() {
    String x = layer("InputLayer", "x", "");
    String file = "keras_lstm.weights.h5: the model: ";
    refused(
        file + "expected layers that feed one another, found a circle",
        () ->
            functional(
                x
                    + ","
                    + layer("Add", "a", "[[\"x\",0,0],[\"b\",0,0]]")
                    + ","
                    + layer("Add", "b", "[[\"a\",0,0]]"),
                "[\"b\",0,0]"));
    refused(
        file + "expected use 0 of a layer \"y\", found none", () -> functional(x, "[\"y\",0,0]"));
    refused(
        file + "expected use 1 of a layer \"x\", found none", () -> functional(x, "[\"x\",1,0]"));
    refused(
        file + "expected each layer once, found a second \"x\"",
        () -> functional(x + "," + x, "[\"x\",0,0]"));
    refused(
        file + "layer \"a\": expected inputs, found none",
        () -> functional(x + "," + layer("Add", "a", ""), "[\"a\",0,0]"));
    refused(
        file + "expected the input \"z\" among \"input_layers\", found it is none",
        () -> functional(x + "," + layer("InputLayer", "z", ""), "[\"x\",0,0]"));
    refused(file + "expected layers for \"output_layers\", found none", () -> functional(x, ""));
  }

  @Test
  void inputsThatDoNotFitAreRefused() throws IOException {
    KerasModel model = file("keras_lstm.keras").model();
    IllegalArgumentException e =
        assertThrows(
            IllegalArgumentException.class, () -> model.run(NdArray.of(Shape.of(1, 2), 3, 20)));
    assertEquals(
        "layer \"embedding\" (Embedding): an embedding expects ids from 0 to 19, got 20.0",
        e.getMessage());
    e = assertThrows(IllegalArgumentException.class, () -> model.run(List.of()));
    assertEquals("the model expects 1 inputs, got 0", e.getMessage());
  }
}

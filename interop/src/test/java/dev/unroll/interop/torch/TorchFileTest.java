package dev.unroll.interop.torch;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Shape;
import dev.unroll.core.io.DType;
import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.testing.ModelFiles;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Files that PyTorch wrote.
final class TorchFileTest {
  private static TorchFile open(String name) throws MalformedFileException {
    return TorchFile.of(name, ModelFiles.bytes(name));
  }

  private static void refused(String name, String message) {
    MalformedFileException e = assertThrows(MalformedFileException.class, () -> open(name));
    assertEquals(name + ": " + message, e.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"pt_lstm", "pt_gru_2l_bi", "pt_rnn_relu_nobias", "pt_checkpoint_adam"})
  void stateDictionaries(String name) throws IOException {
    StateDict weights = open(name + ".pt").stateDict();
    Map<String, NdArray> expected = ModelFiles.expected(name + ".pt", "out.weight.");
    assertEquals(expected.keySet(), weights.names());
    expected.forEach(
        (tensor, want) -> {
          try {
            assertEquals(want.shape(), weights.array(tensor).shape(), tensor);
            assertArrayEquals(want.doubles(), weights.array(tensor).doubles(), tensor);
            assertArrayEquals(want.tensor().data(), weights.tensor(tensor).data(), tensor);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
        });
  }

  @Test
  void namesKeepTheFilesOrder() throws IOException {
    assertEquals(
        List.of(
            "emb.weight",
            "rnn.weight_ih_l0",
            "rnn.weight_hh_l0",
            "rnn.bias_ih_l0",
            "rnn.bias_hh_l0",
            "out.weight",
            "out.bias"),
        new ArrayList<>(open("pt_lstm.pt").stateDict().names()));
  }

  @Test
  void everyType() throws IOException {
    StateDict weights = open("pt_mixed_dtypes.pt").stateDict();
    Map<String, NdArray> expected = ModelFiles.expected("pt_mixed_dtypes.pt", "out.");
    assertEquals(expected.keySet(), weights.names());
    for (String name : weights.names()) {
      assertEquals(expected.get(name).shape(), weights.array(name).shape(), name);
      assertArrayEquals(expected.get(name).doubles(), weights.array(name).doubles(), name);
    }
    Map<String, DType> dtypes =
        Map.of(
            "f32",
            DType.F32,
            "f16",
            DType.F16,
            "bf16",
            DType.BF16,
            "f64",
            DType.F64,
            "i64",
            DType.I64,
            "i32",
            DType.I32,
            "i16",
            DType.I16,
            "i8",
            DType.I8,
            "u8",
            DType.U8,
            "bool",
            DType.BOOL);
    for (String name : weights.names()) {
      assertEquals(dtypes.get(name), weights.array(name).dtype());
    }
  }

  @Test
  void viewsAndSharedStorages() throws IOException {
    StateDict weights = open("pt_views.pt").stateDict();
    Map<String, NdArray> expected = ModelFiles.expected("pt_views.pt", "out.");
    assertEquals(expected.keySet(), weights.names());
    for (String name : weights.names()) {
      assertEquals(expected.get(name).shape(), weights.array(name).shape(), name);
      assertArrayEquals(expected.get(name).doubles(), weights.array(name).doubles(), name);
    }
    assertEquals(Shape.of(0, 3), weights.array("empty2d").shape());
  }

  @Test
  void aCheckpointsOtherValues() throws IOException {
    TorchFile file = open("pt_checkpoint_adam.pt");
    assertEquals(3L, file.values().get("epoch"));
    assertTrue(file.values().get("loss") instanceof Double);
    assertTrue(file.values().containsKey("best"));
    assertTrue(file.tensors().containsKey("optimizer_state_dict/state/0/exp_avg"));
    assertTrue(file.tensors().containsKey("model_state_dict/emb.weight"));
    assertEquals(file.stateDict().names(), file.stateDict("model_state_dict").names());
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> file.stateDict("ema"));
    assertEquals(
        "pt_checkpoint_adam.pt: expected tensors under \"ema\", found them under"
            + " \"model_state_dict\", \"optimizer_state_dict\"",
        e.getMessage());
    assertFalse(file.stateDict().contains("epoch"));
  }

  @Test
  void whatIsNoStateDictionaryIsRefused() {
    refused(
        "bad_legacy.pt",
        "expected a file of PyTorch 1.6 or newer, found an older kind; load it in PyTorch and save it"
            + " again: torch.save(torch.load(path), path)");
    String use = "expected tensors and plain values only, found a use of ";
    String advice =
        "; nothing of the file was run. If the file is yours, save tensors alone,"
            + " torch.save(model.state_dict(), path)";
    refused(
        "bad_whole_module.pt",
        "data.pkl, byte 2: "
            + use
            + "\"__main__.Net\"; nothing of the file was run. It holds a whole module: save its tensors,"
            + " torch.save(model.state_dict(), path)");
    refused("bad_os_system.pt", "data.pkl, byte 2: " + use + "\"os.system\"" + advice);
    refused("bad_eval_stack_global.pt", "data.pkl, byte 18: " + use + "\"builtins.eval\"" + advice);
    refused(
        "bad_truncated.pt",
        "expected a zip archive, found no directory at its end: the file is cut off or no archive");
    refused(
        "bad_short_storage.pt",
        "tensor \"rnn.weight_ih_l0\": expected 24 elements of F32, of 4 bytes each, in the entry"
            + " \"tmp/data/1\", found 88 bytes");
    refused(
        "bad_missing_storage.pt",
        "tensor \"rnn.weight_hh_l0\": expected its storage in the entry \"tmp/data/2\", found none");
  }
}

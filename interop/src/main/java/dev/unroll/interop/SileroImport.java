package dev.unroll.interop;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.interop.array.NdArray;
import dev.unroll.interop.silero.SileroStream;
import dev.unroll.interop.silero.SileroVad;
import dev.unroll.interop.torch.StateDict;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Silero VAD from safetensors: sound in, probabilities out; see [SileroRecipe].
record SileroImport(SileroVad vad, StateDict weights) implements ImportedModel {
  @Override
  public List<String> description() {
    return List.of(
        "format     safetensors, Silero VAD for 16 kHz",
        "layer      stft_conv: Conv1d(1, 258, 256, stride=128), magnitudes of 129 frequencies",
        "layer      conv1, conv2, conv3, conv4: Conv1d 129 -> 128 -> 64 -> 64 -> 128, relu",
        "layer      lstm_cell: LSTMCell(128, 128), fused kernel lstm",
        "layer      final_conv: Conv1d(128, 1, 1), sigmoid",
        "inputs     signal [samples] at 16 kHz",
        "outputs    prob, one for each 512 samples; state [3,2,1,128] after the first, middle and last");
  }

  @Override
  public String obstacle() {
    return null;
  }

  @Override
  public List<String> inputs() {
    return List.of("signal");
  }

  @Override
  public Map<String, NdArray> run(Map<String, NdArray> inputs) {
    SileroStream stream = vad.stream();
    return SileroRecipe.run(
        NamedArrays.ordered(inputs(), inputs).getFirst(),
        (chunk, state) -> {
          float probability = stream.next(chunk, 0);
          System.arraycopy(stream.h().data(), 0, state, 0, SileroRecipe.HIDDEN);
          System.arraycopy(stream.c().data(), 0, state, SileroRecipe.HIDDEN, SileroRecipe.HIDDEN);
          return probability;
        });
  }

  @Override
  public Map<String, NdArray> tensors() {
    Map<String, NdArray> tensors = new LinkedHashMap<>();
    for (String name : weights.names()) {
      try {
        tensors.put(name, weights.array(name));
      } catch (MalformedFileException e) {
        throw new AssertionError(e);
      }
    }
    return tensors;
  }
}

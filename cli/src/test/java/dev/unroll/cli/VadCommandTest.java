package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.Shape;
import dev.unroll.core.Tensor;
import dev.unroll.core.io.SafetensorsWriter;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sound.sampled.AudioFileFormat;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// With a model of Silero's shapes that takes everything for speech, or nothing; the real one is tested where
/// it is read.
final class VadCommandTest {
  @TempDir private Path directory;

  private Path model(float bias) throws IOException {
    SafetensorsWriter writer =
        new SafetensorsWriter()
            .add("stft_conv.weight", Tensor.zeros(258, 1, 256))
            .add("lstm_cell.weight_ih", Tensor.zeros(512, 128))
            .add("lstm_cell.weight_hh", Tensor.zeros(512, 128))
            .add("lstm_cell.bias_ih", Tensor.zeros(512))
            .add("lstm_cell.bias_hh", Tensor.zeros(512))
            .add("final_conv.weight", Tensor.zeros(1, 128, 1))
            .add("final_conv.bias", Tensor.of(Shape.of(1), bias));
    int[] channels = {129, 128, 64, 64, 128};
    for (int i = 1; i < channels.length; i++) {
      writer.add("conv" + i + ".weight", Tensor.zeros(channels[i], channels[i - 1], 3));
      writer.add("conv" + i + ".bias", Tensor.zeros(channels[i]));
    }
    Path file = directory.resolve("vad" + bias + ".safetensors");
    writer.write(file);
    return file;
  }

  /// A second of silence.
  private Path sound(float rate, int channels) throws IOException {
    AudioFormat format = new AudioFormat(rate, 16, channels, true, false);
    byte[] silence = new byte[(int) rate * 2 * channels];
    Path file = directory.resolve("sound.wav");
    AudioSystem.write(
        new AudioInputStream(new ByteArrayInputStream(silence), format, (long) rate),
        AudioFileFormat.Type.WAVE,
        file.toFile());
    return file;
  }

  @Test
  void findsSpeechInSoundOfAnyRate() throws IOException {
    Path mono = sound(16_000, 1);
    assertEquals(
        List.of("    0.00 s -     1.02 s"),
        Unroll.run("vad", mono, "--model", model(3)).succeeds().lines());
    assertEquals(List.of(), Unroll.run("vad", mono, "--model", model(-3)).succeeds().lines());
    Path stereo = sound(44_100, 2);
    assertEquals(
        List.of("    0.00 s -     1.02 s"),
        Unroll.run("vad", stereo, "--model", model(3)).succeeds().lines());
  }

  @Test
  void badInput() throws IOException {
    Path text = Files.writeString(directory.resolve("text.wav"), "no sound");
    Unroll.run("vad", text, "--model", model(0)).fails("expected a WAV, AIFF or AU file");
    Unroll.run("vad", sound(16_000, 1), "--model", text).fails("safetensors");
    Unroll.run("vad", sound(16_000, 1), "--model", model(0), "--threshold", 2)
        .fails("expected a threshold above 0.15");
    Unroll.run("vad", directory.resolve("none.wav"), "--model", model(0)).fails("none.wav");
  }
}

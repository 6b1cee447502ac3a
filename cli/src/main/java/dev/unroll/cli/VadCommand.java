package dev.unroll.cli;

import dev.unroll.cli.kind.Stage;
import dev.unroll.interop.silero.SileroStream;
import dev.unroll.interop.silero.SileroVad;
import dev.unroll.interop.silero.SpeechSegments;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.concurrent.Callable;
import javax.sound.sampled.AudioFormat;
import javax.sound.sampled.AudioInputStream;
import javax.sound.sampled.AudioSystem;
import javax.sound.sampled.UnsupportedAudioFileException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Finds speech in a sound file.
@Command(
    name = "vad",
    sortOptions = false,
    description = {"Says where somebody speaks in a sound file, with the model Silero VAD.", ""})
final class VadCommand implements Callable<Integer>, OutputUser {
  private static final AudioFormat MONO = new AudioFormat(SileroVad.RATE, 16, 1, true, false);

  @Parameters(
      paramLabel = "FILE.wav",
      description = "A sound file that Java reads: WAV, AIFF or AU, of any rate.")
  private Path sound;

  @Option(
      names = "--model",
      paramLabel = "FILE",
      required = true,
      description = "The model: silero_vad_16k.safetensors of the package silero-vad.")
  private Path model;

  @Option(
      names = "--threshold",
      paramLabel = "P",
      defaultValue = "0.5",
      description = "The probability from which on it is speech; default 0.5.")
  private float threshold;

  @Option(
      names = "--shortest",
      paramLabel = "SECONDS",
      defaultValue = "0.25",
      description = "Leave out speech that is shorter; default 0.25.")
  private double shortest;

  @Option(
      names = "--pause",
      paramLabel = "SECONDS",
      defaultValue = "0.1",
      description = "The silence that ends speech; default 0.1.")
  private double pause;

  private Output output;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    SileroVad vad = SileroVad.read(model);
    SpeechSegments segments =
        Stage.PREPARATION.run(() -> new SpeechSegments(threshold, shortest, pause));
    try (AudioInputStream source = open();
        AudioInputStream mono = Stage.PREPARATION.run(() -> converted(source))) {
      SileroStream stream = vad.stream();
      float[] chunk = new float[SileroVad.CHUNK];
      int printed = 0;
      while (read(mono, chunk)) {
        segments.add(stream.next(chunk, 0));
        printed = print(segments, printed);
      }
      segments.end();
      print(segments, printed);
    }
    return 0;
  }

  private AudioInputStream open() throws IOException {
    try {
      return AudioSystem.getAudioInputStream(sound.toFile());
    } catch (UnsupportedAudioFileException e) {
      throw new IOException(sound + ": expected a WAV, AIFF or AU file, found another", e);
    }
  }

  private static AudioInputStream converted(AudioInputStream source) {
    return AudioSystem.getAudioInputStream(MONO, source);
  }

  /// Fills a chunk, the rest of the last one with silence.
  ///
  /// @return whether there was anything left
  private static boolean read(AudioInputStream in, float[] chunk) throws IOException {
    byte[] bytes = in.readNBytes(2 * chunk.length);
    Arrays.fill(chunk, 0);
    for (int i = 0; i < bytes.length / 2; i++) {
      int sample = bytes[2 * i + 1] << 8 | bytes[2 * i] & 0xFF;
      chunk[i] = sample / 32768f;
    }
    return bytes.length > 0;
  }

  /// Prints what was found since the last time.
  private int print(SpeechSegments segments, int printed) {
    for (SpeechSegments.Segment segment :
        segments.found().subList(printed, segments.found().size())) {
      output.printf("%8.2f s - %8.2f s", segment.begin(), segment.end());
    }
    return segments.found().size();
  }
}

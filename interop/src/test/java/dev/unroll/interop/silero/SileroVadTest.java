package dev.unroll.interop.silero;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.io.SafetensorsFile;
import dev.unroll.core.testing.Allocations;
import dev.unroll.interop.testing.ModelFiles;
import dev.unroll.interop.testing.Tolerance;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

final class SileroVadTest {
  private static final String FILE = "silero_vad_16k.safetensors";
  private static final int CHUNKS = 63;

  private static SileroVad vad;
  private static float[] signal;

  @BeforeAll
  static void read() throws IOException {
    vad = SileroVad.of(SafetensorsFile.of(FILE, ModelFiles.bytes(FILE)));
    float[] samples = ModelFiles.expected(FILE).tensor("in.signal").data();
    signal = Arrays.copyOf(samples, CHUNKS * SileroVad.CHUNK);
  }

  @Test
  void probabilitiesAndStates() throws IOException {
    SafetensorsFile expected = ModelFiles.expected(FILE);
    double[] got = new double[CHUNKS];
    double[] states = new double[3 * 256];
    SileroStream stream = vad.stream();
    int kept = 0;
    for (int i = 0; i < CHUNKS; i++) {
      got[i] = stream.next(signal, i * SileroVad.CHUNK);
      if (i == 0 || i == 31 || i == 62) {
        for (int u = 0; u < 128; u++) {
          states[kept * 256 + u] = stream.h().data()[u];
          states[kept * 256 + 128 + u] = stream.c().data()[u];
        }
        kept++;
      }
    }
    Tolerance.check("probability", expected.doubles("out.prob"), got);
    Tolerance.check("state", expected.doubles("out.state"), states);
  }

  @Test
  void aStreamBeginsAnew() {
    SileroStream stream = vad.stream();
    float first = stream.next(signal, 0);
    float second = stream.next(signal, 512);
    stream.reset();
    assertEquals(first, stream.next(signal, 0));
    assertEquals(second, stream.next(signal, 512));
    assertThrows(IndexOutOfBoundsException.class, () -> stream.next(new float[512], 1));
  }

  @Test
  void aChunkAllocatesNothing() {
    SileroStream stream = vad.stream();
    assertEquals(0, Allocations.warmBytes(() -> stream.next(signal, 0)));
  }

  @Test
  void otherFilesAreRefused() throws IOException {
    SafetensorsFile other =
        SafetensorsFile.of("file", ModelFiles.bytes(FILE + ".expected.safetensors"));
    assertFalse(SileroVad.matches(other.names()));
    MalformedFileException e =
        assertThrows(MalformedFileException.class, () -> SileroVad.of(other));
    assertEquals("file: expected a tensor \"stft_conv.weight\", found 5 others", e.getMessage());
    assertTrue(SileroVad.matches(SafetensorsFile.of(FILE, ModelFiles.bytes(FILE)).names()));
  }

  @Test
  void segments() {
    SpeechSegments segments = new SpeechSegments(0.5f, 0.1, 0.09);
    float[] probabilities = {
      0.1f, 0.6f, 0.4f, 0.9f, 0.2f, 0.9f, 0.9f, 0.1f, 0.1f, 0.4f, 0.1f, 0.1f, 0.8f, 0.1f, 0.1f,
      0.1f, 0.1f, 0.7f, 0.7f, 0.7f, 0.7f, 0.3f
    };
    for (float probability : probabilities) {
      segments.add(probability);
    }
    assertEquals(List.of(new SpeechSegments.Segment(0.032, 0.224)), segments.found());
    segments.end();
    assertEquals(
        List.of(new SpeechSegments.Segment(0.032, 0.224), new SpeechSegments.Segment(0.544, 0.672)),
        segments.found());
    assertThrows(IllegalArgumentException.class, () -> new SpeechSegments(0.1f, 0, 0));
  }
}

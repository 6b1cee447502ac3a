package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlightRecorderTest {
  @TempDir Path temporary;

  private List<RecordedEvent> recorded(Object... more) throws IOException {
    Path text = Files.writeString(temporary.resolve("text"), "some text or other\n".repeat(40));
    Object[] words = {
      "train",
      "--text",
      text,
      "--hidden",
      4,
      "--batch",
      2,
      "--sequence",
      8,
      "--threads",
      1,
      "--quiet",
      "--out",
      temporary.resolve("run" + more.length)
    };
    Object[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    Path file = temporary.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      Unroll.run(all);
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream()
        .filter(event -> event.getEventType().getName().startsWith("dev.unroll."))
        .toList();
  }

  private static List<RecordedEvent> named(List<RecordedEvent> events, String name) {
    return events.stream()
        .filter(event -> event.getEventType().getName().equals("dev.unroll." + name))
        .toList();
  }

  @Test
  void aTraining() throws IOException {
    List<RecordedEvent> events = recorded("--epochs", 2);

    assertEquals(1, named(events, "Kernels").size());
    assertEquals(1, named(events, "Kernels").getFirst().getInt("threads"));
    assertEquals(2, named(events, "Epoch").size());
    assertEquals(2, named(events, "Validation").size());
    assertEquals("cross-entropy", named(events, "Validation").getFirst().getString("metric"));
    List<RecordedEvent> steps = named(events, "Step");
    assertEquals(named(events, "Epoch").getLast().getLong("step"), steps.size());
    for (int i = 0; i < steps.size(); i++) {
      RecordedEvent step = steps.get(i);
      assertEquals(i + 1, step.getLong("step"));
      assertTrue(step.getFloat("loss") > 0 && step.getDouble("gradientNorm") > 0);
      assertTrue(step.getDuration().toNanos() > 0);
    }
    List<RecordedEvent> checkpoints = named(events, "Checkpoint");
    assertTrue(checkpoints.stream().anyMatch(event -> event.getBoolean("best")));
    for (RecordedEvent checkpoint : checkpoints) {
      assertTrue(Files.exists(Path.of(checkpoint.getString("file"))));
      assertTrue(checkpoint.getLong("bytes") > 1000);
    }
  }

  @Test
  void aDivergence() throws IOException {
    List<RecordedEvent> events =
        recorded("--steps", 50, "--optimizer", "sgd", "--learning-rate", "1e38", "--clip-norm", 0);

    RecordedEvent event = named(events, "Divergence").getFirst();
    assertTrue(event.getString("reason").contains("diverged"));
    assertTrue(event.getLong("step") > 0);
  }
}

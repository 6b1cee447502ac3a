package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

final class FlightRecorderTest {
  @TempDir Path temporary;

  private Object[] training(String out, Object... more) throws IOException {
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
      temporary.resolve(out)
    };
    Object[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    return all;
  }

  private List<RecordedEvent> recorded(Object... more) throws IOException {
    Path file = temporary.resolve("recording.jfr");
    try (Recording recording = new Recording()) {
      recording.start();
      Unroll.run(training("run" + more.length, more));
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

  /// The first event makes the recorder read what it knows of all of the JDK's, while somebody waits for the first step.
  @Test
  @Timeout(60)
  void noEventWhereNobodyRecords() throws IOException, InterruptedException {
    Path classes = temporary.resolve("classes");
    List<String> options = List.of("-Xlog:disable", "-Xlog:class+load:file=" + classes);
    List<String> command = Unroll.command(options, training("unrecorded", "--steps", 3));

    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), Charset.defaultCharset());
    assertEquals(0, process.waitFor(), printed);

    String events = "dev.unroll.models.training.FlightEvents";
    List<String> loaded = Files.readAllLines(classes);
    assertTrue(loaded.stream().anyMatch(line -> line.contains(events + " ")), "the log works");
    assertEquals(List.of(), loaded.stream().filter(line -> line.contains(events + "$")).toList());
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

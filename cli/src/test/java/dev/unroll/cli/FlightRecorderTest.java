package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class FlightRecorderTest {
  @TempDir Path temporary;

  private Object[] training(String out) throws IOException {
    Path text = Files.writeString(temporary.resolve("text"), "some text or other\n".repeat(40));
    return new Object[] {
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
  }

  private List<RecordedEvent> recorded(Object... more) throws IOException {
    Object[] words = training("run" + more.length);
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

  /// The first event makes the recorder read what it knows of all of the JDK's, while somebody waits for the first step.
  @Test
  void noEventWhereNobodyRecords() throws IOException, InterruptedException {
    Path classes = temporary.resolve("classes");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xlog:disable");
    command.add("-Xlog:class+load:file=" + classes);
    command.addAll(List.of("-p", System.getProperty("jdk.module.path")));
    command.addAll(List.of("-m", "dev.unroll.cli/dev.unroll.cli.Main"));
    Object[] training = training("unrecorded");
    Arrays.stream(training).map(Object::toString).forEach(command::add);
    command.addAll(List.of("--steps", "3"));

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

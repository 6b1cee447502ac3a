package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.cli.lesson.Lesson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LessonCommandTest {
  @TempDir Path temporary;

  @Test
  void everyLessonIsToldTwice() throws IOException {
    for (Lesson lesson : Lesson.all()) {
      if (lesson.name().equals("vanishing")) {
        continue; // takes seconds; its numbers have tests of their own
      }
      Path html = temporary.resolve(lesson.name() + ".html");

      String out = Unroll.run("lesson", lesson.name(), "--html", html).succeeds().out();

      assertTrue(out.startsWith(lesson.description()), out);
      String page = Files.readString(html);
      assertTrue(page.contains("<h1>" + lesson.description()), lesson.name());
      assertTrue(page.contains("<table>"), lesson.name());
    }
  }

  @Test
  void whatIsTold() {
    String lstm = Unroll.run("lesson", "lstm").succeeds().out();
    assertTrue(lstm.contains("c    = f ⊙ c' + i ⊙ g        ["), lstm);
    assertTrue(lstm.contains("∂c    = ∂h ⊙ o ⊙ (1 − tanh²(c))  ["), lstm);
    String truncation = Unroll.run("lesson", "truncation").succeeds().out();
    assertTrue(truncation.contains("truncated  [the time machine by h g ]│well → s"), truncation);
    assertTrue(truncation.contains("An LSTM of 64 units after 300 updates on the "), truncation);
  }

  @Test
  void noSuchLesson() {
    Unroll result = Unroll.run("lesson", "sleeping");

    assertEquals(2, result.status());
    assertTrue(result.err().contains("expected a lesson, unrolling, hello"), result.err());
  }
}

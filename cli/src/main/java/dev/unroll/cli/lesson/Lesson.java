package dev.unroll.cli.lesson;

import java.io.IOException;
import java.util.List;

/// Something to be shown in a lecture.
///
/// @param name on the command line
/// @param description one sentence
/// @param content tells it
public record Lesson(String name, String description, Content content) {
  /// What a lesson tells.
  @FunctionalInterface
  public interface Content {
    /// @throws IOException if it reads something that is not there
    void tell(Telling to) throws IOException;
  }

  /// All lessons, in the order of the lectures.
  public static List<Lesson> all() {
    return List.of(
        UnrollingLesson.LESSON,
        HelloLesson.LESSON,
        ClippingLesson.LESSON,
        TruncationLesson.LESSON,
        VanishingLesson.LESSON,
        StepLesson.LSTM,
        StepLesson.GRU,
        StepLesson.SIMPLIFIED_GRU);
  }

  /// Tells it.
  ///
  /// @throws IOException if it reads something that is not there
  public Telling told() throws IOException {
    Telling telling = new Telling(description);
    content.tell(telling);
    return telling;
  }
}

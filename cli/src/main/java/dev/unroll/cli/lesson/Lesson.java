package dev.unroll.cli.lesson;

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
    void tell(Telling to);
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
  public Telling told() {
    Telling telling = new Telling(description);
    content.tell(telling);
    return telling;
  }
}

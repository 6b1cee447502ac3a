package dev.unroll.cli.lesson;

import dev.unroll.cli.chart.HeatMap;
import dev.unroll.models.lesson.Hello;
import java.util.ArrayList;
import java.util.List;

/// A network that learns to say hello.
final class HelloLesson {
  static final Lesson LESSON = new Lesson("hello", "Learning to say hello", HelloLesson::tell);

  private static final int[] LOOKS = {0, 5, 10, 20, 50, 100, 200};

  private HelloLesson() {}

  private static void tell(Telling to) {
    to.say(
        "A network of three units knows the characters %s. It reads “%s” and is to expect “%s”: after the first l another, after the second an o, which only its state can tell.",
        String.join(", ", Hello.CHARACTERS), Hello.READ, Hello.EXPECTED);
    List<Hello.Expectation> expectations = Hello.learn(1, LOOKS);
    List<List<String>> rows = new ArrayList<>();
    for (Hello.Expectation each : expectations) {
      List<String> row = new ArrayList<>();
      row.add(Integer.toString(each.updates()));
      row.add(Telling.number(each.loss()));
      row.add(each.guess());
      for (int t = 0; t < Hello.READ.length(); t++) {
        int wanted = Hello.CHARACTERS.indexOf(Hello.EXPECTED.substring(t, t + 1));
        row.add(Telling.number(each.probabilities()[t][wanted]));
      }
      rows.add(row);
    }
    to.table(
        List.of("updates", "loss", "it says", "p(e | h)", "p(l | he)", "p(l | hel)", "p(o | hell)"),
        rows);
    for (Hello.Expectation each : List.of(expectations.getFirst(), expectations.getLast())) {
      to.chart(
          new HeatMap(
              "What it expects after %d updates".formatted(each.updates()),
              "after reading",
              "probability of",
              List.of("h", "he", "hel", "hell"),
              Hello.CHARACTERS,
              each.probabilities()));
    }
  }
}

package dev.unroll.models.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class EntityScoreTest {
  private static List<String> tags(String tags) {
    return tags.isEmpty() ? List.of() : List.of(tags.split(" "));
  }

  private static void entities(String tags, Entity... entities) {
    assertEquals(List.of(entities), Entity.of(tags(tags)));
  }

  @Test
  void entitiesAreThoseOfConlleval() {
    entities("");
    entities("O O O");
    entities("B-x I-x O B-y", new Entity("x", 0, 2), new Entity("y", 3, 4));
    entities("B-x B-x I-x", new Entity("x", 0, 1), new Entity("x", 1, 3)); // right after one
    entities("I-x I-x O I-y", new Entity("x", 0, 2), new Entity("y", 3, 4)); // without a B
    entities("B-x I-y I-y", new Entity("x", 0, 1), new Entity("y", 1, 3)); // another type
    entities("B-x I-x", new Entity("x", 0, 2)); // to the end
    entities("I-x B-x", new Entity("x", 0, 1), new Entity("x", 1, 2));
    entities("B-a-b I-a-b", new Entity("a-b", 0, 2));
  }

  @Test
  void whatIsNoTagIsRefused() {
    for (String tag : List.of("", "B", "B-", "X-x", "b-x", "o", "I")) {
      String message =
          assertThrows(IllegalArgumentException.class, () -> Entity.of(List.of("O", tag)))
              .getMessage();
      assertEquals("tag 2: expected O, B-type or I-type, got '" + tag + "'", message);
    }
    assertTrue(
        assertThrows(
                IllegalArgumentException.class, () -> new EntityScore().add(tags("O"), tags("O O")))
            .getMessage()
            .contains("expected 2 tags"));
  }

  @Test
  void anEntityCountsOnlyIfTypeAndBothEndsAreRight() {
    EntityScore score = new EntityScore();
    score.add(tags("B-x I-x O B-y O"), tags("B-x I-x O B-x O")); // right; wrong type
    score.add(tags("B-x O I-y I-y"), tags("B-x I-x B-y I-y")); // too short; right without a B
    score.add(tags("O O"), tags("B-y B-y"));
    assertEquals(
        Map.of("x", new PrecisionRecall(1, 2, 3), "y", new PrecisionRecall(1, 2, 3)),
        score.byType());
    PrecisionRecall overall = score.overall();
    assertEquals(new PrecisionRecall(2, 4, 6), overall);
    assertEquals(2 / 4.0, overall.precision());
    assertEquals(2 / 6.0, overall.recall());
    assertEquals(0.4, overall.f1(), 1e-15);
    assertEquals(0, new EntityScore().overall().f1());
  }
}

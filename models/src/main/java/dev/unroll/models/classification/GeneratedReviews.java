package dev.unroll.models.classification;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import java.util.ArrayList;
import java.util.List;

/// Generated reviews of one sentence, `positive` or `negative`, in which the order of words matters: each verdict
/// also names what the film is not, so that a bag of words knows nothing.
public final class GeneratedReviews {
  private static final String[] GOOD = {
    "good", "moving", "funny", "clever", "fresh", "gripping", "warm", "bold", "tender", "bright"
  };
  private static final String[] BAD = {
    "bad", "dull", "boring", "flat", "stale", "clumsy", "cold", "tired", "empty", "pale"
  };
  private static final String[] BEGINNINGS = {
    "the film is", "this one is", "i found it", "the acting is", "all in all it is", "the story is"
  };
  private static final String[] TURNS = {", not %s at all", "and never %s", ", anything but %s"};

  private GeneratedReviews() {}

  /// Random reviews, half of them of each kind on average.
  public static List<LabelledText> texts(int count, long seed) {
    Checks.notNegative("count", count);
    RandomStream random = RandomStream.named(seed, "generated reviews");
    List<LabelledText> texts = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      boolean positive = random.nextInt(2) == 1;
      String good = pick(GOOD, random);
      String bad = pick(BAD, random);
      String text =
          "%s %s %s"
              .formatted(
                  pick(BEGINNINGS, random),
                  positive ? good : bad,
                  pick(TURNS, random).formatted(positive ? bad : good));
      texts.add(new LabelledText(positive ? "positive" : "negative", text));
    }
    return texts;
  }

  private static String pick(String[] from, RandomStream random) {
    return from[random.nextInt(from.length)];
  }
}

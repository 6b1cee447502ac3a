package dev.unroll.models.tagging;

import dev.unroll.core.Checks;
import dev.unroll.core.RandomStream;
import java.util.ArrayList;
import java.util.List;

/// Generated sentences with the entities `person` and `place`, whose names are the same words: only what stands
/// around a name says which it is.
public final class GeneratedSentences {
  private static final String[] NAMES = {
    "Lincoln", "Paris", "Austin", "Florence", "Jackson", "Sydney", "Madison", "Chester"
  };
  private static final String[] SECOND = {"Bell", "Hill", "Wells", "Ford", "Lake"};
  private static final String[] BEFORE_PLACE = {"in", "near", "from", "to"};
  private static final String[] AFTER_PERSON = {"says", "laughs", "writes", "sings"};
  private static final String[] FILLERS = {"today", "again", "often", "perhaps", "now"};

  private GeneratedSentences() {}

  /// Random sentences.
  public static List<TaggedSentence> sentences(int count, long seed) {
    Checks.notNegative("count", count);
    RandomStream random = RandomStream.named(seed, "generated sentences");
    List<TaggedSentence> sentences = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      Sentence sentence = new Sentence(random);
      for (int parts = 1 + random.nextInt(3); parts > 0; parts--) {
        switch (random.nextInt(3)) {
          case 0 -> sentence.person();
          case 1 -> sentence.place();
          default -> sentence.add(FILLERS, "O");
        }
      }
      sentences.add(new TaggedSentence(sentence.words, sentence.tags));
    }
    return sentences;
  }

  private static final class Sentence {
    private final RandomStream random;
    private final List<String> words = new ArrayList<>();
    private final List<String> tags = new ArrayList<>();

    Sentence(RandomStream random) {
      this.random = random;
    }

    void person() {
      name("person");
      add(AFTER_PERSON, "O");
    }

    void place() {
      add(BEFORE_PLACE, "O");
      name("place");
    }

    private void name(String type) {
      add(NAMES, "B-" + type);
      if (random.nextInt(2) == 1) {
        add(SECOND, "I-" + type);
      }
    }

    void add(String[] from, String tag) {
      words.add(from[random.nextInt(from.length)]);
      tags.add(tag);
    }
  }
}

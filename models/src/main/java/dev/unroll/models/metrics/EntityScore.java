package dev.unroll.models.metrics;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/// Accumulates how many of the entities in tagged sentences were found. An entity counts as found if type,
/// first and last token are all right; there is no credit for a part ([Entity#of] says what an entity is).
///
/// Source: Tjong Kim Sang and De Meulder 2003, the measure of CoNLL-2003.
public final class EntityScore {
  private final Map<String, PrecisionRecall> byType = new TreeMap<>();

  /// Without any sentence yet.
  public EntityScore() {}

  /// Adds a sentence.
  ///
  /// @throws IllegalArgumentException if the two differ in length, or a tag is none
  public void add(List<String> predicted, List<String> truth) {
    if (predicted.size() != truth.size()) {
      throw new IllegalArgumentException(
          "expected %d tags, one for each token, got %d".formatted(truth.size(), predicted.size()));
    }
    Set<Entity> right = new HashSet<>(Entity.of(truth));
    for (Entity entity : right) {
      count(entity.type(), 0, 0, 1);
    }
    for (Entity entity : Entity.of(predicted)) {
      count(entity.type(), right.contains(entity) ? 1 : 0, 1, 0);
    }
  }

  private void count(String type, long found, long predicted, long actual) {
    byType.merge(type, new PrecisionRecall(found, predicted, actual), PrecisionRecall::plus);
  }

  /// Over the entities of all types together.
  public PrecisionRecall overall() {
    return byType.values().stream().reduce(PrecisionRecall.NONE, PrecisionRecall::plus);
  }

  /// By type, in alphabetical order: the types that occur among the predicted or the true ones.
  public Map<String, PrecisionRecall> byType() {
    return new TreeMap<>(byType);
  }
}

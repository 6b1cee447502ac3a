package dev.unroll.models.settings;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Checks;
import dev.unroll.models.optimizer.OptimizerOptions;
import dev.unroll.models.training.Schedule;
import dev.unroll.models.training.TrainingLimits;
import dev.unroll.models.training.TrainingOptions;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/// Every record of options survives the way through strings, with the same bits.
final class SettingsProperties {
  /// One component of every type.
  public record Everything(
      int whole,
      long large,
      float real,
      double precise,
      boolean flag,
      String text,
      Path path,
      Duration time,
      Schedule choice,
      TrainingOptions.Reduction constant,
      List<Integer> numbers,
      List<String> words,
      Inner inner,
      Integer optional) {}

  public record Inner(String name, int size) {
    public Inner {
      Checks.positive("size", size);
    }

    public static Inner defaults() {
      return new Inner("none", 7);
    }
  }

  @Provide
  Arbitrary<Schedule> schedules() {
    return Arbitraries.of(
        new Schedule.Constant(),
        new Schedule.Step(3, 0.5f),
        new Schedule.Exponential(0.9f),
        new Schedule.Cosine(10, 100, 0.1f),
        new Schedule.Plateau(0.3f, 2, 0.01f));
  }

  @Provide
  Arbitrary<OptimizerOptions> optimizers() {
    return Arbitraries.of(
        new OptimizerOptions.Adam(0.1f, 0.8f, 0.99f, 1e-7f, 0.01f),
        new OptimizerOptions.Adagrad(0.3f, 1e-9f, true),
        new OptimizerOptions.Rmsprop(0.07f, 0.91f, 1e-6f),
        new OptimizerOptions.Sgd(0.4f, 0.9f, true, 0.001f));
  }

  @Provide
  Arbitrary<TrainingOptions> trainings() {
    return Combinators.combine(
            optimizers(),
            schedules(),
            Arbitraries.floats().between(0, 1e30f),
            Arbitraries.integers().between(1, 9),
            Arbitraries.strings().withChars("a,\\=*1 ").list().filter(this::savable),
            Arbitraries.of(TrainingOptions.Reduction.class),
            Arbitraries.doubles().between(0, 0.999).ofScale(17),
            Arbitraries.longs())
        .as(
            (optimizer, schedule, clip, accumulation, decay, reduction, smoothing, seed) ->
                new TrainingOptions(
                    optimizer,
                    schedule,
                    clip,
                    clip / 3,
                    accumulation,
                    decay,
                    reduction,
                    accumulation > 4,
                    accumulation - 1,
                    smoothing,
                    seed));
  }

  private boolean savable(List<String> list) {
    return list.size() != 1 || !list.getFirst().isEmpty();
  }

  @Property
  void trainingOptionsSurvive(@ForAll("trainings") TrainingOptions options) {
    assertEquals(options, Settings.of(options).read(TrainingOptions.class));
  }

  @Property
  void everyTypeSurvives(
      @ForAll int whole,
      @ForAll long large,
      @ForAll float real,
      @ForAll double precise,
      @ForAll boolean flag,
      @ForAll String text,
      @ForAll("schedules") Schedule choice,
      @ForAll List<Integer> numbers,
      @ForAll List<String> words) {
    Everything everything =
        new Everything(
            whole,
            large,
            real,
            precise,
            flag,
            text,
            Path.of("a", "b c"),
            Duration.ofMillis(Math.abs(whole / 2)),
            choice,
            TrainingOptions.Reduction.SUM,
            numbers,
            savable(words) ? words : List.of(),
            new Inner(text, 3),
            flag ? whole : null);

    assertEquals(everything, Settings.of(everything).read(Everything.class));
  }

  @Property
  void limitsSurvive(@ForAll boolean epochs, @ForAll boolean time, @ForAll boolean steps) {
    TrainingLimits limits =
        new TrainingLimits(
            epochs ? 5 : null, time ? Duration.ofMillis(2500) : null, steps ? 900L : null);

    assertEquals(limits, Settings.of(limits).read(TrainingLimits.class));
  }

  @Example
  void keysAreTheComponentsInKebabCase() {
    Map<String, String> strings =
        Settings.of(TrainingOptions.defaults().withSchedule(new Schedule.Cosine(2, 9, 0)))
            .strings();

    assertEquals("adam", strings.get("optimizer"));
    assertEquals("0.003", strings.get("optimizer.learning-rate"));
    assertEquals("cosine", strings.get("schedule"));
    assertEquals("2", strings.get("schedule.warm-up"));
    assertEquals("5.0", strings.get("clip-norm"));
  }

  @Example
  void defaultsFillWhatAnOlderFileLacks() {
    Settings all = Settings.of(new Inner("x", 2));

    assertEquals(new Inner("none", 2), Settings.of(Map.of("size", "2")).read(Inner.class));
    assertEquals(new Inner("x", 2), all.read(Inner.class));
  }

  @Example
  void whatIsWrongIsNamed() {
    refused(Map.of("size", "many"), "size: expected a whole number, got 'many'");
    refused(Map.of("size", "0"), "size: expected 1 or more, got 0");
    Settings options = Settings.of(TrainingOptions.defaults());
    assertMessage(
        options.with("optimizer", "adman"),
        "optimizer: expected one of adam, adagrad, rmsprop, sgd, got 'adman'");
    assertMessage(options.with("reduction", "most"), "reduction: expected one of mean, sum");
    assertMessage(
        Settings.of(Map.of("optimizer", "sgd", "optimizer.momentum", "2")),
        "momentum: expected a number from 0.0 to");
  }

  private static void refused(Map<String, String> strings, String message) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> Settings.of(strings).read(Inner.class));
    assertEquals(message, e.getMessage());
  }

  private static void assertMessage(Settings settings, String message) {
    IllegalArgumentException e =
        assertThrows(IllegalArgumentException.class, () -> settings.read(TrainingOptions.class));
    assertTrue(e.getMessage().startsWith(message), e.getMessage());
  }
}

package dev.unroll.cli.options;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class RecordOptionsTest {
  /// A choice.
  public sealed interface Pace {
    /// Always the same.
    record Steady(@Setting(value = "How fast.", label = "V") float speed) implements Pace {
      public Steady {
        Checks.positive("speed", speed);
      }

      public static Steady defaults() {
        return new Steady(2);
      }
    }

    /// Faster and faster.
    record Rising(
        @Setting(value = "How fast.", label = "V") float speed,
        @Setting("How much faster each hour.") float growth)
        implements Pace {
      public static Rising defaults() {
        return new Rising(1, 0.5f);
      }
    }
  }

  /// Another choice, one of whose components is called like one elsewhere.
  public sealed interface Rest {
    /// Never.
    record Never() implements Rest {}

    /// Now and then.
    record Often(@Setting("Hours between.") int hours, @Setting("Where.") String place)
        implements Rest {
      public static Often defaults() {
        return new Often(2, "here");
      }
    }
  }

  public enum Gear {
    LOW_ONE,
    HIGH
  }

  public record Bag(
      @Setting("How heavy it is.") double weight, @Setting("It is red.") boolean red) {}

  public record Walk(
      @Setting("How long it takes.") int hours,
      @Setting("The gear.") Gear gear,
      @Setting("How fast it goes.") Pace pace,
      @Setting("When to rest.") Rest rest,
      Bag left,
      Bag right,
      @Setting("Maps.") List<Path> maps,
      @Setting("Widths of the way.") List<Integer> widths,
      @Setting("A break.") Duration pause) {
    public Walk {
      Checks.positive("hours", hours);
    }

    static Walk defaults() {
      return new Walk(
          3,
          Gear.HIGH,
          new Pace.Steady(4),
          new Rest.Never(),
          new Bag(1.5, false),
          new Bag(2.5, true),
          List.of(),
          List.of(1, 2),
          null);
    }
  }

  private static final Walk DEFAULTS = Walk.defaults();
  private static final RecordOptions<Walk> OPTIONS =
      RecordOptions.of(DEFAULTS, Set.of("--speed-limit"));

  private static Walk parsed(String... arguments) {
    return OPTIONS.read(DEFAULTS, given(arguments));
  }

  private static Map<String, String> given(String... arguments) {
    CommandSpec command = CommandSpec.create();
    CommandOptions.add(command, "Walk", OPTIONS.options());
    return CommandOptions.given(new CommandLine(command).parseArgs(arguments), OPTIONS.options());
  }

  private static String refusal(String... arguments) {
    return assertThrows(IllegalArgumentException.class, () -> parsed(arguments)).getMessage();
  }

  private static RecordOption option(String name) {
    return OPTIONS.options().stream().filter(each -> each.name().equals(name)).findFirst().get();
  }

  @Test
  void componentsAreOptionsAndWhereNamesClashThatOfTheRecordStandsBefore() {
    assertEquals(
        "--hours --gear --pace --speed --growth --rest --rest-hours --rest-place"
            + " --left-weight --left-red --right-weight --right-red --maps --widths --pause",
        OPTIONS.options().stream().map(RecordOption::name).collect(Collectors.joining(" ")));
    assertEquals(
        List.of("--left-weight", "--left-red"),
        OPTIONS.under("left").stream().map(RecordOption::name).toList());
    assertThrows(
        IllegalArgumentException.class, () -> RecordOptions.of(DEFAULTS, Set.of("--hours")));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --hours       | N       | How long it takes; default 3.
          --gear        | NAME    | The gear: low-one or high; default high.
          --pace        | NAME    | How fast it goes: steady or rising; default steady.
          --speed       | V       | How fast; default 4, with rising 1.
          --growth      | X       | How much faster each hour (rising); default 0.5.
          --rest-place  | TEXT    | Where (often); default here.
          --left-red    | ''      | It is red.
          --right-red   | ''      | It is red; default on.
          --maps        | FILE    | Maps.
          --widths      | N       | Widths of the way; default 1,2.
          --pause       | SECONDS | A break.
          """)
  void theHelpHasChoicesAndDefaults(String name, String label, String description) {
    assertEquals(description, option(name).description());
    assertEquals(label, option(name).label());
  }

  @Test
  void whatIsNotGivenStays() {
    assertEquals(DEFAULTS, parsed());
    Walk given =
        parsed(
            "--hours 5 --gear low-one --speed 3 --no-right-red --left-red --left-weight 0.1 --pause 1.5"
                .split(" "));
    assertEquals(
        new Walk(
            5,
            Gear.LOW_ONE,
            new Pace.Steady(3),
            new Rest.Never(),
            new Bag(0.1, true),
            new Bag(2.5, false),
            List.of(),
            List.of(1, 2),
            Duration.ofMillis(1500)),
        given);
  }

  @Test
  void listsAreWordsOrStandBetweenCommas() {
    Walk given = parsed("--maps", "a,b.txt", "-", "--widths", "3,4", "5");
    assertEquals(List.of(Path.of("a,b.txt"), Path.of("-")), given.maps());
    assertEquals(List.of(3, 4, 5), given.widths());
  }

  @Test
  void anotherAlternativeHasItsOwnDefaults() {
    assertEquals(new Pace.Rising(1, 0.5f), parsed("--pace", "rising").pace());
    assertEquals(new Pace.Rising(7, 0.5f), parsed("--speed", "7", "--pace", "rising").pace());
    assertEquals(new Pace.Steady(4), parsed("--pace", "steady").pace());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          --hours=0           | --hours: expected 1 or more, got 0
          --hours=many        | --hours: expected a whole number, got 'many'
          --speed=-1          | --speed: expected a finite number above 0, got -1.0
          --right-weight=much | --right-weight: expected a number, got 'much'
          --gear=third        | --gear: expected one of low-one, high, got 'third'
          --pace=odd          | --pace: expected one of steady, rising, got 'odd'
          --growth=1          | --growth: pace steady has no such option, only rising
          --rest-hours=1      | --rest-hours: rest never has no such option, only often
          --pace=odd --growth=1 | --pace: expected one of steady, rising, got 'odd'
          """)
  void whatMakesNoSenseIsRefusedByTheOptionsName(String arguments, String message) {
    assertEquals(message, refusal(arguments.split(" ")));
  }

  @Test
  void differencesAreFoundButNotOfPaths() {
    assertTrue(OPTIONS.firstDifference(DEFAULTS, parsed("--maps", "other")).isEmpty());
    Walk other = parsed("--pace", "rising", "--pause", "2");
    RecordOption pace = OPTIONS.firstDifference(DEFAULTS, other).get();
    assertEquals("--pace", pace.name());
    assertEquals("steady", OPTIONS.text(pace, DEFAULTS));
    assertEquals("none", OPTIONS.text(option("--pause"), DEFAULTS));
    assertEquals("2.0", OPTIONS.text(option("--pause"), other));
  }
}

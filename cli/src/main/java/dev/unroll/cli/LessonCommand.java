package dev.unroll.cli;

import dev.unroll.cli.lesson.Lesson;
import dev.unroll.cli.lesson.Telling;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// Shows what the lectures show.
@Command(
    name = "lesson",
    sortOptions = false,
    description = {
      "Shows in the terminal, and with pictures on a page, what the lectures tell of recurrent networks. Needs no data.",
      ""
    })
final class LessonCommand implements Callable<Integer>, OutputUser {
  /// The names for the help.
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Lesson.all().stream().map(Lesson::name).iterator();
    }
  }

  private Output output;

  @Parameters(
      paramLabel = "NAME",
      completionCandidates = Names.class,
      description = "One of ${COMPLETION-CANDIDATES}.")
  private String name;

  @Option(names = "--html", paramLabel = "FILE", description = "Write a page with pictures, too.")
  private Path html;

  @Override
  public void use(Output newOutput) {
    output = newOutput;
  }

  @Override
  public Integer call() throws IOException {
    Lesson lesson =
        Lesson.all().stream()
            .filter(each -> each.name().equals(name))
            .findFirst()
            .orElseThrow(
                () ->
                    new IOException(
                        "expected a lesson, %s, got '%s'"
                            .formatted(
                                Lesson.all().stream()
                                    .map(Lesson::name)
                                    .collect(Collectors.joining(", ")),
                                name)));
    Telling telling = lesson.told();
    telling.lines().forEach(output::println);
    if (html != null) {
      telling.page().write(html);
      output.println("");
      output.printf("page %s", html);
    }
    return 0;
  }
}

package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.models.history.HistoryFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ReportCommandTest {
  @TempDir Path temporary;
  private Path text;

  @BeforeEach
  void write() throws IOException {
    // What ends a script must not end the page's.
    text = Files.writeString(temporary.resolve("text"), "</script><b>&amp;\n".repeat(60));
  }

  private Path train(String name, Object... more) {
    Path out = temporary.resolve(name);
    Object[] words = {
      "train",
      "--text",
      text,
      "--hidden",
      5,
      "--batch",
      2,
      "--sequence",
      8,
      "--steps",
      120,
      "--threads",
      1,
      "--out",
      out
    };
    Object[] all = Arrays.copyOf(words, words.length + more.length);
    System.arraycopy(more, 0, all, words.length, more.length);
    Unroll.run(all).succeeds();
    return out;
  }

  @Test
  void aRunKeepsItsReport() throws Exception {
    Path run = train("run", "--report");

    Path report = run.resolve("report.html");
    String page = Files.readString(report);
    assertFalse(
        Pattern.compile("<(script|link|img|iframe)[^>]*(src|href)=|@import|url\\(")
            .matcher(page)
            .find(),
        "the page needs nothing else");
    String dom = Browser.open(report, temporary);
    assertTrue(dom.contains("data-charts=\"7\""));
    for (String title :
        List.of(
            "Loss",
            "Validation: perplexity",
            "Learning rate",
            "Gradient norm",
            "Weights",
            "Update of a step, relative",
            "Throughput")) {
      assertTrue(dom.contains("data-title=\"%s\"".formatted(title)), title);
    }
    assertTrue(dom.contains("<canvas"));
    assertTrue(dom.contains("training, smoothed"));
    assertTrue(dom.contains("all steps done"));
    assertTrue(dom.contains("after step 100"), "examples");
    assertTrue(dom.contains("model.cell"), "options");
    assertTrue(dom.contains("train --text %s --hidden 5 --batch 2".formatted(text)), "the command");
  }

  @Test
  void severalRunsSideBySide() throws Exception {
    Path first = train("first");
    Path second = train("second", "--cell", "gru");
    Path page = temporary.resolve("both.html");

    Unroll.run("report", first, second, "--html", page).succeeds();

    String dom = Browser.open(page, temporary);
    assertTrue(dom.contains("data-charts=\"9\""), "weights and updates for each run");
    assertTrue(dom.contains("second: validation"));
    assertTrue(
        Pattern.compile("class=\"differs\"><td class=\"dim\">model.cell</td>").matcher(dom).find());
  }

  @Test
  void theRecordNamesWhatWasDone() throws IOException {
    Path run = train("run");

    HistoryFile.Line line = HistoryFile.read(run.resolve("history.jsonl")).getFirst();
    assertEquals("run", line.event());
    assertEquals(1L, line.members().get("threads"));
    assertTrue(((String) line.members().get("command")).contains(" train --text "));
  }

  @Test
  void aDirectoryWithoutARecord() {
    Unroll result = Unroll.run("report", temporary);

    assertEquals(2, result.status());
    assertTrue(result.err().contains("expected the directory of a run with its record"));
  }
}

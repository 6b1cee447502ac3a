package dev.unroll.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class InspectCommandTest {
  @TempDir Path temporary;

  private Path text(String text) throws IOException {
    return Files.writeString(temporary.resolve("text"), text);
  }

  private Path language(Path text) {
    Path out = temporary.resolve("language");
    Unroll.run(
            "train",
            "--text",
            text,
            "--hidden",
            6,
            "--batch",
            2,
            "--sequence",
            8,
            "--steps",
            20,
            "--threads",
            1,
            "--out",
            out,
            "--quiet")
        .succeeds();
    return out;
  }

  @Test
  void aLanguageModel() throws Exception {
    Path text = text("say(\"hello <b>\");\n\tgo(\"there\");\n".repeat(20));
    Path page = temporary.resolve("page.html");

    Unroll result =
        Unroll.run(
                "inspect",
                language(text),
                "--text",
                text,
                "--length",
                40,
                "--html",
                page,
                "--threads",
                1)
            .succeeds();

    assertTrue(
        result.out().matches("(?s)mark quotes: layer 0, [hc], unit \\d, correlation -?0\\.\\d+.*"),
        result.out());
    assertTrue(result.out().contains("over 640 tokens"), result.out());
    String dom = Browser.open(page, temporary);
    assertTrue(dom.contains("data-ready=\"true\""));
    assertTrue(dom.contains("layer 0, f</td>"), "saturation of the forget gate");
    assertTrue(dom.contains("width=\"40\" height=\"6\""), "all units over time");
    assertTrue(dom.contains("title=\"␣  "), "the text with a unit's values");
    assertTrue(dom.contains("Mean over 17 answers"));
  }

  @Test
  void aClassifierAndATagger() throws Exception {
    for (String kind : new String[] {"sentiment", "tag"}) {
      Path out = temporary.resolve(kind);
      Unroll.run("train", kind, "--steps", 3, "--threads", 1, "--out", out, "--quiet").succeeds();
      Path page = temporary.resolve(kind + ".html");

      Unroll.run(
              "inspect",
              out,
              "--text",
              text("a film that is (nearly) good"),
              "--mark",
              "brackets",
              "--html",
              page)
          .succeeds();

      String dom = Browser.open(page, temporary);
      assertTrue(dom.contains("data-ready=\"true\""), kind);
      assertTrue(dom.contains("layer 0 reverse, f"), kind);
    }
  }

  @Test
  void whatCannotBeLookedAt() throws IOException {
    Path text = text("some text");
    Path model = language(text("some text ".repeat(30)));

    Unroll noPattern = Unroll.run("inspect", model, "--text", text, "--mark", "(");
    assertEquals(2, noPattern.status());
    assertTrue(noPattern.err().contains("expected quotes, brackets, line-position"));

    Path many = text("x".repeat(20_000));
    Unroll deep = Unroll.run("inspect", model, "--text", many, "--mark", "(x|y)*");
    assertEquals(2, deep.status());
    assertTrue(deep.err().contains("possessively"), deep.err());

    Path page = temporary.resolve("page.html");
    Unroll nowhere =
        Unroll.run("inspect", model, "--text", text, "--at", 400, "--length", 20, "--html", page);
    assertEquals(2, nowhere.status());
    assertTrue(nowhere.err().contains("0 to 19"), nowhere.err());

    Path memory = temporary.resolve("memory");
    Unroll.run("train", "memory", "--steps", 1, "--out", memory, "--quiet").succeeds();
    Unroll noText = Unroll.run("inspect", memory, "--text", text);
    assertEquals(2, noText.status());
    assertTrue(noText.err().contains("read no text"), noText.err());
  }
}

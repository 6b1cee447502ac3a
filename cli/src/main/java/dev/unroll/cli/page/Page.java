package dev.unroll.cli.page;

import dev.unroll.cli.chart.Chart;
import dev.unroll.cli.chart.Theme;
import dev.unroll.core.io.FileReplacement;
import dev.unroll.core.io.JsonText;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/// An HTML document that is made from top to bottom. Texts are escaped; only [#html] takes markup.
public final class Page {
  private final StringBuilder body = new StringBuilder();
  private final StringBuilder styles = new StringBuilder();
  private final String title;

  /// A page that begins with its title.
  public Page(String title) {
    this.title = title;
    styles.append(resource(Page.class, "page.css"));
    element("h1", title);
  }

  /// A file beside a class.
  public static String resource(Class<?> beside, String name) {
    try (InputStream in = beside.getResourceAsStream(name)) {
      Objects.requireNonNull(in, name);
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /// A text as the content of an element or an attribute.
  public static String escape(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }

  /// Markup as it is.
  public Page html(String markup) {
    body.append(markup).append('\n');
    return this;
  }

  public Page heading(String text) {
    return element("h2", text);
  }

  public Page paragraph(String text) {
    return element("p", text);
  }

  /// Text with its line breaks and spaces.
  public Page preformatted(String text) {
    return element("pre", text);
  }

  private Page element(String name, String text) {
    return html("<%s>%s</%s>".formatted(name, escape(text), name));
  }

  public Page chart(Chart chart) {
    return html("<figure>" + chart.svg(Theme.AUTOMATIC) + "</figure>");
  }

  /// A table; numbers are what stands in all columns but the first.
  public Page table(List<String> head, List<List<String>> rows) {
    StringBuilder table = new StringBuilder("<table><thead>");
    row(table, "th", head);
    table.append("</thead><tbody>");
    rows.forEach(row -> row(table, "td", row));
    return html(table.append("</tbody></table>").toString());
  }

  private static void row(StringBuilder table, String cell, List<String> texts) {
    table.append("<tr>");
    for (String text : texts) {
      table.append('<').append(cell).append('>').append(escape(text));
      table.append("</").append(cell).append('>');
    }
    table.append("</tr>");
  }

  /// A value of JSON that scripts find under an id.
  public Page data(String id, Object value) {
    return json(id, JsonText.of(value));
  }

  /// JSON that scripts find under an id.
  public Page json(String id, String json) {
    // Nothing in a string may end the element.
    return html(
        "<script type=\"application/json\" id=\"%s\">%s</script>"
            .formatted(id, json.replace("<", "\\u003c")));
  }

  /// A script, run at this place.
  public Page script(String source) {
    return html("<script>\n" + source + "\n</script>");
  }

  /// More rules.
  public Page style(String rules) {
    styles.append(rules);
    return this;
  }

  /// The document.
  public String text() {
    return """
        <!doctype html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width">
        <meta name="color-scheme" content="light dark">
        <title>%s</title>
        <style>
        %s
        </style>
        </head>
        <body>
        %s</body>
        </html>
        """
        .formatted(escape(title), styles, body);
  }

  /// Writes the document to a file, replacing it only when everything is written.
  ///
  /// @throws IOException if it cannot be written
  public void write(Path file) throws IOException {
    byte[] bytes = text().getBytes(StandardCharsets.UTF_8);
    FileReplacement.replace(file, channel -> channel.write(ByteBuffer.wrap(bytes)));
  }
}

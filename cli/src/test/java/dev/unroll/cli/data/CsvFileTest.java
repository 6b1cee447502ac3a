package dev.unroll.cli.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class CsvFileTest {
  private static final Set<String> NONE = Set.of();

  @TempDir private Path directory;

  private CsvFile table(String text) throws IOException {
    return CsvFile.open(Files.writeString(directory.resolve("t.csv"), text));
  }

  @Test
  void columnsAreReadByName() throws IOException {
    CsvFile table =
        table("\uFEFFtime, T (degC) ,p\r\n\"1, a\",1.5,-2e3\r\n\n\"say \"\"b\"\"\nx\",.25,+3\n");
    assertEquals(List.of("time", "T (degC)", "p"), table.header());
    CsvFile.Columns columns = table.read(List.of("p", "T (degC)"), List.of("time"), NONE);
    assertEquals(2, columns.rows());
    assertEquals(List.of("p", "T (degC)"), List.copyOf(columns.numbers().keySet()));
    assertArrayEquals(new float[] {-2000, 3}, columns.numbers().get("p"));
    assertArrayEquals(new float[] {1.5f, 0.25f}, columns.numbers().get("T (degC)"));
    assertEquals(List.of("1, a", "say \"b\"\nx"), columns.texts().get("time"));
    assertArrayEquals(new long[] {2, 4}, columns.lines());
  }

  @Test
  void missingValuesAreSaidToBe() throws IOException {
    CsvFile table = table("a,b\n-9999,1\n-9999.00,NA\n 3 ,\n");
    CsvFile.Columns columns = table.read(List.of("a", "b"), List.of(), Set.of("-9999", "NA", ""));
    assertArrayEquals(new float[] {Float.NaN, Float.NaN, 3}, columns.numbers().get("a"));
    assertArrayEquals(new float[] {1, Float.NaN, Float.NaN}, columns.numbers().get("b"));
    Refused.with(
        () -> table.read(List.of("b"), List.of(), Set.of("-9999")),
        "t.csv, line 3: column 'b': expected a number, got 'NA'",
        "--missing");
  }

  @ParameterizedTest
  @ValueSource(strings = {"abc", "1f", "NaN", "Infinity", "1e39", "0x10", "1,5", "", "1 2", "--1"})
  void aNumberIsADecimalNumber(String value) throws IOException {
    CsvFile table = table("a,b\n1,\"" + value + "\"\n");
    Refused.with(
        () -> table.read(List.of("b"), List.of(), NONE), "line 2: column 'b'", "'" + value + "'");
  }

  @Test
  void aTableHasItsColumnsInEveryRow() throws IOException {
    CsvFile table = table("a,b\n1,2\n\n3\n");
    Refused.with(
        () -> table.read(List.of("c"), List.of(), NONE), "no column 'c'; there are 'a', 'b'");
    Refused.with(
        () -> table.read(List.of("a"), List.of("B"), NONE), "no column 'B'; there are 'a', 'b'");
    Refused.with(
        () -> table.read(List.of("a"), List.of(), NONE), "line 4: expected 2 values", "got 1");
    Refused.with(() -> table("a,b\n1,2,3\n").read(List.of(), List.of(), NONE), "got 3");
    Refused.with(() -> table("a,b\n").read(List.of(), List.of(), NONE), "expected rows");
    Refused.with(() -> table("a,b,a\n1,2,3\n"), "line 1: the column 'a' is there twice");
    Refused.with(() -> table(""), "empty");
    Refused.with(() -> table("\n\n"), "names the columns");
    Refused.with(() -> CsvFile.open(directory.resolve("none")), "no such file");
  }

  @Test
  void quotesAreClosed() throws IOException {
    Refused.with(
        () -> table("a,b\n1,\"2\n3,4\n").read(List.of("a"), List.of(), NONE), "t.csv", "line 2");
    Refused.with(
        () -> table("a,b\n1,\"2\"3\n").read(List.of("a"), List.of(), NONE), "t.csv", "line 2");
  }

  @Test
  void otherSeparatorsAndEncodings() throws IOException {
    Path file = directory.resolve("t.csv");
    Files.write(file, "größe;b\n1;\"x,;\"\n".getBytes(StandardCharsets.ISO_8859_1));
    CsvFile table = CsvFile.open(file, StandardCharsets.ISO_8859_1, ';');
    CsvFile.Columns columns = table.read(List.of("größe"), List.of("b"), NONE);
    assertArrayEquals(new float[] {1}, columns.numbers().get("größe"));
    assertEquals(List.of("x,;"), columns.texts().get("b"));
    Refused.with(() -> CsvFile.open(file), "malformed UTF-8", "--encoding");
  }

  @Test
  void whatIsWrittenIsReadAgain() throws IOException {
    Path file = directory.resolve("out.csv");
    List<List<String>> rows = List.of(List.of("1.5", "a,b"), List.of("2", "say \"c\"\nd"));
    CsvFile.write(file, List.of("x", "y z"), rows);
    assertEquals("x,y z\n1.5,\"a,b\"\n2,\"say \"\"c\"\"\nd\"\n", Files.readString(file));
    CsvFile.Columns columns = CsvFile.open(file).read(List.of("x"), List.of("y z"), NONE);
    assertArrayEquals(new float[] {1.5f, 2}, columns.numbers().get("x"));
    assertEquals(List.of("a,b", "say \"c\"\nd"), columns.texts().get("y z"));
  }

  @Test
  void manyRows() throws IOException {
    StringBuilder text = new StringBuilder("n\n");
    for (int i = 0; i < 3000; i++) {
      text.append(i).append('\n');
    }
    float[] numbers = table(text.toString()).read(List.of("n"), List.of(), NONE).numbers().get("n");
    assertEquals(3000, numbers.length);
    assertEquals(2999, numbers[2999]);
  }
}

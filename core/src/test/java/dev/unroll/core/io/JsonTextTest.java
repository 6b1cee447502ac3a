package dev.unroll.core.io;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class JsonTextTest {
  @Test
  void writesWhatTheReaderReads() throws MalformedFileException {
    Map<String, Object> tree = new LinkedHashMap<>();
    tree.put("text", "\"{[\\ \n\t\u0001 é 𝄞");
    tree.put("numbers", Arrays.asList(1L, -2.5, 1e-300, null, true));
    tree.put("{", Map.of("", List.of(List.of(), Map.of())));

    String json = JsonText.of(tree);

    JsonReader reader = new JsonReader("test", "text", json.getBytes(StandardCharsets.UTF_8), 0);
    assertEquals(tree, reader.value());
    reader.end();
    assertEquals(-1, json.indexOf('\n'));
  }

  @Test
  void numbersThatAreNoneBecomeNull() {
    assertEquals(
        "[null,null,0.5]", JsonText.of(new double[] {Double.NaN, Double.NEGATIVE_INFINITY, 0.5}));
    assertEquals("[null,7]", JsonText.of(List.of(Float.NaN, 7)));
  }

  @Test
  void refusesWhatIsNoJson() {
    assertThrows(IllegalArgumentException.class, () -> JsonText.of(new Object()));
  }
}

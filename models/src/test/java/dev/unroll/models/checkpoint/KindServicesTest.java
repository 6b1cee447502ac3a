package dev.unroll.models.checkpoint;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/// On the class path the module's declarations count for nothing: what they provide is named a second time.
final class KindServicesTest {
  @Test
  void theClassPathProvidesWhatTheModuleProvides() throws IOException {
    String service = Kind.class.getName();
    List<String> declared =
        Kind.class.getModule().getDescriptor().provides().stream()
            .filter(provides -> provides.service().equals(service))
            .flatMap(provides -> provides.providers().stream())
            .sorted()
            .toList();
    try (InputStream in = Kind.class.getResourceAsStream("/META-INF/services/" + service)) {
      List<String> named =
          new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().sorted().toList();
      assertEquals(declared, named);
    }
  }
}

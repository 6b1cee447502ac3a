package dev.unroll.spark;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What differs between workers is found, and JDKs that corrupt data are refused.
final class WorkerHostTest {
  private static final WorkerHost HERE = new WorkerHost("OpenJDK 25.0.3+9", "aa", "bb");

  @Test
  void aWorkerIsLikeItself() {
    assertNull(WorkerHost.here().differenceTo(WorkerHost.parsed(WorkerHost.here().text())));
  }

  @Test
  void whatDiffersIsNamed() {
    assertEquals(
        "the JVM OpenJDK 25.0.4+1 instead of OpenJDK 25.0.3+9",
        HERE.differenceTo(new WorkerHost("OpenJDK 25.0.4+1", "aa", "bb")));
    assertEquals(
        "another build of unroll (cc instead of aa)",
        HERE.differenceTo(new WorkerHost("OpenJDK 25.0.3+9", "cc", "bb")));
    assertEquals(
        "kernels that give other bits (cc instead of bb)",
        HERE.differenceTo(new WorkerHost("OpenJDK 25.0.3+9", "aa", "cc")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"25", "25.0.1+8", "25.0.2+10-LTS"})
  void jdksThatCorruptDataAreRefused(String version) {
    assertThrows(
        IllegalStateException.class,
        () -> WorkerHost.requireUsable(Runtime.Version.parse(version)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"24.0.2+12", "25.0.3+9-LTS", "25.0.10+1", "26+35"})
  void othersAreNot(String version) {
    assertDoesNotThrow(() -> WorkerHost.requireUsable(Runtime.Version.parse(version)));
  }
}

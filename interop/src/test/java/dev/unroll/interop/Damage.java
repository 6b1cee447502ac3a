package dev.unroll.interop;

import static org.junit.jupiter.api.Assertions.fail;

import dev.unroll.core.io.MalformedFileException;
import dev.unroll.core.testing.Allocations;
import dev.unroll.interop.array.NpyFile;
import dev.unroll.interop.keras.KerasFile;
import dev.unroll.interop.torch.TorchFile;
import dev.unroll.interop.torch.TorchLayers;
import dev.unroll.models.layer.Cell;
import java.io.IOException;

/// Reads files that may be damaged, and holds the readers to their word: they are read or refused with one line
/// that names them; no other exception, no allocation beyond a multiple of the file.
final class Damage {
  /// What reading may allocate, in multiples of the file, besides the megabyte that an archive may unpack to
  /// several times over.
  private static final int MULTIPLE = 400;

  private static final long FREE = 8L << 20;

  private Damage() {}

  @FunctionalInterface
  interface Reader {
    void read(String file, byte[] bytes) throws IOException;
  }

  static void readTorch(String file, byte[] bytes) throws IOException {
    TorchFile read = TorchFile.of(file, bytes);
    read.tensors().values().forEach(tensor -> tensor.tensor());
    TorchLayers.of(read.stateDict(), Cell.RNN);
  }

  static void readKeras(String file, byte[] bytes) throws IOException {
    KerasFile read = KerasFile.of(file, bytes);
    read.weights();
    if (read.hasArchitecture()) {
      read.model().tensors();
    }
  }

  static void readNpy(String file, byte[] bytes) throws IOException {
    NpyFile.of(file, bytes).tensor();
  }

  static void check(String name, byte[] bytes, Reader reader, boolean measured) {
    if (!measured) {
      read(name, bytes, reader);
      return;
    }
    long allocated = Allocations.fewestBytes(1, () -> read(name, bytes, reader));
    if (allocated > (long) MULTIPLE * bytes.length + FREE) {
      fail("%s: %d bytes took %d".formatted(name, bytes.length, allocated));
    }
  }

  private static void read(String name, byte[] bytes, Reader reader) {
    try {
      reader.read("file", bytes);
    } catch (MalformedFileException e) {
      String message = e.getMessage();
      if (!message.startsWith("file: ") || message.contains("\n")) {
        fail(name + ": " + message);
      }
    } catch (IOException | RuntimeException | Error e) {
      fail(name, e);
    }
  }
}

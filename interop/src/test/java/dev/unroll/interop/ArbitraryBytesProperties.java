package dev.unroll.interop;

import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// Bytes of no kind, alone and behind the beginnings of files that are read.
final class ArbitraryBytesProperties {
  @Property(tries = 200)
  void arbitraryBytes(@ForAll byte[] bytes) {
    Damage.check("bytes", bytes, Damage::readTorch, true);
    Damage.check("bytes", bytes, Damage::readKeras, true);
    Damage.check("bytes", bytes, Damage::readNpy, true);
    byte[] npy = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
    Damage.check("npy", behind(npy, bytes), Damage::readNpy, true);
    Damage.check("json", behind(new byte[] {'{'}, bytes), Damage::readKeras, true);
    Damage.check("zip", behind(new byte[] {'P', 'K', 3, 4}, bytes), Damage::readTorch, true);
  }

  private static byte[] behind(byte[] beginning, byte[] bytes) {
    byte[] all = Arrays.copyOf(beginning, beginning.length + bytes.length);
    System.arraycopy(bytes, 0, all, beginning.length, bytes.length);
    return all;
  }
}

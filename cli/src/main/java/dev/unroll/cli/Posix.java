package dev.unroll.cli;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;

/// Two functions of the C library that the JDK does not offer. Both throw a [RuntimeException] where they
/// are not to be had; the launcher enables native access for them.
@SuppressWarnings("restricted")
final class Posix {
  private static final int STANDARD_OUTPUT = 1;

  /// The request "get window size" of Linux and of macOS and the BSDs.
  private static final long TIOCGWINSZ =
      System.getProperty("os.name").equals("Linux") ? 0x5413 : 0x40087468;

  private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;

  /// The terminal's size is asked for with every redraw.
  private static final class WindowSize {
    static final MethodHandle IOCTL =
        handle(
            "ioctl",
            FunctionDescriptor.of(INT, INT, ValueLayout.JAVA_LONG, ValueLayout.ADDRESS),
            Linker.Option.firstVariadicArg(2));
  }

  private Posix() {}

  private static MethodHandle handle(
      String name, FunctionDescriptor signature, Linker.Option... options) {
    Linker linker = Linker.nativeLinker();
    return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
  }

  /// Makes descriptor `to` another name of what `from` names.
  static void duplicate(int from, int to) {
    MethodHandle dup2 = handle("dup2", FunctionDescriptor.of(INT, INT, INT));
    try {
      int _ = (int) dup2.invokeExact(from, to);
    } catch (Throwable e) {
      throw new IllegalStateException("dup2 throws nothing", e);
    }
  }

  /// The columns of the terminal that standard output is, 0 if it is none.
  static int columns() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment size = arena.allocate(ValueLayout.JAVA_SHORT, 4); // rows, columns, two more
      int status = (int) WindowSize.IOCTL.invokeExact(STANDARD_OUTPUT, TIOCGWINSZ, size);
      return status == 0 ? Short.toUnsignedInt(size.getAtIndex(ValueLayout.JAVA_SHORT, 1)) : 0;
    } catch (RuntimeException e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("ioctl throws nothing", e);
    }
  }
}

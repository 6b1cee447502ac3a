package dev.unroll.kernels.vector.recurrent;

import static dev.unroll.kernels.vector.Lanes.REGISTERS;
import static dev.unroll.kernels.vector.gemm.Blocking.MR;

import dev.unroll.kernels.vector.Caches;
import dev.unroll.kernels.vector.gemm.MacroKernel;
import java.util.concurrent.atomic.AtomicInteger;

/// How the threads of a forward pass share a step's products where each thread has too few rows of the batch for tall tiles, or few and the
/// weights are large: every thread multiplies all rows with some of the panels, so that it reads only those of the weights, and waits
/// for the others before and after. All else stays by rows.
///
/// A part that fails lets go of those that wait for it, which then end without a word: what it threw is thrown by the
/// workers.
final class PanelSplit {
  /// Floats of weights, twice an L2 cache but no less than 2 MB, beyond which it pays: on two threads of a Zen 5 with 1 MB an LSTM of 256
  /// units is as fast either way, of 512 and 1,024 units 1.13 to 1.17 times as fast if a call packs its weights, else as fast; on an Intel with
  /// 2 MB 1.1 to 1.7 times for 512; on a Zen 3 with 512 KB as fast for 512, 1.07 times for 1,024, but 0.87 to 0.95 times for 256.
  static final int LARGE = Math.max(Caches.L2 * 2, 1 << 21) / Float.BYTES;

  /// Rows of a thread under which it pays with such weights.
  private static final int ROWS = 64;

  /// Rows of a thread under which it pays with all weights that do not stay in L2 beside all else. With fewer than a tile has an
  /// LSTM of 256 units on 32 rows takes 16 threads of an Intel 2.3 ms instead of 2.8 to 4.6, 8 threads 3.5 instead of 3.8 to 4.5, and
  /// on 4 rows two threads of a Zen 4 0.90 ms instead of 1.15. With 16 registers eight rows are two tiles of four, which
  /// are slower than one of six: on 16 rows two threads of a Zen 3 are 1.1 to 1.3 times as fast this way, on 18 0.99 to 1.13, on 20
  /// 0.91.
  static final int FEW = REGISTERS == 32 ? MR : 10;

  /// Turns of waiting before a thread lets others run, where there is a processor for each.
  private static final int SPINS = 1 << 12;

  /// Thrown to end a part that waits for one that has failed.
  private static final class Broken extends RuntimeException {
    private static final long serialVersionUID = 1;

    Broken() {
      super(null, null, false, false);
    }
  }

  private static final Broken BROKEN = new Broken();

  private final AtomicInteger arrived = new AtomicInteger();

  /// Counts the waits that are over.
  private volatile int generation;

  private volatile boolean broken;
  private boolean used;
  private int batch;
  private int parts;
  private int spins;
  private int scratchLength;

  /// Begins a pass.
  ///
  /// @param parts the threads
  /// @param packedLength the floats of the weights
  /// @param scratchLength the floats of scratch of each part
  void begin(int batch, int parts, int packedLength, int scratchLength) {
    this.batch = batch;
    this.parts = parts;
    this.scratchLength = scratchLength;
    used =
        parts > 1
            && (batch < FEW * parts || batch < ROWS * parts && packedLength > LARGE)
            && !BatchBlocking.small(packedLength);
    spins = used ? spins(parts) : 0; // the question takes longer than the shortest of passes
    arrived.set(0);
    broken = false;
  }

  /// The turns of waiting of so many threads: none where they share processors, since the one that is waited for may have none (eight
  /// threads of two processors, LSTM of 256 units on 32 rows: 39 ms with them, 7.0 without).
  static int spins(int parts) {
    return parts <= Runtime.getRuntime().availableProcessors() ? SPINS : 0;
  }

  /// Whether threads share products this way.
  boolean isUsed() {
    return used;
  }

  /// This part's panels of a product for all rows, the operands of whose own rows begin as given.
  void multiply(MacroKernel product, int startAt, int xAt, int uAt, int cAt, int scratchAt) {
    int part = scratchAt / scratchLength;
    int before = VectorRecurrentKernel.boundary(batch, part, parts);
    await();
    int panels = product.panelCount();
    int from = panels * part / parts;
    int to = panels * (part + 1) / parts;
    if (from < to) {
      product.allRows(before, batch, startAt, xAt, uAt, cAt, from, to, scratchAt);
    }
    await();
  }

  /// Waits until all parts have come here.
  private void await() {
    int seen = generation;
    if (arrived.incrementAndGet() == parts) {
      arrived.set(0);
      generation = seen + 1; // only the last to come writes it
      return;
    }
    for (int turn = 0; generation == seen; turn++) {
      if (broken) {
        throw BROKEN;
      }
      if (turn < spins) {
        Thread.onSpinWait();
      } else {
        Thread.yield();
      }
    }
  }

  /// Lets the parts that wait end.
  void fail() {
    broken = true;
  }

  /// Whether this is how a part ends that waited for one that has failed.
  static boolean isBroken(Throwable thrown) {
    return thrown == BROKEN;
  }
}

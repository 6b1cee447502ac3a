package dev.unroll.bench.peers;

import static org.bytedeco.openblas.global.openblas.CblasNoTrans;
import static org.bytedeco.openblas.global.openblas.CblasRowMajor;
import static org.bytedeco.openblas.global.openblas.cblas_sgemm;

import dev.unroll.bench.Numbers;
import dev.unroll.bench.compare.Contender;
import dev.unroll.bench.compare.PeerProvider;
import dev.unroll.bench.compare.Task;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.openblas.global.openblas;

/// OpenBLAS's SGEMM on operands in native memory.
public final class OpenBlas implements PeerProvider {
  /// Made by the service loader.
  public OpenBlas() {}

  @Override
  public String version() {
    return "OpenBLAS " + openblas.class.getPackage().getImplementationVersion();
  }

  @Override
  public List<Contender> contenders(Task task) {
    return task instanceof Task.Gemm(int size) ? List.of(new Sgemm(size)) : List.of();
  }

  private static final class Sgemm implements Contender {
    private final int size;
    private final FloatPointer a;
    private final FloatPointer b;
    private final FloatPointer c;

    Sgemm(int size) {
      openblas.blas_set_num_threads(1);
      this.size = size;
      a = new FloatPointer(Numbers.uniform(1, size * size, 1));
      b = new FloatPointer(Numbers.uniform(2, size * size, 1));
      c = new FloatPointer((long) size * size);
    }

    @Override
    public String name() {
      return "OpenBLAS";
    }

    @Override
    public Map<String, float[]> results() {
      run();
      float[] result = new float[size * size];
      c.get(result);
      return Map.of("c", result);
    }

    @Override
    public void run() {
      cblas_sgemm(
          CblasRowMajor,
          CblasNoTrans,
          CblasNoTrans,
          size,
          size,
          size,
          1f,
          a,
          size,
          b,
          size,
          0f,
          c,
          size);
    }
  }
}

package dev.unroll.cli;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.GemmKernel;
import dev.unroll.kernels.KernelSet;
import dev.unroll.kernels.Matrix;
import dev.unroll.kernels.RecurrentKernel;
import dev.unroll.kernels.RecurrentSequence;
import dev.unroll.kernels.RecurrentShape;
import dev.unroll.kernels.SequenceInput;
import dev.unroll.kernels.Workers;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.RecordComponent;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/// A kernel set that measures how often each of its kernels is called, how long that takes, and how many
/// floating-point operations the products in it are. For one thread that calls.
final class KernelTimes {
  /// Rows, columns and depth of the product that is the roof: its operands stay in the caches.
  private static final int ROOF = 384;

  private static final long ROOF_TIME = TimeUnit.SECONDS.toNanos(2);

  private final Map<String, Use> uses = new LinkedHashMap<>();
  private final KernelSet set;

  /// What a kernel's method was used for.
  static final class Use {
    private final String name;
    private long calls;
    private long nanos;
    private double operations;

    private Use(String name) {
      this.name = name;
    }

    /// As in `lstm.forward`.
    String name() {
      return name;
    }

    long calls() {
      return calls;
    }

    double seconds() {
      return nanos * 1e-9;
    }

    /// Multiplications and additions of products; 0 where it has none.
    double operations() {
      return operations;
    }
  }

  /// @param of the set that computes
  KernelTimes(KernelSet of) {
    set = measured(of);
  }

  /// The set to compute with.
  KernelSet set() {
    return set;
  }

  /// Begins anew.
  void reset() {
    uses.values()
        .forEach(
            use -> {
              use.calls = 0;
              use.nanos = 0;
              use.operations = 0;
            });
  }

  /// What was called, the longest first.
  List<Use> uses() {
    return uses.values().stream()
        .filter(use -> use.calls > 0)
        .sorted(Comparator.comparingLong(use -> -use.nanos))
        .toList();
  }

  private KernelSet measured(KernelSet of) {
    RecordComponent[] components = KernelSet.class.getRecordComponents();
    Class<?>[] types = new Class<?>[components.length];
    Object[] values = new Object[components.length];
    try {
      for (int i = 0; i < components.length; i++) {
        types[i] = components[i].getType();
        Object value = components[i].getAccessor().invoke(of);
        values[i] = types[i].isInterface() ? measured(components[i], value) : value;
      }
      Constructor<KernelSet> constructor = KernelSet.class.getDeclaredConstructor(types);
      return constructor.newInstance(values);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("a kernel set is not as it was compiled", e);
    }
  }

  private Object measured(RecordComponent component, Object kernel) {
    return Proxy.newProxyInstance(
        component.getType().getClassLoader(),
        new Class<?>[] {component.getType()},
        (_, method, arguments) -> call(component.getName(), kernel, method, arguments));
  }

  private Object call(String component, Object kernel, Method method, Object[] arguments)
      throws Throwable {
    Use use = uses.computeIfAbsent(component + "." + method.getName(), Use::new);
    long begin = System.nanoTime();
    try {
      return method.invoke(kernel, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    } finally {
      use.nanos += System.nanoTime() - begin;
      use.calls++;
      use.operations += operations(kernel, method.getName(), arguments);
    }
  }

  /// Two for each multiplication with its addition.
  private static double operations(Object kernel, String method, Object[] arguments) {
    if (kernel instanceof GemmKernel
        && arguments != null
        && arguments.length > 2
        && arguments[0] instanceof Matrix a
        && arguments[2] instanceof Matrix c) {
      return 2.0 * a.rows() * a.columns() * c.columns();
    }
    if (kernel instanceof RecurrentKernel
        && arguments != null
        && arguments[0] instanceof RecurrentSequence sequence) {
      RecurrentShape shape = sequence.shape();
      int gateRows = sequence.weights().weightIh().shape().dimension(0);
      // tokens choose a column of the weights: no product
      int inputs = sequence.input() instanceof SequenceInput.Features ? shape.inputs() : 0;
      double forward = 2.0 * shape.steps() * shape.batch() * gateRows * (inputs + shape.outputs());
      return method.equals("backward") ? 2 * forward : forward;
    }
    return 0;
  }

  /// Operations a second of a large product, at best: what the others are compared with.
  static double roof(KernelSet of, Workers workers) {
    float[] numbers = new float[ROOF * ROOF];
    Matrix a = Matrix.rowMajor(numbers, 0, ROOF, ROOF, ROOF);
    Matrix b = Matrix.rowMajor(numbers.clone(), 0, ROOF, ROOF, ROOF);
    Matrix c = Matrix.rowMajor(numbers.clone(), 0, ROOF, ROOF, ROOF);
    Workspace workspace = new Workspace();
    double best = 0;
    long end = System.nanoTime() + ROOF_TIME;
    while (System.nanoTime() < end) {
      long begin = System.nanoTime();
      of.gemm().multiply(a, b, c, workspace, workers);
      double seconds = (System.nanoTime() - begin) * 1e-9;
      best = Math.max(best, 2.0 * ROOF * ROOF * ROOF / seconds);
    }
    return best;
  }
}

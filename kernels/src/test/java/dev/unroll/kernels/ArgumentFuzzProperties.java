package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.unroll.core.Workspace;
import dev.unroll.kernels.testing.FuzzedCall;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import net.jqwik.api.Example;

/// Every public entry of the kernels, with operands that are missing, too short, of another shape, or on
/// one another's memory: refused by name by all sets alike, before anything is written.
final class ArgumentFuzzProperties {
  private static final int TRIES = 200;

  private static final Workspace WORKSPACE = new Workspace();

  @Example
  void activations() {
    run(
        forward("exp", (k, n, a, o) -> k.activation().exp(n, a[0], o[0], a[1], o[1])),
        forward("sigmoid", (k, n, a, o) -> k.activation().sigmoid(n, a[0], o[0], a[1], o[1])),
        forward("tanh", (k, n, a, o) -> k.activation().tanh(n, a[0], o[0], a[1], o[1])),
        forward("relu", (k, n, a, o) -> k.activation().relu(n, a[0], o[0], a[1], o[1])),
        backward(
            "sigmoidBackward",
            (k, n, a, o) -> k.activation().sigmoidBackward(n, a[0], o[0], a[1], o[1], a[2], o[2])),
        backward(
            "tanhBackward",
            (k, n, a, o) -> k.activation().tanhBackward(n, a[0], o[0], a[1], o[1], a[2], o[2])),
        backward(
            "reluBackward",
            (k, n, a, o) -> k.activation().reluBackward(n, a[0], o[0], a[1], o[1], a[2], o[2])));
  }

  @Example
  void elementwise() {
    List<FuzzedCall> calls = new ArrayList<>();
    for (ElementwiseKernel.Function f : ElementwiseKernel.Function.values()) {
      calls.add(
          forward(
              f + "", (k, n, a, o) -> k.elementwise().forward(f, 1.5f, n, a[0], o[0], a[1], o[1])));
      calls.add(
          backward(
              f + " backward",
              (k, n, a, o) ->
                  k.elementwise().backward(f, 1.5f, n, a[0], o[0], a[1], o[1], a[2], o[2])));
    }
    calls.add(
        forward(
            "clamp", (k, n, a, o) -> k.elementwise().clamp(n, 0.5f, 1, a[0], o[0], a[1], o[1])));
    calls.add(
        backward(
            "clampBackward",
            (k, n, a, o) ->
                k.elementwise().clampBackward(n, 0.5f, 1, a[0], o[0], a[1], o[1], a[2], o[2])));
    run(calls.toArray(FuzzedCall[]::new));
  }

  private static FuzzedCall forward(String name, FuzzedCall.OnRanges call) {
    return new FuzzedCall(name).reads("x").writes("y", 0).calls(call);
  }

  private static FuzzedCall backward(String name, FuzzedCall.OnRanges call) {
    return new FuzzedCall(name).reads("x").reads("dy").writes("dx").calls(call);
  }

  @Example
  void losses() {
    List<FuzzedCall> calls = new ArrayList<>();
    for (LossKernel.Loss loss : LossKernel.Loss.values()) {
      calls.add(
          new FuzzedCall(loss + "")
              .reads("x")
              .reads("t")
              .writes("y", 0)
              .calls(
                  (k, n, a, o) -> k.loss().values(loss, 1, n, a[0], o[0], a[1], o[1], a[2], o[2])));
      calls.add(
          new FuzzedCall(loss + " slopes")
              .reads("x")
              .reads("t")
              .writes("y", 0)
              .calls(
                  (k, n, a, o) -> k.loss().slopes(loss, 1, n, a[0], o[0], a[1], o[1], a[2], o[2])));
    }
    run(calls.toArray(FuzzedCall[]::new));
  }

  @Example
  void reductions() {
    run(
        new FuzzedCall("sum").reads("x").calls((k, n, a, o) -> k.reduction().sum(n, a[0], o[0])),
        new FuzzedCall("dot")
            .reads("a")
            .reads("b")
            .calls((k, n, a, o) -> k.reduction().dot(n, a[0], o[0], a[1], o[1])),
        new FuzzedCall("maximum")
            .reads("x")
            .calls((k, n, a, o) -> k.reduction().maximum(n, a[0], o[0])));
  }

  @Example
  void arithmetic() {
    run(
        runs("add")
            .calls((k, n, a, o) -> k.arithmetic().add(n, a[0], o[0], 1, a[1], o[1], 1, a[2], o[2])),
        runs("subtract")
            .calls(
                (k, n, a, o) ->
                    k.arithmetic().subtract(n, a[0], o[0], 1, a[1], o[1], 1, a[2], o[2])),
        runs("multiplyAdd")
            .calls(
                (k, n, a, o) -> k.arithmetic().multiplyAdd(n, a[0], o[0], a[1], o[1], a[2], o[2])),
        new FuzzedCall("multiply by one")
            .reads("a")
            .readsOne("b")
            .writes("y", 0, 1)
            .calls(
                (k, n, a, o) ->
                    k.arithmetic().multiply(n, a[0], o[0], 1, a[1], o[1], 0, a[2], o[2])),
        new FuzzedCall("divide one")
            .readsOne("a")
            .reads("b")
            .writes("y", 0, 1)
            .calls(
                (k, n, a, o) -> k.arithmetic().divide(n, a[0], o[0], 0, a[1], o[1], 1, a[2], o[2])),
        new FuzzedCall("addScaled")
            .reads("x")
            .writes("y", 0)
            .calls((k, n, a, o) -> k.arithmetic().addScaled(n, 3, a[0], o[0], a[1], o[1])),
        new FuzzedCall("addConstant")
            .writes("y")
            .calls((k, n, a, o) -> k.arithmetic().addConstant(n, 3, a[0], o[0])));
  }

  private static FuzzedCall runs(String name) {
    return new FuzzedCall(name).reads("a").reads("b").writes("y", 0, 1);
  }

  @Example
  void softmax() {
    int[] targets = {2, -1, 0};
    float[] losses = new float[3];
    run(
        new FuzzedCall("softmax of two axes")
            .reads("x", 3, 17)
            .writesTensor("p", new int[] {3, 17}, 0)
            .on((k, t) -> k.softmax().softmax(t[0], t[1], WORKSPACE, Workers.CALLER)),
        new FuzzedCall("crossEntropy")
            .reads("logits", 3, 17)
            .writesTensor("p", new int[] {3, 17}, 0)
            .on(
                (k, t) ->
                    k.softmax()
                        .crossEntropy(t[0], targets, t[1], losses, WORKSPACE, Workers.CALLER)),
        new FuzzedCall("crossEntropyBackward")
            .reads("p", 3, 17)
            .writesTensor("dLogits", new int[] {3, 17})
            .on(
                (k, t) ->
                    k.softmax()
                        .crossEntropyBackward(t[0], targets, 2, true, t[1], Workers.CALLER)));
  }

  @Example
  void embeddings() {
    int[] ids = {4, 0, 4};
    run(
        new FuzzedCall("gather")
            .reads("table", 5, 6)
            .orMoreAlong(0)
            .writesTensor("y", new int[] {3, 6})
            .on((k, t) -> k.embedding().gather(t[0], ids, t[1])),
        new FuzzedCall("scatterAdd")
            .writesTensor("dTable", new int[] {5, 6})
            .orMoreAlong(0)
            .reads("dy", 3, 6)
            .on((k, t) -> k.embedding().scatterAdd(t[1], ids, t[0])));
  }

  @Example
  void updates() {
    int[] shape = {5, 7};
    run(
        new FuzzedCall("sgd")
            .writesTensor("w", shape)
            .reads("g", shape)
            .writesTensor("velocity", shape)
            .on((k, t) -> k.update().sgd(t[0], t[1], t[2], 0.1f, 0.9f, true, 0.1f, false)),
        new FuzzedCall("sgd without momentum")
            .writesTensor("w", shape)
            .reads("g", shape)
            .on((k, t) -> k.update().sgd(t[0], t[1], null, 0.1f, 0, false, 0.1f, false)),
        state("adagrad", (k, t) -> k.update().adagrad(t[0], t[1], t[2], 0.1f, 1e-8f)),
        state(
            "adagradInsideRoot",
            (k, t) -> k.update().adagradInsideRoot(t[0], t[1], t[2], 0.1f, 1e-8f)),
        state("rmsprop", (k, t) -> k.update().rmsprop(t[0], t[1], t[2], 0.1f, 0.9f, 1e-8f)),
        new FuzzedCall("adam")
            .writesTensor("w", shape)
            .reads("g", shape)
            .writesTensor("m", shape)
            .writesTensor("v", shape)
            .on(
                (k, t) ->
                    k.update().adam(t[0], t[1], t[2], t[3], 2, 0.1f, 0.9f, 0.99f, 1e-8f, 0.01f)));
  }

  private static FuzzedCall state(String name, FuzzedCall.OnTensors call) {
    int[] shape = {5, 7};
    return new FuzzedCall(name)
        .writesTensor("w", shape)
        .reads("g", shape)
        .writesTensor("state", shape)
        .on(call);
  }

  @Example
  void layerNorms() {
    int[] rows = {3, 2, 19};
    run(
        new FuzzedCall("layerNorm")
            .reads("x", rows)
            .reads("weight", 19)
            .reads("bias", 19)
            .writesTensor("y", rows)
            .writesTensor("z", rows)
            .writesTensor("s", new int[] {3, 2})
            .on((k, t) -> k.layerNorm().forward(t[0], t[1], t[2], 1e-5f, t[3], t[4], t[5])),
        new FuzzedCall("layerNormBackward")
            .reads("dy", rows)
            .reads("weight", 19)
            .optional()
            .reads("z", rows)
            .reads("s", 3, 2)
            .writesTensor("dx", rows)
            .optional()
            .writesTensor("dWeight", new int[] {19})
            .optional()
            .writesTensor("dBias", new int[] {19})
            .optional()
            .on(
                (k, t) ->
                    k.layerNorm().backward(t[0], t[1], t[2], t[3], t[4], t[5], t[6], WORKSPACE)));
  }

  @Example
  void convolutions() {
    Extents one = new Extents(1, 1, 1);
    ConvolutionShape flat =
        new ConvolutionShape(
            2, 3, 5, new Extents(1, 6, 9), new Extents(1, 3, 2), new Extents(1, 2, 2), one);
    ConvolutionShape deep =
        new ConvolutionShape(
            2, 3, 5, new Extents(4, 6, 9), new Extents(2, 3, 2), one, new Extents(0, 1, 0));
    for (ConvolutionShape shape : new ConvolutionShape[] {flat, deep}) {
      int[] x = ConvolutionShape.shape(2, 3, shape.size()).dimensions();
      int[] y = ConvolutionShape.shape(2, 5, shape.result()).dimensions();
      int[] weight = ConvolutionShape.shape(5, 3, shape.kernel()).dimensions();
      run(
          new FuzzedCall("convolution")
              .reads("x", x)
              .reads("weight", weight)
              .reads("bias", 5)
              .optional()
              .writesTensor("y", y)
              .on(
                  (k, t) ->
                      k.convolution()
                          .forward(shape, t[0], t[1], t[2], t[3], WORKSPACE, Workers.CALLER)),
          new FuzzedCall("convolution's input gradient")
              .reads("weight", weight)
              .reads("dy", y)
              .writesTensor("dx", x)
              .on(
                  (k, t) ->
                      k.convolution()
                          .backwardInput(shape, t[0], t[1], t[2], WORKSPACE, Workers.CALLER)),
          new FuzzedCall("convolution's weight gradient")
              .reads("x", x)
              .reads("dy", y)
              .writesTensor("dWeight", weight)
              .on(
                  (k, t) ->
                      k.convolution()
                          .backwardWeight(shape, t[0], t[1], t[2], WORKSPACE, Workers.CALLER)));
    }
  }

  @Example
  void convolutionsThatCannotBe() {
    Extents one = new Extents(1, 1, 1);
    Extents none = new Extents(0, 0, 0);
    for (Extents wrong : new Extents[] {none, new Extents(1, -1, 1), new Extents(1, 9, 1)}) {
      assertThrows(
          IllegalArgumentException.class,
          () -> new ConvolutionShape(1, 1, 1, new Extents(1, 8, 8), wrong, one, none));
    }
    assertThrows(
        IllegalArgumentException.class, () -> new ConvolutionShape(1, 1, 1, one, one, none, none));
    assertThrows(
        IllegalArgumentException.class,
        () -> new ConvolutionShape(1, 1, 1, one, one, one, new Extents(0, 0, -1)));
    Extents large = new Extents(1 << 10, 1 << 10, 1 << 10);
    assertThrows(
        IllegalArgumentException.class, () -> new ConvolutionShape(1, 1, 1, large, one, one, none));
  }

  /// Matrices of any strides on one or two arrays: refused where they do not fit together or the result
  /// shares memory, else the chains of the contract, and nothing else written.
  @Example
  void products() {
    SplittableRandom random = new SplittableRandom(7);
    int[] refused = new int[2];
    for (int i = 0; i < 4000; i++) {
      int m = random.nextInt(12);
      int n = random.nextInt(40);
      int k = random.nextInt(12);
      boolean wrong = random.nextInt(4) == 0;
      float[][] arrays = {floats(random), floats(random), floats(random)};
      int spread = random.nextInt(1, 4);
      Matrix a = matrix(random, arrays[0], m, wrong ? random.nextInt(12) : k);
      Matrix b = matrix(random, arrays[1 % spread], k, n);
      Matrix c = matrix(random, arrays[2 % spread], wrong ? random.nextInt(12) : m, n);
      if (a != null && b != null && c != null) {
        boolean add = random.nextBoolean();
        refused[product(Kernels.scalar(), a, b, c, add) ? 1 : 0]++;
        product(Kernels.active(), a, b, c, add);
      }
    }
    assertTrue(Math.min(refused[0], refused[1]) > 300, () -> Arrays.toString(refused));
  }

  /// Returns whether the product was refused, as it should have been.
  private static boolean product(KernelSet set, Matrix a, Matrix b, Matrix c, boolean add) {
    boolean fits = a.columns() == b.rows() && c.rows() == a.rows() && c.columns() == b.columns();
    boolean rowMajor = c.columns() <= 1 || c.columnStride() == 1;
    boolean rowsApart = c.rows() <= 1 || c.columns() <= Math.abs(c.rowStride());
    boolean allowed = fits && rowMajor && rowsApart && !c.overlaps(a) && !c.overlaps(b);
    float[] before = c.data().clone();
    float[] wanted = before.clone();
    for (int i = 0; allowed && i < c.rows() * c.columns(); i++) {
      int row = i / c.columns();
      int column = i % c.columns();
      int at = c.offset() + row * c.rowStride() + column * c.columnStride();
      float chain = add ? before[at] : 0;
      for (int l = 0; l < a.columns(); l++) {
        float left = a.data()[a.offset() + row * a.rowStride() + l * a.columnStride()];
        float right = b.data()[b.offset() + l * b.rowStride() + column * b.columnStride()];
        chain = Math.fma(left, right, chain);
      }
      wanted[at] = chain;
    }
    String message = null;
    try {
      if (add) {
        set.gemm().multiplyAdd(a, b, c, WORKSPACE, Workers.CALLER);
      } else {
        set.gemm().multiply(a, b, c, WORKSPACE, Workers.CALLER);
      }
    } catch (IllegalArgumentException refusal) {
      message = refusal.getMessage();
    }
    assertEquals(allowed, message == null, () -> set.name() + ": " + a + b + c);
    assertArrayEquals(wanted, c.data(), () -> set.name() + ": " + a + b + c);
    System.arraycopy(before, 0, c.data(), 0, before.length);
    return !allowed;
  }

  private static float[] floats(SplittableRandom random) {
    float[] values = new float[600];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextDouble(-1, 1);
    }
    return values;
  }

  /// Some view of the extents on the array, or null.
  private static Matrix matrix(SplittableRandom random, float[] data, int rows, int columns) {
    boolean rowMajor = random.nextInt(3) > 0;
    int line = (rowMajor ? columns : rows) + random.nextInt(-1, 4);
    int stride = random.nextInt(5) == 0 ? -line : line;
    try {
      return new Matrix(
          data,
          random.nextInt(data.length),
          rows,
          columns,
          rowMajor ? stride : 1,
          rowMajor ? 1 : stride);
    } catch (IllegalArgumentException beyondTheArray) {
      return null;
    }
  }

  @Example
  void productsNeedTheirOperands() {
    Matrix some = Matrix.rowMajor(new float[4], 0, 2, 2, 2);
    Matrix result = Matrix.rowMajor(new float[4], 0, 2, 2, 2);
    for (KernelSet set : List.of(Kernels.scalar(), Kernels.active())) {
      GemmKernel gemm = set.gemm();
      refused("A", () -> gemm.multiply(null, some, result, WORKSPACE, Workers.CALLER));
      refused("B", () -> gemm.multiplyAdd(some, (Matrix) null, result, WORKSPACE, Workers.CALLER));
      refused("C", () -> gemm.multiply(some, some, null, WORKSPACE, Workers.CALLER));
      refused("workspace", () -> gemm.multiply(some, some, result, null, Workers.CALLER));
      refused("workers", () -> gemm.multiplyAdd(some, some, result, WORKSPACE, null));
    }
  }

  private static void refused(String name, Runnable call) {
    String message = assertThrows(IllegalArgumentException.class, call::run).getMessage();
    assertTrue(message.startsWith(name + ": "), message);
  }

  private static void run(FuzzedCall... calls) {
    for (FuzzedCall call : calls) {
      SplittableRandom random = new SplittableRandom(call.toString().hashCode());
      for (int i = 0; i < TRIES; i++) {
        call.run(random, Kernels.scalar(), Kernels.active());
      }
    }
  }
}

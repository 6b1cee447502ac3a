package dev.unroll.kernels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.unroll.core.Tensor;
import dev.unroll.core.Workspace;
import dev.unroll.core.testing.Allocations;
import dev.unroll.kernels.testing.Floats;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Warm kernels allocate nothing: were a vector boxed, it would show here.
@Tag("widths")
final class ElementwiseAllocationTest {
  private static final int LENGTH = 16 * 7 + 5;

  @Test
  void warmKernelsAllocateNothing() {
    for (KernelSet set : new KernelSet[] {Kernels.active(), Kernels.scalar()}) {
      calls(set)
          .forEach(
              (name, call) ->
                  assertEquals(
                      0,
                      Allocations.warmBytes(call),
                      "bytes allocated by " + set.name() + " " + name));
    }
  }

  private static Map<String, Runnable> calls(KernelSet set) {
    float[] x = Floats.ordinary(1, LENGTH);
    float[] y = Floats.ordinary(2, LENGTH);
    float[] z = Floats.ordinary(3, LENGTH);
    Map<String, Runnable> calls = new TreeMap<>();
    ActivationKernel activation = set.activation();
    calls.put("exp", () -> activation.exp(LENGTH, x, 0, y, 0));
    calls.put("sigmoid", () -> activation.sigmoid(LENGTH, x, 0, y, 0));
    calls.put("tanh", () -> activation.tanh(LENGTH, x, 0, y, 0));
    calls.put("relu", () -> activation.relu(LENGTH, x, 0, y, 0));
    calls.put("sigmoidBackward", () -> activation.sigmoidBackward(LENGTH, x, 0, y, 0, z, 0));
    calls.put("tanhBackward", () -> activation.tanhBackward(LENGTH, x, 0, y, 0, z, 0));
    calls.put("reluBackward", () -> activation.reluBackward(LENGTH, x, 0, y, 0, z, 0));

    ElementwiseKernel elementwise = set.elementwise();
    for (ElementwiseKernel.Function each : ElementwiseKernel.Function.values()) {
      calls.put("" + each, () -> elementwise.forward(each, 2.5f, LENGTH, x, 0, y, 0));
      calls.put(
          each + " backward", () -> elementwise.backward(each, 2.5f, LENGTH, x, 0, y, 0, z, 0));
    }
    calls.put("clamp", () -> elementwise.clamp(LENGTH, -1, 1, x, 0, y, 0));
    calls.put("clampBackward", () -> elementwise.clampBackward(LENGTH, -1, 1, x, 0, y, 0, z, 0));

    LossKernel loss = set.loss();
    for (LossKernel.Loss each : LossKernel.Loss.values()) {
      calls.put("" + each, () -> loss.values(each, 0.5f, LENGTH, x, 0, y, 0, z, 0));
      calls.put(each + " slopes", () -> loss.slopes(each, 0.5f, LENGTH, x, 0, y, 0, z, 0));
    }
    Tensor normalized = Tensor.zeros(3, LENGTH);
    Tensor shifted = Tensor.zeros(3, LENGTH);
    Tensor gradient = Tensor.zeros(3, LENGTH);
    Tensor deviations = Tensor.zeros(3);
    Tensor weight = Tensor.zeros(LENGTH);
    Tensor dWeight = Tensor.zeros(LENGTH);
    Tensor dBias = Tensor.zeros(LENGTH);
    Workspace workspace = new Workspace();
    LayerNormKernel norm = set.layerNorm();
    calls.put(
        "layerNorm",
        () -> norm.forward(gradient, weight, weight, 1, shifted, normalized, deviations));
    calls.put(
        "layerNorm backward",
        () ->
            norm.backward(
                shifted, weight, normalized, deviations, gradient, dWeight, dBias, workspace));

    Tensor logits = Tensor.zeros(3, LENGTH);
    Tensor p = Tensor.zeros(3, LENGTH);
    int[] targets = {4, -1, LENGTH - 1};
    float[] losses = new float[3];
    SoftmaxKernel softmax = set.softmax();
    calls.put("softmax", () -> softmax.softmax(logits, p, workspace, Workers.CALLER));
    calls.put(
        "crossEntropy",
        () -> softmax.crossEntropy(logits, targets, p, losses, workspace, Workers.CALLER));
    calls.put(
        "crossEntropyBackward",
        () -> softmax.crossEntropyBackward(p, targets, 0.1f, true, logits, Workers.CALLER));
    calls.put(
        "crossEntropyBackward, overwriting",
        () -> softmax.crossEntropyBackward(p, targets, 0.1f, false, logits, Workers.CALLER));

    Tensor longRows = Tensor.zeros(2, 2_050);
    calls.put(
        "softmax, long rows", () -> softmax.softmax(longRows, longRows, workspace, Workers.CALLER));

    Tensor table = Tensor.zeros(5, LENGTH);
    Tensor rows = Tensor.zeros(3, LENGTH);
    int[] ids = {4, 0, 4};
    calls.put("gather", () -> set.embedding().gather(table, ids, rows));
    calls.put("scatterAdd", () -> set.embedding().scatterAdd(rows, ids, table));

    Tensor w = Tensor.zeros(LENGTH);
    Tensor g = Tensor.zeros(LENGTH);
    Tensor a = Tensor.zeros(LENGTH);
    Tensor b = Tensor.zeros(LENGTH);
    UpdateKernel update = set.update();
    calls.put("sgd", () -> update.sgd(w, g, null, 0.1f, 0, false, 0, false));
    calls.put("sgd, momentum", () -> update.sgd(w, g, a, 0.1f, 0.9f, true, 0.1f, false));
    calls.put("adagrad", () -> update.adagrad(w, g, a, 0.1f, 1e-8f));
    calls.put("adagradInsideRoot", () -> update.adagradInsideRoot(w, g, a, 0.1f, 1e-8f));
    calls.put("rmsprop", () -> update.rmsprop(w, g, a, 0.1f, 0.9f, 1e-8f));
    calls.put("adam", () -> update.adam(w, g, a, b, 3, 0.1f, 0.7f, 0.99f, 1e-8f, 0.1f));
    calls.put("scale", () -> update.scale(g, 0.5f));
    calls.put("clip", () -> update.clip(g, 5));
    Tensor big = Tensor.zeros(4 * 4096 + LENGTH);
    double[] sum = new double[1];
    calls.put("sumOfSquares", () -> sum[0] += update.sumOfSquares(big));
    return calls;
  }
}

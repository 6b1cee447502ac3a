package dev.unroll.bench.peers;

import dev.unroll.bench.LayerWork;
import dev.unroll.bench.compare.Task;
import dev.unroll.kernels.Kernels;
import dev.unroll.kernels.Workers;
import java.util.Arrays;

/// A recurrent layer's operands as plain arrays: the very numbers that the library's contender has.
///
/// @param x `[T,N,C]`
/// @param h0 `[N,H]`
/// @param c0 `[N,H]`, null for cells without a cell state
/// @param weightIh `[G·H,C]`
/// @param weightHh `[G·H,H]`
/// @param biasIh `[G·H]`
/// @param biasHh `[G·H]`
/// @param dy `[T,N,H]`
record Operands(
    int steps,
    int batch,
    int inputs,
    int hidden,
    int gates,
    float[] x,
    float[] h0,
    float[] c0,
    float[] weightIh,
    float[] weightHh,
    float[] biasIh,
    float[] biasHh,
    float[] dy) {

  static Operands of(Task.Layer task) {
    LayerWork layer = new LayerWork(Kernels.scalar(), task.cell(), task.shape(), Workers.CALLER);
    int state = task.shape().batch() * task.shape().hidden();
    return new Operands(
        task.shape().steps(),
        task.shape().batch(),
        task.shape().inputs(),
        task.shape().hidden(),
        task.cell().gates(),
        layer.x().data(),
        Arrays.copyOf(layer.h().data(), state),
        layer.c() == null ? null : Arrays.copyOf(layer.c().data(), state),
        layer.weights().weightIh().data(),
        layer.weights().weightHh().data(),
        layer.weights().biasIh().data(),
        layer.weights().biasHh().data(),
        layer.dy().data());
  }
}

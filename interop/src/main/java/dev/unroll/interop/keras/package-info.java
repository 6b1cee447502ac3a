/// What Keras writes: models as `.keras` archives and legacy `.h5` files, weights as `.weights.h5`, and
/// what runs them.
///
/// [dev.unroll.interop.keras.KerasModel] is the entry. A model is a graph of layers, each a class that reads
/// its configuration and its weights and computes with the kernels; arrays are batch-first, `[N,T,C]`, as in
/// Keras. Nothing that a configuration leaves out is guessed where versions of Keras differ in it.
package dev.unroll.interop.keras;

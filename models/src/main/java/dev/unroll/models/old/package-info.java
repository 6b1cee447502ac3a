/// Layers: named parameters in the names and layouts of torch.nn, and the graph pieces they build on a
/// tape. A recurrent layer's state is an explicit object, never hidden in the layer, so one layer may
/// serve many readers at once.
package dev.unroll.models.old;

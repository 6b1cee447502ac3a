/// The peers: PyTorch, ONNX Runtime and OpenBLAS doing the same work in the same process. Compiled in
/// the Maven profile `peers` only.
package dev.unroll.bench.peers;

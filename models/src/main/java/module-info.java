/// Layers, optimizers, data handling, the training loop, checkpoints and assembled architectures.
module dev.unroll.models {
  requires transitive dev.unroll.autograd;
}

/// Layers, optimizers, data handling, the training loop, checkpoints and assembled architectures.
module dev.unroll.models {
  requires transitive dev.unroll.autograd;

  exports dev.unroll.models.data;
  exports dev.unroll.models.language;
  exports dev.unroll.models.layer;
  exports dev.unroll.models.metrics;
  exports dev.unroll.models.old;
  exports dev.unroll.models.optimizer;
  exports dev.unroll.models.text;
  exports dev.unroll.models.training;
  exports dev.unroll.models;

  uses dev.unroll.models.layer.Cell;
}

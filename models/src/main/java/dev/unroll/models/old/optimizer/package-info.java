/// Optimizers and gradient clipping over the update kernels, with the semantics of `torch.optim`. All
/// state has names and can be saved and restored, so that training goes on with the same bits.
package dev.unroll.models.old.optimizer;

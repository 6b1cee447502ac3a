/// Losses: one number from predictions and targets.
package dev.unroll.autograd.op.loss;

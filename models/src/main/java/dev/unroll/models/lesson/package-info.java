/// What the lectures show of gradients through time, as numbers: small experiments on the engine, the layers and
/// the optimizers that everybody else uses, too. None needs data, and each gives the same numbers at every run.
package dev.unroll.models.lesson;

/// One trainer for every task: steps and epochs, schedules, clipping, accumulation, validation, early
/// stopping, and everything that is needed to go on with the same bits. It knows no architecture: what
/// a batch, a loss and a metric are is a [dev.unroll.models.training.Task].
package dev.unroll.models.training;

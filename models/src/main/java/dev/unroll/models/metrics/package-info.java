/// How good answers are: the field's measures as functions and as accumulators that add up over batches.
/// Sums are in double; nothing here knows of models.
package dev.unroll.models.metrics;

/// From logits to tokens: choosing one, greedy and sampled decoding, beam search. All of it knows a model as
/// a [dev.unroll.models.decode.StepModel] only.
///
/// Probabilities, their sums and their logarithms are in double, in the order of the ids, by [StrictMath]:
/// the same choices on every machine.
package dev.unroll.models.decode;

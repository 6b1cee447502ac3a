package dev.unroll.models.decode;

/// What a decoder wrote.
///
/// @param ids the tokens, without the end token
/// @param logProbability ln of the probability of these tokens, and of the end token if it ended
/// @param score what hypotheses are ranked by: `logProbability` divided by a power of their length
/// @param ended whether the end token came; otherwise it was cut off at the maximum length
public record Hypothesis(int[] ids, double logProbability, double score, boolean ended) {}

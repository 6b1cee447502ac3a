package dev.unroll.models.translation;

/// A sequence and what it is to become.
///
/// @param source ids of the source's vocabulary
/// @param target ids of the target's vocabulary, without BEGIN and END
public record Pair(int[] source, int[] target) {}

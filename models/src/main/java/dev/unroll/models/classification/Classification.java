package dev.unroll.models.classification;

/// What an example was taken for.
///
/// @param label the likeliest
/// @param probability of that label
public record Classification(String label, double probability) {}

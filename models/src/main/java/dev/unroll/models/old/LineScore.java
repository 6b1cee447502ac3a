package dev.unroll.models.old;

/// How well a model predicts a line.
///
/// @param number of the line in the text, from 1
/// @param line its characters, without the line ending
/// @param score of these characters
public record LineScore(int number, String line, Score score) {}

/// The record of a run: what happened in a training, line by line, for people and programs that look at it
/// later. Writing it changes nothing in the training; how much is written grows with the logarithm of its
/// length.
package dev.unroll.models.history;

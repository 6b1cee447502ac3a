package dev.unroll.models.old.training;

/// An epoch that was finished.
///
/// @param epoch from 1
/// @param step steps done since the very beginning
/// @param loss the mean over its steps, in nats a character
/// @param validation the loss on what is held out after it, NaN if nothing is
public record EpochResult(int epoch, long step, double loss, double validation) {}

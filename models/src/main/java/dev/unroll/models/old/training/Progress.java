package dev.unroll.models.old.training;

import java.time.Duration;

/// Where training stands after a step.
///
/// @param step steps done since the very beginning
/// @param epoch the epoch of this step, from 1
/// @param epochs the epochs to train, [Integer#MAX_VALUE] if only time or steps limit it
/// @param stepInEpoch steps done in this epoch, from 1
/// @param stepsPerEpoch steps of an epoch
/// @param loss the mean cross-entropy of this step, in nats a character
/// @param smoothedLoss its exponential moving average
/// @param characters characters trained on in this run
/// @param charactersPerSecond how many a second, over the last few seconds
/// @param elapsed time since this run began
/// @param remaining time that is left at this rate, null if no limit tells
public record Progress(
    long step,
    int epoch,
    int epochs,
    int stepInEpoch,
    int stepsPerEpoch,
    float loss,
    double smoothedLoss,
    long characters,
    double charactersPerSecond,
    Duration elapsed,
    Duration remaining) {}

package dev.unroll.models.training;

import java.time.Duration;

/// Where training stands after a step.
///
/// @param step steps done since the very beginning
/// @param epoch the epoch of this step, from 1
/// @param epochs the epochs to train; null if only time or steps limit it
/// @param stepInEpoch steps done in this epoch, from 1
/// @param stepsPerEpoch steps of this epoch
/// @param loss the mean loss of this step
/// @param smoothedLoss its exponential moving average
/// @param learningRate of this step
/// @param gradientNorm Euclidean norm of all gradients before clipping; NaN where it was not needed
/// @param items items trained on in this run
/// @param itemsPerSecond how many a second, over the last few seconds
/// @param elapsed time since this run began
/// @param remaining time that is left at this rate, null if no limit tells
public record Progress(
    long step,
    int epoch,
    Integer epochs,
    int stepInEpoch,
    int stepsPerEpoch,
    float loss,
    double smoothedLoss,
    double learningRate,
    double gradientNorm,
    long items,
    double itemsPerSecond,
    Duration elapsed,
    Duration remaining) {}

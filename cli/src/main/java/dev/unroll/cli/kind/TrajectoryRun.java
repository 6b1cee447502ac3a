package dev.unroll.cli.kind;

import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;
import dev.unroll.models.trajectory.TrajectoryData;
import dev.unroll.models.trajectory.TrajectoryOptions;

/// All options of a run that learns to predict trajectories.
///
/// @param data the tracks
/// @param model the architecture
/// @param initializer how weights are drawn
/// @param tracks how the tracks are trained on
/// @param training how the model is trained
public record TrajectoryRun(
    TrackData data,
    TrajectoryOptions model,
    @Setting("How weights are drawn.") Initializer initializer,
    TrajectoryData tracks,
    TrainingOptions training) {}

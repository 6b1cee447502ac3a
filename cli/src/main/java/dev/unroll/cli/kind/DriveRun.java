package dev.unroll.cli.kind;

import dev.unroll.models.driving.DriverOptions;
import dev.unroll.models.driving.DrivingData;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that learns to steer.
///
/// @param data the drive
/// @param model the architecture
/// @param initializer how weights but those of the convolutions are drawn
/// @param windows how the drive is trained on
/// @param training how the model is trained
public record DriveRun(
    DriveData data,
    DriverOptions model,
    @Setting("How weights are drawn, but those of the convolutions.") Initializer initializer,
    DrivingData windows,
    TrainingOptions training) {}

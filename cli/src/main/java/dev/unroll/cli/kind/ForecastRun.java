package dev.unroll.cli.kind;

import dev.unroll.models.forecasting.ForecastData;
import dev.unroll.models.forecasting.ForecastOptions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that learns to forecast a series.
///
/// @param data the series
/// @param model what is read and predicted, and the architecture
/// @param initializer how weights are drawn
/// @param windows how the series is cut up
/// @param training how the model is trained
public record ForecastRun(
    SeriesData data,
    ForecastOptions model,
    @Setting("How weights are drawn.") Initializer initializer,
    ForecastData windows,
    TrainingOptions training) {}

package dev.unroll.cli.kind;

import dev.unroll.models.classification.ClassificationOptions;
import dev.unroll.models.classification.PerceptronOptions;
import dev.unroll.models.layer.Initializer;
import dev.unroll.models.settings.Setting;
import dev.unroll.models.training.TrainingOptions;

/// All options of a run that trains a perceptron.
///
/// @param data the table
/// @param model the architecture
/// @param initializer how weights are drawn
/// @param examples how the rows are trained on
/// @param training how the model is trained
public record ClassifyRun(
    TableData data,
    PerceptronOptions model,
    @Setting("How weights are drawn.") Initializer initializer,
    ClassificationOptions examples,
    TrainingOptions training) {}

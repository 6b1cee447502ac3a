/// Layers, optimizers, data handling, the training loop, checkpoints and assembled architectures.
module dev.unroll.models {
  requires transitive dev.unroll.autograd;
  requires static jdk.jfr; // without it there are no events

  exports dev.unroll.models.captioning;
  exports dev.unroll.models.checkpoint;
  exports dev.unroll.models.classification;
  exports dev.unroll.models.data;
  exports dev.unroll.models.decode;
  exports dev.unroll.models.driving;
  exports dev.unroll.models.forecasting;
  exports dev.unroll.models.history;
  exports dev.unroll.models.insight;
  exports dev.unroll.models.language;
  exports dev.unroll.models.layer;
  exports dev.unroll.models.lesson;
  exports dev.unroll.models.memory;
  exports dev.unroll.models.metrics;
  exports dev.unroll.models.optimizer;
  exports dev.unroll.models.reading;
  exports dev.unroll.models.settings;
  exports dev.unroll.models.tagging;
  exports dev.unroll.models.text;
  exports dev.unroll.models.training;
  exports dev.unroll.models.trajectory;
  exports dev.unroll.models.translation;
  exports dev.unroll.models.vision;

  uses dev.unroll.models.checkpoint.Kind;
  uses dev.unroll.models.layer.Cell;

  provides dev.unroll.models.checkpoint.Kind with
      dev.unroll.models.captioning.CaptionerKind,
      dev.unroll.models.classification.PerceptronKind,
      dev.unroll.models.classification.TextClassifierKind,
      dev.unroll.models.driving.DriverKind,
      dev.unroll.models.forecasting.ForecasterKind,
      dev.unroll.models.language.FixedWindowModelKind,
      dev.unroll.models.language.LanguageModelKind,
      dev.unroll.models.language.NgramTextModelKind,
      dev.unroll.models.language.TextGenRnnKind,
      dev.unroll.models.memory.MemoryModelKind,
      dev.unroll.models.reading.PictureReaderKind,
      dev.unroll.models.tagging.TaggerKind,
      dev.unroll.models.trajectory.TrajectoryModelKind,
      dev.unroll.models.translation.TranslatorKind;
}

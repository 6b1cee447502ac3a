package dev.unroll.models.optimizer;

import dev.unroll.core.Checks;
import dev.unroll.models.settings.Setting;

/// How parameters follow their gradients. The equations stand in [dev.unroll.kernels.UpdateKernel].
public sealed interface OptimizerOptions {
  /// Adam, or AdamW with a weight decay.
  ///
  /// @param learningRate how far a step goes
  /// @param beta1 decay of the running mean, below 1
  /// @param beta2 decay of the running mean of squares, below 1
  /// @param epsilon keeps the denominator from zero
  /// @param weightDecay decoupled from the gradient (AdamW); 0 for none
  record Adam(
      @Setting(value = "How far a step goes.", label = "X") float learningRate,
      @Setting(value = "Decay of the running mean of gradients.", label = "X") float beta1,
      @Setting(value = "Decay of the running mean of their squares.", label = "X") float beta2,
      @Setting(value = "Keeps the denominator from zero.", label = "X") float epsilon,
      @Setting(value = "Weight decay, decoupled from the gradient (AdamW).", label = "X")
          float weightDecay)
      implements OptimizerOptions {
    public Adam {
      Checks.positive("learning-rate", learningRate);
      Checks.within("beta1", beta1, 0, Math.nextDown(1f));
      Checks.within("beta2", beta2, 0, Math.nextDown(1f));
      Checks.positive("epsilon", epsilon);
      Checks.within("weight-decay", weightDecay, 0, Float.MAX_VALUE);
    }

    /// With torch.optim's betas and epsilon, without weight decay.
    public Adam(float learningRate) {
      this(learningRate, 0.9f, 0.999f, 1e-8f, 0);
    }

    /// With rate 0.003.
    public static Adam defaults() {
      return new Adam(0.003f);
    }
  }

  /// Adagrad.
  ///
  /// @param learningRate how far a step goes
  /// @param epsilon keeps the denominator from zero
  /// @param insideRoot whether epsilon is added before the root is taken, as in min-char-rnn
  record Adagrad(
      @Setting(value = "How far a step goes.", label = "X") float learningRate,
      @Setting(value = "Keeps the denominator from zero.", label = "X") float epsilon,
      @Setting("Add epsilon before the root is taken, as min-char-rnn does.") boolean insideRoot)
      implements OptimizerOptions {
    public Adagrad {
      Checks.positive("learning-rate", learningRate);
      Checks.positive("epsilon", epsilon);
    }

    /// With torch.optim's epsilon.
    public Adagrad(float learningRate) {
      this(learningRate, 1e-10f, false);
    }

    /// With rate 0.05.
    public static Adagrad defaults() {
      return new Adagrad(0.05f);
    }
  }

  /// RMSprop.
  ///
  /// @param learningRate how far a step goes
  /// @param rho decay of the running mean of squares, below 1
  /// @param epsilon keeps the denominator from zero
  record Rmsprop(
      @Setting(value = "How far a step goes.", label = "X") float learningRate,
      @Setting(value = "Decay of the running mean of squared gradients.", label = "X") float rho,
      @Setting(value = "Keeps the denominator from zero.", label = "X") float epsilon)
      implements OptimizerOptions {
    public Rmsprop {
      Checks.positive("learning-rate", learningRate);
      Checks.within("rho", rho, 0, Math.nextDown(1f));
      Checks.positive("epsilon", epsilon);
    }

    /// With torch.optim's decay and epsilon.
    public Rmsprop(float learningRate) {
      this(learningRate, 0.99f, 1e-8f);
    }

    /// With rate 0.002.
    public static Rmsprop defaults() {
      return new Rmsprop(0.002f);
    }
  }

  /// Stochastic gradient descent.
  ///
  /// @param learningRate how far a step goes
  /// @param momentum 0 for none, below 1
  /// @param nesterov Nesterov's momentum
  /// @param weightDecay added to the gradient, times the parameter; 0 for none
  record Sgd(
      @Setting(value = "How far a step goes.", label = "X") float learningRate,
      @Setting(value = "Momentum; 0 for none.", label = "X") float momentum,
      @Setting("Use Nesterov's momentum.") boolean nesterov,
      @Setting(value = "Added to the gradient, times the parameter.", label = "X")
          float weightDecay)
      implements OptimizerOptions {
    public Sgd {
      Checks.positive("learning-rate", learningRate);
      Checks.within("momentum", momentum, 0, Math.nextDown(1f));
      Checks.within("weight-decay", weightDecay, 0, Float.MAX_VALUE);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("nesterov: expected a momentum above 0, got 0");
      }
    }

    /// Without momentum and weight decay.
    public Sgd(float learningRate) {
      this(learningRate, 0, false, 0);
    }

    /// With rate 1.
    public static Sgd defaults() {
      return new Sgd(1);
    }
  }

  /// How far a step goes, before a schedule's factor.
  float learningRate();
}

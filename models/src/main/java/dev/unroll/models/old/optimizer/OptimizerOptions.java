package dev.unroll.models.old.optimizer;

import dev.unroll.core.Checks;
import java.util.LinkedHashMap;
import java.util.Map;

/// How parameters follow their gradients. The equations stand in [dev.unroll.kernels.UpdateKernel].
public sealed interface OptimizerOptions {
  /// Stochastic gradient descent.
  ///
  /// @param rate learning rate
  /// @param momentum 0 for none, below 1
  /// @param nesterov Nesterov's momentum
  /// @param weightDecay added to the gradient, times the parameter; 0 for none
  record Sgd(float rate, float momentum, boolean nesterov, float weightDecay)
      implements OptimizerOptions {
    public Sgd {
      Checks.positive("learning rate", rate);
      Checks.within("momentum", momentum, 0, Math.nextDown(1f));
      Checks.within("weight decay", weightDecay, 0, Float.MAX_VALUE);
      if (nesterov && momentum == 0) {
        throw new IllegalArgumentException("nesterov: expected a momentum above 0, got 0");
      }
    }

    /// Without momentum and weight decay.
    public Sgd(float rate) {
      this(rate, 0, false, 0);
    }
  }

  /// Adagrad.
  ///
  /// @param rate learning rate
  /// @param epsilon keeps the denominator from zero
  /// @param insideRoot whether epsilon is added before the root is taken, as in min-char-rnn
  record Adagrad(float rate, float epsilon, boolean insideRoot) implements OptimizerOptions {
    public Adagrad {
      Checks.positive("learning rate", rate);
      Checks.positive("epsilon", epsilon);
    }

    /// With torch.optim's epsilon.
    public Adagrad(float rate) {
      this(rate, 1e-10f, false);
    }
  }

  /// RMSprop.
  ///
  /// @param rate learning rate
  /// @param decay of the running mean of squares, below 1
  /// @param epsilon keeps the denominator from zero
  record RmsProp(float rate, float decay, float epsilon) implements OptimizerOptions {
    public RmsProp {
      Checks.positive("learning rate", rate);
      Checks.within("decay", decay, 0, Math.nextDown(1f));
      Checks.positive("epsilon", epsilon);
    }

    /// With torch.optim's decay and epsilon.
    public RmsProp(float rate) {
      this(rate, 0.99f, 1e-8f);
    }
  }

  /// Adam, or AdamW with a weight decay.
  ///
  /// @param rate learning rate
  /// @param beta1 decay of the running mean, below 1
  /// @param beta2 decay of the running mean of squares, below 1
  /// @param epsilon keeps the denominator from zero
  /// @param weightDecay decoupled from the gradient (AdamW); 0 for none
  record Adam(float rate, float beta1, float beta2, float epsilon, float weightDecay)
      implements OptimizerOptions {
    public Adam {
      Checks.positive("learning rate", rate);
      Checks.within("beta1", beta1, 0, Math.nextDown(1f));
      Checks.within("beta2", beta2, 0, Math.nextDown(1f));
      Checks.positive("epsilon", epsilon);
      Checks.within("weight decay", weightDecay, 0, Float.MAX_VALUE);
    }

    /// With torch.optim's betas and epsilon, without weight decay.
    public Adam(float rate) {
      this(rate, 0.9f, 0.999f, 1e-8f, 0);
    }
  }

  /// The learning rate.
  float rate();

  /// An optimizer by its name in options and files: `adam`, `adagrad`, `rmsprop`, `sgd`.
  static OptimizerOptions named(String name, float rate) {
    return switch (name) {
      case "adam" -> new Adam(rate);
      case "adagrad" -> new Adagrad(rate);
      case "rmsprop" -> new RmsProp(rate);
      case "sgd" -> new Sgd(rate);
      default ->
          throw new IllegalArgumentException(
              "optimizer: expected one of adam, adagrad, rmsprop, sgd, got '" + name + "'");
    };
  }

  /// The name in options and files.
  default String label() {
    return switch (this) {
      case Adam _ -> "adam";
      case Adagrad _ -> "adagrad";
      case RmsProp _ -> "rmsprop";
      case Sgd _ -> "sgd";
    };
  }

  /// All options as strings, for files; [#restore] reads them.
  default Map<String, String> save() {
    Map<String, String> saved = new LinkedHashMap<>();
    saved.put("name", label());
    saved.put("rate", Float.toString(rate()));
    switch (this) {
      case Sgd(float _, float momentum, boolean nesterov, float weightDecay) -> {
        saved.put("momentum", Float.toString(momentum));
        saved.put("nesterov", Boolean.toString(nesterov));
        saved.put("weight_decay", Float.toString(weightDecay));
      }
      case Adagrad(float _, float epsilon, boolean insideRoot) -> {
        saved.put("epsilon", Float.toString(epsilon));
        saved.put("inside_root", Boolean.toString(insideRoot));
      }
      case RmsProp(float _, float decay, float epsilon) -> {
        saved.put("decay", Float.toString(decay));
        saved.put("epsilon", Float.toString(epsilon));
      }
      case Adam(float _, float beta1, float beta2, float epsilon, float weightDecay) -> {
        saved.put("beta1", Float.toString(beta1));
        saved.put("beta2", Float.toString(beta2));
        saved.put("epsilon", Float.toString(epsilon));
        saved.put("weight_decay", Float.toString(weightDecay));
      }
    }
    return saved;
  }

  /// The options that [#save] wrote.
  ///
  /// @throws IllegalArgumentException if something is missing or is not what it should be
  static OptimizerOptions restore(Map<String, String> saved) {
    float rate = number(saved, "rate");
    return switch (text(saved, "name")) {
      case "sgd" ->
          new Sgd(
              rate,
              number(saved, "momentum"),
              flag(saved, "nesterov"),
              number(saved, "weight_decay"));
      case "adagrad" -> new Adagrad(rate, number(saved, "epsilon"), flag(saved, "inside_root"));
      case "rmsprop" -> new RmsProp(rate, number(saved, "decay"), number(saved, "epsilon"));
      case "adam" ->
          new Adam(
              rate,
              number(saved, "beta1"),
              number(saved, "beta2"),
              number(saved, "epsilon"),
              number(saved, "weight_decay"));
      case String name -> named(name, rate);
    };
  }

  private static String text(Map<String, String> saved, String key) {
    String value = saved.get(key);
    if (value == null) {
      throw new IllegalArgumentException("optimizer: " + key + " is missing");
    }
    return value;
  }

  private static float number(Map<String, String> saved, String key) {
    String value = text(saved, key);
    try {
      return Float.parseFloat(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "optimizer: %s: expected a number, got '%s'".formatted(key, value), e);
    }
  }

  private static boolean flag(Map<String, String> saved, String key) {
    return Boolean.parseBoolean(text(saved, key));
  }
}

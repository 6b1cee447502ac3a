package dev.unroll.kernels.testing;

/// One parameter under an optimizer, in double: the equations of the papers, step by step.
///
/// Besides the parameter it keeps [#slack], a bound of the float kernel's error in units of eps: each
/// step adds [#ROUNDINGS] of the largest terms in it.
public final class UpdateOracle {
  /// The operations on the longest way from the operands of a step to the parameter.
  private static final int ROUNDINGS = 10;

  private double w;
  private double first;
  private double second;
  private double slack;
  private int steps;

  /// A parameter before the first step.
  public UpdateOracle(double w) {
    this.w = w;
  }

  /// The parameter.
  public double value() {
    return w;
  }

  /// The largest error that the kernel may have made: `10·eps·Σ (|w| + |terms of the step|)`.
  public double tolerance() {
    return slack * 0x1p-24;
  }

  /// v = µv + g′, w −= rate·(v, or g′ + µv) with g′ = g + λw.
  public void sgd(double g, double rate, double momentum, boolean nesterov, double weightDecay) {
    double decayed = g + weightDecay * w;
    first = steps++ == 0 ? decayed : momentum * first + decayed;
    second = Math.abs(g) + weightDecay * Math.abs(w) + momentum * second; // the terms' magnitudes
    move(rate * (nesterov ? decayed + momentum * first : first), 2 * rate * second);
  }

  /// s += g², w −= rate·g/(√s + ε), or with ε inside the root.
  public void adagrad(double g, double rate, double epsilon, boolean insideRoot) {
    second += g * g;
    double root = insideRoot ? Math.sqrt(second + epsilon) : Math.sqrt(second) + epsilon;
    move(rate * g / root, rate * Math.abs(g) / root);
  }

  /// s = ρs + (1 − ρ)g², w −= rate·g/(√s + ε).
  public void rmsprop(double g, double rate, double decay, double epsilon) {
    second = decay * second + (1 - decay) * g * g;
    double root = Math.sqrt(second) + epsilon;
    move(rate * g / root, rate * Math.abs(g) / root);
  }

  private double magnitude;

  /// Adam, with λ AdamW.
  public void adam(
      double g, double rate, double beta1, double beta2, double epsilon, double decoupledDecay) {
    steps++;
    w *= 1 - rate * decoupledDecay;
    first = beta1 * first + (1 - beta1) * g;
    magnitude = beta1 * magnitude + (1 - beta1) * Math.abs(g);
    second = beta2 * second + (1 - beta2) * g * g;
    double corrected = first / (1 - Math.pow(beta1, steps));
    double root = Math.sqrt(second / (1 - Math.pow(beta2, steps))) + epsilon;
    move(rate * corrected / root, rate * magnitude / (1 - Math.pow(beta1, steps)) / root);
  }

  private void move(double distance, double terms) {
    w -= distance;
    slack += ROUNDINGS * (Math.abs(w) + Math.abs(distance) + terms);
  }
}

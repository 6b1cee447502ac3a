package dev.unroll.autograd;

/// A NaN or an infinity appeared, or a saved value was changed, while [Tape#detectAnomalies] was on.
public final class AnomalyException extends ArithmeticException {
  private static final long serialVersionUID = 1L;

  AnomalyException(String message) {
    super(message);
  }
}

package dev.unroll.kernels.testing;

import java.util.Arrays;
import java.util.SplittableRandom;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/// A random layer with random operands, for properties.
///
/// @param tokens ids for the same T and N as the problem's, to be used instead of its `x`
public record RecurrentCase(RecurrentCell cell, RecurrentProblem problem, int[] tokens) {

  /// Sizes around those at which SIMD code changes its way, kept small for the oracle.
  public static Arbitrary<RecurrentCase> small() {
    return cases(
        Arbitraries.of(0, 1, 2, 3, 5),
        Arbitraries.of(0, 1, 2, 3, 5, 7, 9),
        Arbitraries.of(1, 2, 3, 4, 5, 8, 17),
        Arbitraries.of(1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 19));
  }

  /// The same and larger ones, whose tiles and vectors fill and overflow.
  public static Arbitrary<RecurrentCase> large() {
    return cases(
        Arbitraries.of(0, 1, 2, 3, 5, 9),
        Arbitraries.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 15, 16, 17, 25),
        Arbitraries.of(1, 2, 3, 4, 5, 8, 15, 16, 17, 33, 67),
        Arbitraries.of(1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 32, 33, 47, 48, 63, 64, 65, 97));
  }

  private static Arbitrary<RecurrentCase> cases(
      Arbitrary<Integer> steps,
      Arbitrary<Integer> batch,
      Arbitrary<Integer> inputs,
      Arbitrary<Integer> hidden) {
    return Combinators.combine(
            Arbitraries.of(RecurrentCell.class),
            steps,
            batch,
            inputs,
            hidden,
            Arbitraries.integers(),
            Arbitraries.of(true, false),
            Arbitraries.of(true, true, true, false))
        .as(RecurrentCase::of);
  }

  private static RecurrentCase of(
      RecurrentCell cell,
      int steps,
      int batch,
      int inputs,
      int hidden,
      int seed,
      boolean padded,
      boolean biases) {
    SplittableRandom random = new SplittableRandom(seed);
    RecurrentProblem problem =
        RecurrentProblem.random(cell, steps, batch, inputs, hidden, random.nextLong());
    if (padded) {
      problem = problem.withLengths(random.ints(batch, 0, steps + 1).toArray());
    }
    if (!biases) {
      problem = problem.without("bias_ih", "bias_hh");
    }
    return new RecurrentCase(cell, problem, random.ints((long) steps * batch, 0, inputs).toArray());
  }

  /// The problem with the tokens for its input.
  public RecurrentProblem oneHot() {
    return problem.withTokens(tokens);
  }

  @Override
  public String toString() {
    return cell + " " + problem + ", tokens " + Arrays.toString(tokens);
  }
}

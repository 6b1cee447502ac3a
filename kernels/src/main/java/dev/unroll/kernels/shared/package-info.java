/// What both kernel sets stand on: the polynomials' coefficients, the canonical sums, and the recipes
/// over rows that each set fills with its loops.
package dev.unroll.kernels.shared;

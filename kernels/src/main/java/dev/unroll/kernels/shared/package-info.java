/// What both kernel sets stand on: the polynomials' coefficients, the canonical sums, and the recipes
/// over rows that each set fills with its loops; and what a set's start asks of its kernels.
package dev.unroll.kernels.shared;

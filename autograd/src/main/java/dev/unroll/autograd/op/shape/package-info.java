/// The same numbers in another order or under another shape: slices, joins, permutations, reversals.
package dev.unroll.autograd.op.shape;

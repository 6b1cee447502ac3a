/// How operations see tensors: blocks along an axis, rows, permutations, padding.
package dev.unroll.autograd.op.layout;

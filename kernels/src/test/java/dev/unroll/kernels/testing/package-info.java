/// What the tests of this and of the modules above share: oracles, in double, straight from the
/// equations and sharing no code with the kernels.
package dev.unroll.kernels.testing;

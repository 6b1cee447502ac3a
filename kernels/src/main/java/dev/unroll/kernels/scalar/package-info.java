/// The complete kernel set in plain loops: what a student reads, what runs where the Vector API is
/// absent, and what the vector set must equal bit for bit.
package dev.unroll.kernels.scalar;

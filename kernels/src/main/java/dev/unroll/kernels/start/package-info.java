/// The time until the virtual machine has compiled the vector kernels, which the scalar ones bridge.
package dev.unroll.kernels.start;

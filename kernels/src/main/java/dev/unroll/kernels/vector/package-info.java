/// The SIMD kernel set: this package and those below it alone import the incubating Vector API. Each
/// kernel equals its scalar twin bit for bit at every vector width.
package dev.unroll.kernels.vector;

/// The SIMD kernel set: the only package that imports the incubating Vector API. Each kernel equals
/// its scalar twin bit for bit at every vector width.
package dev.unroll.kernels.vector;

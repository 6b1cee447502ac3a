/// The machine that measures: what it is, and its measured peaks of arithmetic and bandwidth. Uses the
/// Vector API directly, because the peak must not depend on the kernels that are held against it.
package dev.unroll.bench.machine;

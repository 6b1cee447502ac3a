/// Benchmarks and reports. One class per kernel family; variants that lost are kept here, with
/// their numbers, and never in the library.
package dev.unroll.bench;

/// JMH benchmarks, one class per kernel family and one for whole layers, and what they share: seeded
/// operands, the work they are charged for, the profiler that turns times into rates.
package dev.unroll.bench;

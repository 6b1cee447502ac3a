/// Every operation of the autograd engine, forward and backward, as a benchmark of its own; the table of
/// all operations with their gradient errors; and graphs of scalar-sized operations, where the cost of
/// recording is all there is. An operation without a benchmark here fails the tests by name.
package dev.unroll.bench.operation;

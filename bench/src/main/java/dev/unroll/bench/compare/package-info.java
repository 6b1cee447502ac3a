/// The comparison with peers: the rows that are compared, the interleaved timing, one process a row,
/// and the report with its picture. Peers themselves are plugged in from outside: see
/// [dev.unroll.bench.compare.PeerProvider].
package dev.unroll.bench.compare;

/// File formats of data: each reader gives plain records and arrays, and refuses what does not make sense
/// with one message that names file, line and column, what was expected and what is there.
package dev.unroll.cli.data;

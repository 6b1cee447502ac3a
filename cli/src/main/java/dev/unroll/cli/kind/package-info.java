/// Kinds of the program: what `unroll train KIND` trains. A kind is one class that implements
/// [dev.unroll.cli.kind.Program]; commands, options, directories, displays, signals and resuming are the
/// program's.
package dev.unroll.cli.kind;

/// The commands of the program, over [dev.unroll.models]. A command parses and checks its
/// options, calls the models, and prints; what computes lives in the modules beneath.
package dev.unroll.cli;

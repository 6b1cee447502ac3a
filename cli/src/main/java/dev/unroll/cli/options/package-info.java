/// Records of options as options of the command line: an option's name, its help, its default and its check
/// all follow from one component of a record.
package dev.unroll.cli.options;

/// Pages for a browser: one file with all it needs, readable from the disk without a network, on light and dark
/// grounds and on paper.
package dev.unroll.cli.page;

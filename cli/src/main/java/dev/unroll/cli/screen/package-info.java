/// What stands on the terminal while someone types: a screen is lines and what a key does to them; how keys come
/// and lines go knows [dev.unroll.cli.screen.RawTerminal] alone.
package dev.unroll.cli.screen;

/// What goes on within a model while it reads, as a page for a browser.
package dev.unroll.cli.inspect;

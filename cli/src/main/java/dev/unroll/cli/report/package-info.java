/// What happened in runs of training, as a page for a browser.
package dev.unroll.cli.report;

/// What the tests of all modules share.
package dev.unroll.core.testing;

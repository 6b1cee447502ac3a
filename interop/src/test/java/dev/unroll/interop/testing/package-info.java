/// What the tests of all formats share.
package dev.unroll.interop.testing;

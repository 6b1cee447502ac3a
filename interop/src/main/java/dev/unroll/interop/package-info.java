/// Model files of any kind that is known here: what is in them, running them, comparing what they give with
/// what is expected.
package dev.unroll.interop;

/// What stands in front of every kernel set: the same checks of arguments for all of them, in messages
/// that name what was wrong. The kernels behind need none.
package dev.unroll.kernels.checked;

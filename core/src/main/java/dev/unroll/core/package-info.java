/// What everything stands on: [Shape], [Tensor], [Workspace], [RandomStream] and [Checks]. No
/// mathematics lives here, no thread and no global state.
package dev.unroll.core;

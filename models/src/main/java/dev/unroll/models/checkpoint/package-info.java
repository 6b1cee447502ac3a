/// Models in files: a checkpoint names the kind of its model and holds sections that never share names, so
/// that one call rebuilds any model, and everything that has a memory finds its own part again.
package dev.unroll.models.checkpoint;

/// What goes on within a recurrent model while it reads: the activations of its units, the gates of its cells,
/// how far back its answers look, and which unit keeps track of what. All numbers come from the engine; nobody
/// draws anything here.
package dev.unroll.models.insight;

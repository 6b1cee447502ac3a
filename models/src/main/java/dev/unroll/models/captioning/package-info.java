/// Pictures to sentences: a convolutional encoder, and a recurrent decoder that may look at the picture anew for
/// each word.
package dev.unroll.models.captioning;

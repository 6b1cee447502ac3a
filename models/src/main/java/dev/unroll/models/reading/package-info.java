/// Reading what stands on pictures from left to right: convolutions, a recurrent layer in both directions, and
/// connectionist temporal classification.
package dev.unroll.models.reading;

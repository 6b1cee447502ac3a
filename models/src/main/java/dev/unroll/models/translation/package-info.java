/// Encoder and decoder: sequences in, other sequences out. Addition of numbers written as text, and translation.
package dev.unroll.models.translation;

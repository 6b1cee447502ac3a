/// Pictures: bytes, drawing them, and the convolutions that models of pictures begin with.
package dev.unroll.models.vision;

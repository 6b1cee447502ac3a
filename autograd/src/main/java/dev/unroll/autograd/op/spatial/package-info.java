/// Convolution and pooling over two or three axes.
package dev.unroll.autograd.op.spatial;

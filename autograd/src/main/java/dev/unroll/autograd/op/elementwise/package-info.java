/// Functions of single numbers, arithmetic with broadcasting, dropout.
package dev.unroll.autograd.op.elementwise;

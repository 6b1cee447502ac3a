/// Recurrent layers over whole sequences, one operation each.
package dev.unroll.autograd.op.recurrent;

/// Matrix products and what is made of them: linear layers, embeddings, highway connections.
package dev.unroll.autograd.op.product;

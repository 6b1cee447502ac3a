/// From logits to tokens: choosing one, and searching for the best sequence of them.
package dev.unroll.models.decode;

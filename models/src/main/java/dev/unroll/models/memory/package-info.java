/// Tasks that ask for nothing but memory: what gates, and how weights begin, do for it.
package dev.unroll.models.memory;

/// Arrays of numbers of any type, as the formats of others hold them, and NumPy's files of one array.
package dev.unroll.interop.array;

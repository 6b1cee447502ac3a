/// What PyTorch writes: `.pt` and `.pth` files, and the names of its layers' parameters.
///
/// A `.pt` file is a program for a stack machine. Here it can only make what the reader knows: numbers,
/// strings, lists, dictionaries and tensors. No name in it is ever looked up.
package dev.unroll.interop.torch;

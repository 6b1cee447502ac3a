/// Bytes of model files and of the archives that they are. No size in a file is believed before it was
/// checked against the file's own length, and no name in an archive is ever a path.
package dev.unroll.interop.file;

/// Files: tensors in the safetensors format ([SafetensorsFile], [SafetensorsWriter]) and crash-safe
/// replacement of any file ([FileReplacement]).
///
/// What is read is never trusted: every size in a file is checked against the file's own length
/// before anything is allocated, and whatever is wrong with it is a [MalformedFileException]. What a
/// user has is never overwritten in place.
package dev.unroll.core.io;

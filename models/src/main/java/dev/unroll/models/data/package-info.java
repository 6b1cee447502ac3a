/// Training data: how a text is cut into parallel streams and chunks. Whatever position a reader of
/// data has is two numbers that can be saved and restored.
package dev.unroll.models.data;

/// The wire format of Protocol Buffers, without descriptions of messages: whoever reads knows the field
/// numbers. Nothing is allocated that the bytes left do not justify.
package dev.unroll.interop.protobuf;

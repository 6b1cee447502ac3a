/// The voice activity detector Silero VAD, a chunk of sound at a time.
package dev.unroll.interop.silero;

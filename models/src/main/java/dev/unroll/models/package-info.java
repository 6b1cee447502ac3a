/// The assembled models and what they are built, trained and saved with. A model refers to
/// operations and kernels by their contracts only and is immutable to readers while it scores.
package dev.unroll.models;

/// One label for a whole example: for a sentence, a name, a row of numbers. A classifier knows its
/// labels by name; training data are examples with a label each. A [dev.unroll.models.classification.Perceptron] can say a number instead.
package dev.unroll.models.classification;

/// One label for a whole example: for a sentence, a name, a row of numbers. A classifier knows its
/// labels by name; training data are examples with a label each.
package dev.unroll.models.classification;

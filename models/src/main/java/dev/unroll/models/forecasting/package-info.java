/// What comes next in a series of measurements: from the records of some past, the value of one column some
/// records ahead.
package dev.unroll.models.forecasting;

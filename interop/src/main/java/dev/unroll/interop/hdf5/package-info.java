/// The part of HDF5 that Keras and h5py write by default: groups, attributes, and data sets that lie in one
/// piece. What is not read (chunked, compressed, external and virtual data, dense storage of links and
/// attributes, committed and compound types) is refused by its name, and only when it is asked for.
///
/// Every address and size is checked against the file, and the whole reading is bounded by the file's
/// length: a file whose parts are used over and over, or that leads in circles, is refused.
///
/// Format: The HDF Group, *HDF5 File Format Specification*, version 3.0.
package dev.unroll.interop.hdf5;

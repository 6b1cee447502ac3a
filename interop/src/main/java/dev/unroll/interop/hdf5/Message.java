package dev.unroll.interop.hdf5;

/// One message of an object header.
///
/// @param type what it is
/// @param shared whether it stands elsewhere in the file and is only referred to here
/// @param begin where its contents begin
/// @param end where they end
record Message(int type, boolean shared, int begin, int end) {
  static final int DATASPACE = 0x01;
  static final int LINK_INFO = 0x02;
  static final int DATATYPE = 0x03;
  static final int LINK = 0x06;
  static final int EXTERNAL_FILES = 0x07;
  static final int LAYOUT = 0x08;
  static final int FILTERS = 0x0B;
  static final int ATTRIBUTE = 0x0C;
  static final int CONTINUATION = 0x10;
  static final int SYMBOL_TABLE = 0x11;
  static final int ATTRIBUTE_INFO = 0x15;

  int length() {
    return end - begin;
  }
}

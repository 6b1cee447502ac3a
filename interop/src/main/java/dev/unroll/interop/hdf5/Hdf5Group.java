package dev.unroll.interop.hdf5;

import dev.unroll.core.io.MalformedFileException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// A group: names of other groups and of data sets. Links to other places by name (soft links) and into
/// other files are not followed: those names are not there.
public final class Hdf5Group extends Hdf5Object {
  private static final int TREE_HEADER = 24;
  private static final int SYMBOL_ENTRY = 40;
  private static final int SOFT_LINK = 2;

  /// Addresses of object headers by name.
  private Map<String, Long> links;

  Hdf5Group(Hdf5File file, String path, List<Message> messages) {
    super(file, path, messages);
  }

  /// The names in this group, in the order of the file.
  public Set<String> names() throws MalformedFileException {
    return Collections.unmodifiableSet(links().keySet());
  }

  /// Whether there is a group or a data set under this name, or under this path from here on.
  public boolean contains(String name) throws MalformedFileException {
    return find(name) != null;
  }

  /// Whether there is a group, and no data set, under this name or path.
  public boolean isGroup(String name) throws MalformedFileException {
    return find(name) instanceof Hdf5Group;
  }

  /// The group of this name, or under this path from here on.
  ///
  /// @throws MalformedFileException if there is none
  public Hdf5Group group(String name) throws MalformedFileException {
    if (find(name) instanceof Hdf5Group group) {
      return group;
    }
    throw missing("group", name);
  }

  /// The data set of this name, or under this path from here on.
  ///
  /// @throws MalformedFileException if there is none
  public Hdf5Dataset dataset(String name) throws MalformedFileException {
    if (find(name) instanceof Hdf5Dataset dataset) {
      return dataset;
    }
    throw missing("data set", name);
  }

  private MalformedFileException missing(String kind, String name) throws MalformedFileException {
    return bytes.malformed(
        "%s: expected a %s %s, found %d names"
            .formatted(path, kind, MalformedFileException.quote(name), links().size()));
  }

  /// The object under a path, or null.
  Hdf5Object find(String name) throws MalformedFileException {
    Hdf5Object at = this;
    for (String part : parts(name)) {
      Long address = at instanceof Hdf5Group group ? group.links().get(part) : null;
      if (address == null) {
        return null;
      }
      at = file.object(at.path, part, address);
    }
    return at;
  }

  private Map<String, Long> links() throws MalformedFileException {
    if (links == null) {
      Map<String, Long> found = new LinkedHashMap<>();
      for (Message message : messages) {
        switch (message.type()) {
          case Message.SYMBOL_TABLE -> readSymbolTable(message, found);
          case Message.LINK -> readLink(message, found);
          case Message.LINK_INFO -> checkNotDense(message);
          default -> {}
        }
      }
      links = found;
    }
    return links;
  }

  // ---- new style: links in the header

  private void checkNotDense(Message message) throws MalformedFileException {
    boolean ordered = message.length() >= 2 && (bytes.u8(message.begin() + 1) & 1) != 0;
    int heap = message.begin() + (ordered ? 10 : 2);
    if (heap + 8 > message.end() || bytes.u64(heap) != Hdf5Bytes.NONE) {
      throw bytes.malformed(
          path
              + ": expected links in the group's header, found them in dense storage; write the file"
              + " with libver='earliest'");
    }
  }

  private void readLink(Message message, Map<String, Long> found) throws MalformedFileException {
    int at = message.begin();
    int end = message.end();
    if (end - at < 4 || bytes.u8(at) != 1) {
      throw bytes.malformed(path + ": expected links of version 1");
    }
    int flags = bytes.u8(at + 1);
    boolean hard = (flags & 8) == 0 || bytes.u8(at + 2) == 0;
    int sizeAt =
        at
            + 2
            + ((flags & 8) != 0 ? 1 : 0)
            + ((flags & 4) != 0 ? 8 : 0)
            + ((flags & 16) != 0 ? 1 : 0);
    int sizeBytes = 1 << (flags & 3);
    long size = sizeAt + sizeBytes <= end ? bytes.unsigned(sizeAt, sizeBytes) : -1;
    int nameAt = sizeAt + sizeBytes;
    if (size < 0 || size > end - nameAt || hard && size > end - nameAt - 8) {
      throw bytes.malformed(
          "%s: expected a link of at most %d bytes, found more".formatted(path, end - at));
    }
    if (hard) {
      add(found, bytes.text(nameAt, (int) size), bytes.u64(nameAt + (int) size));
    }
  }

  // ---- old style: a B-tree of symbol tables, names in a local heap

  private void readSymbolTable(Message message, Map<String, Long> found)
      throws MalformedFileException {
    if (message.length() < 16) {
      throw bytes.malformed(path + ": expected a symbol table's tree and heap");
    }
    int heap = bytes.check(path, bytes.u64(message.begin() + 8), 32);
    bytes.checkSignature(path, heap, "HEAP");
    long heapSize = bytes.u64(heap + 8);
    int names = bytes.check(path, bytes.u64(heap + 24), heapSize);
    // Depth first, left to right: names come in their order.
    List<Long> open = new ArrayList<>();
    Set<Long> seen = new HashSet<>();
    open.add(bytes.u64(message.begin()));
    while (!open.isEmpty()) {
      long address = open.removeLast();
      if (!seen.add(address)) {
        throw bytes.malformed(
            "%s: expected each node of its tree once, found a second use of that at byte %d"
                .formatted(path, address));
      }
      if (bytes.hasSignature(address, "SNOD")) {
        readSymbols((int) address, names, (int) heapSize, found);
      } else {
        readTree(address, open);
      }
    }
  }

  private void readTree(long address, List<Long> open) throws MalformedFileException {
    int at = bytes.check(path, address, TREE_HEADER);
    bytes.checkSignature(path, at, "TREE");
    int count = bytes.u16(at + 6);
    if (bytes.u8(at + 4) != 0) {
      throw bytes.malformed(path + ": expected a tree of groups, found one of chunks");
    }
    bytes.check(path, at, TREE_HEADER + 16L * count + 8);
    bytes.spend(TREE_HEADER + 16L * count);
    for (int child = count - 1; child >= 0; child--) {
      open.add(bytes.u64(at + TREE_HEADER + 8 + 16 * child));
    }
  }

  private void readSymbols(int at, int names, int namesSize, Map<String, Long> found)
      throws MalformedFileException {
    bytes.check(path, at, 8);
    int count = bytes.u16(at + 6);
    bytes.check(path, at, 8 + (long) SYMBOL_ENTRY * count);
    bytes.spend(8 + (long) SYMBOL_ENTRY * count);
    for (int i = 0; i < count; i++) {
      int entry = at + 8 + SYMBOL_ENTRY * i;
      long name = bytes.u64(entry);
      if (name < 0 || name >= namesSize) {
        throw bytes.malformed(
            "%s: expected a name in its heap of %d bytes, found one at %s"
                .formatted(path, namesSize, Long.toUnsignedString(name)));
      }
      if (bytes.u32(entry + 16) != SOFT_LINK) {
        String text = bytes.text(names + (int) name, namesSize - (int) name);
        bytes.spend(text.length());
        add(found, text, bytes.u64(entry + 8));
      }
    }
  }

  private void add(Map<String, Long> found, String name, long address)
      throws MalformedFileException {
    if (found.put(name, address) != null) {
      throw bytes.malformed(
          "%s: expected each name once, found a second %s"
              .formatted(path, MalformedFileException.quote(name)));
    }
  }
}

package dev.unroll.bench.compare;

import java.util.ArrayList;
import java.util.List;

/// What the process of one row found. It travels from there as lines that begin with [#MARK], fields
/// separated by tabs.
///
/// @param row the row
/// @param timings of ours, of ours on two threads where that is asked for, and of the peers
/// @param roofPercent the time of the roof that binds over ours, in percent
/// @param roof which roof that is
/// @param flop what the task is charged for
/// @param bytes likewise
/// @param allocated bytes allocated by one call of ours
record Result(
    Row row,
    List<Entry> timings,
    double roofPercent,
    String roof,
    double flop,
    double bytes,
    double allocated) {
  static final String MARK = "@result";

  /// One contender's times.
  ///
  /// @param name the contender
  /// @param median nanoseconds a call, the median of the rounds
  /// @param best nanoseconds a call in the best round
  /// @param ratio its time over ours, the median over the rounds
  record Entry(String name, double median, double best, double ratio) {}

  /// Ours.
  Entry ours() {
    return timings.get(0);
  }

  /// Ours on two threads, or null.
  Entry twoThreads() {
    return timings.stream().filter(each -> isOurs(each) && each != ours()).findFirst().orElse(null);
  }

  /// The peers.
  List<Entry> peers() {
    return timings.stream().filter(each -> !isOurs(each)).toList();
  }

  private static boolean isOurs(Entry entry) {
    return entry.name().startsWith("unroll");
  }

  /// The fastest peer's time over ours; NaN without a peer.
  double ratio() {
    return peers().stream().mapToDouble(Entry::ratio).min().orElse(Double.NaN);
  }

  /// One thread's time over two threads'; NaN where two were not measured.
  double speedup() {
    Entry two = twoThreads();
    return two == null ? Double.NaN : 1 / two.ratio();
  }

  /// Two threads have to be 1.85 times as fast where one takes more than 200 µs, and never slower.
  boolean speedupIsMet() {
    double least = ours().median() > 200_000 ? 1.85 : 1;
    return Double.isNaN(speedup()) || speedup() >= least;
  }

  boolean isMet() {
    return row.target().isMet(ratio(), roofPercent);
  }

  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Entry entry : timings) {
      lines.add(
          String.join(
              "\t",
              MARK,
              row.task().id(),
              "time",
              entry.name(),
              Double.toString(entry.median()),
              Double.toString(entry.best()),
              Double.toString(entry.ratio())));
    }
    lines.add(
        String.join(
            "\t",
            MARK,
            row.task().id(),
            "roof",
            roof,
            Double.toString(roofPercent),
            Double.toString(flop),
            Double.toString(bytes),
            Double.toString(allocated)));
    return lines;
  }

  /// The result that [#lines] wrote.
  static Result parse(Row row, List<String> lines) {
    List<Entry> timings = new ArrayList<>();
    for (String line : lines) {
      String[] fields = line.split("\t");
      if (fields[2].equals("time")) {
        timings.add(
            new Entry(
                fields[3],
                Double.parseDouble(fields[4]),
                Double.parseDouble(fields[5]),
                Double.parseDouble(fields[6])));
      } else {
        return new Result(
            row,
            timings,
            Double.parseDouble(fields[4]),
            fields[3],
            Double.parseDouble(fields[5]),
            Double.parseDouble(fields[6]),
            Double.parseDouble(fields[7]));
      }
    }
    throw new IllegalStateException(row.task().id() + ": the result is incomplete");
  }
}

package scrip.imports;

import java.util.ArrayList;
import java.util.List;

/** The rows of a file, checked and in batches. */
final class Batches<T> {

  private final CsvRows rows;
  private final PartsStream file;
  private final Taker<T> taker;
  private final int size;
  private final Columns columns;

  /**
   * Reads the first line.
   *
   * @throws FileFault when it is none
   */
  Batches(PartsStream file, Kind kind, Taker<T> taker, int size) {
    this.file = file;
    this.rows = new CsvRows(file);
    this.taker = taker;
    this.size = size;
    this.columns = Columns.of(rows.next(), kind);
  }

  /**
   * Some rows.
   *
   * @param taken those that may be inserted
   * @param reported what is wrong with the others, and warnings
   * @param read how many rows of the file these are; none at its end
   * @param bytesRead how far in the file that is, or a little farther
   */
  record Batch<T>(List<T> taken, List<RefusedRow> reported, int read, long bytesRead) {}

  Columns columns() {
    return columns;
  }

  /** Passes over rows that an earlier run has written. */
  void skip(long count) {
    for (long i = 0; i < count; i++) {
      if (rows.next() == null) {
        throw new IllegalStateException("the file has fewer rows than were read from it before");
      }
    }
  }

  Batch<T> next() {
    List<T> taken = new ArrayList<>(size);
    List<RefusedRow> reported = new ArrayList<>();
    int read = 0;
    CsvRow row;
    while (read < size && (row = rows.next()) != null) {
      read++;
      T checked = check(row, reported);
      if (checked != null) {
        taken.add(checked);
      }
    }
    return new Batch<>(taken, reported, read, file.taken());
  }

  private T check(CsvRow row, List<RefusedRow> reported) {
    if (row.broken() != null || !columns.fits(row)) {
      RowFault fault = row.broken() != null ? row.broken() : RowFault.FIELD_COUNT;
      reported.add(RefusedRow.of(row, "row", fault, null));
      return null;
    }
    return taker.check(row, columns, reported::add);
  }
}

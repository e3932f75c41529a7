package scrip.imports;

import java.util.List;

/**
 * One row of a file.
 *
 * @param line where it begins, counted from 1
 * @param cells as they were, without their quotes
 * @param broken what keeps it from being read; then cells is the whole text
 */
record CsvRow(long line, List<String> cells, RowFault broken) {

  @Override
  public String toString() {
    return "CsvRow[" + line + "]";
  }
}

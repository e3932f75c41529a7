package scrip.imports;

/**
 * A row that was not taken, or taken with a warning.
 *
 * @param row as it was
 * @param field the column at fault, or "row"
 * @param value masked
 * @param otherLine the line that has the same code, where there is one
 * @param warning whether the row was taken all the same
 */
record RefusedRow(
    CsvRow row, String field, RowFault fault, String value, Long otherLine, boolean warning) {

  static RefusedRow of(CsvRow row, String field, RowFault fault, String clear) {
    return new RefusedRow(row, field, fault, masked(clear), null, false);
  }

  static RefusedRow warning(CsvRow row, String field, RowFault fault, String clear) {
    return new RefusedRow(row, field, fault, masked(clear), null, true);
  }

  /** Two characters at most, and never more than a third: any cell may hold a code. */
  static String masked(String clear) {
    if (clear == null || clear.isEmpty()) {
      return null;
    }
    int last = clear.length() - 1;
    return clear.length() >= 6 && isShown(clear.charAt(last - 1)) && isShown(clear.charAt(last))
        ? "••" + clear.substring(last - 1)
        : "••";
  }

  private static boolean isShown(char c) {
    return c > ' ' && c < 127;
  }
}

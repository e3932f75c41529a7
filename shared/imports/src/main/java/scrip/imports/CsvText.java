package scrip.imports;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Writes rows of a file: quoted where needed, cells as they were, so that they can come in again.
 */
final class CsvText {

  private CsvText() {}

  /** Without a line end. */
  static byte[] row(List<String> cells) {
    return Utf8.bytes(cells.stream().map(CsvText::cell).collect(Collectors.joining(",")));
  }

  private static String cell(String cell) {
    boolean plain =
        cell.chars().noneMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r')
            && cell.equals(cell.strip());
    return plain ? cell : '"' + cell.replace("\"", "\"\"") + '"';
  }
}

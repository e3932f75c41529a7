package scrip.imports;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Which cell of a row belongs to which column, by the first line of the file. */
final class Columns {

  /** Stands in files of refused rows and is ignored when such a file comes in again. */
  static final String REFUSED_BECAUSE = "refused_because";

  private static final int SHOWN = 10;

  private final List<String> names;
  private final Map<String, Integer> places = new HashMap<>();

  private Columns(List<String> names) {
    this.names = names;
  }

  /**
   * Reads the first line. Case, spaces and hyphens do not count.
   *
   * @throws FileFault when it is no such line; cells are named only when it clearly is one, because
   *     the first line of a file without it holds a secret
   */
  static Columns of(CsvRow first, Kind kind) {
    String expected = "; the columns are " + String.join(", ", kind.columns()) + ".";
    if (first == null) {
      throw new FileFault("The file is empty" + expected);
    }
    if (first.broken() != null) {
      throw new FileFault("The first line " + first.broken().text() + expected);
    }
    Columns columns = new Columns(first.cells().stream().map(Columns::normal).toList());
    boolean named =
        kind.required() == null
            ? columns.names.stream().anyMatch(kind.columns()::contains)
            : columns.names.contains(kind.required());
    if (!named) {
      throw new FileFault(
          kind.required() == null
              ? "The first line names none of the columns" + expected
              : "The first line has no column " + kind.required() + expected);
    }
    columns.place(kind, expected);
    return columns;
  }

  /** The columns of a file of refused rows. */
  static List<String> reported(List<String> names) {
    List<String> reported = new ArrayList<>(names);
    reported.remove(REFUSED_BECAUSE);
    reported.add(REFUSED_BECAUSE);
    return reported;
  }

  /** A refused row as it was, with the reason behind it. */
  List<String> reported(RefusedRow refused) {
    List<String> cells = new ArrayList<>(refused.row().cells());
    while (cells.size() < names.size()) {
      cells.add("");
    }
    Integer before = places.get(REFUSED_BECAUSE);
    if (before != null) {
      cells.remove((int) before);
    }
    cells.add(refused.fault().because(refused.field(), refused.otherLine()));
    return cells;
  }

  List<String> names() {
    return names;
  }

  boolean fits(CsvRow row) {
    return row.cells().size() == names.size();
  }

  /** The cell without spaces around it; null when it is empty or there is no such column. */
  String cell(CsvRow row, String name) {
    Integer place = places.get(name);
    String cell = place == null ? "" : row.cells().get(place).strip();
    return cell.isEmpty() ? null : cell;
  }

  private void place(Kind kind, String expected) {
    List<String> unknown = new ArrayList<>();
    List<String> twice = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      String name = names.get(i);
      if (!kind.columns().contains(name) && !name.equals(REFUSED_BECAUSE)) {
        unknown.add(name.isEmpty() ? "(no name)" : cut(name));
      } else if (places.put(name, i) != null) {
        twice.add(name);
      }
    }
    if (!unknown.isEmpty()) {
      throw new FileFault("Unknown columns: " + shown(unknown) + expected);
    }
    if (!twice.isEmpty()) {
      throw new FileFault("Columns that stand there twice: " + shown(twice) + expected);
    }
  }

  private static String shown(List<String> names) {
    return String.join(", ", names.subList(0, Math.min(SHOWN, names.size())))
        + (names.size() > SHOWN ? " and " + (names.size() - SHOWN) + " more" : "");
  }

  private static String cut(String name) {
    String shown = name.length() > 40 ? name.substring(0, 40) + "…" : name;
    return shown.replaceAll("[\\p{C}\\p{Zl}\\p{Zp}]", "·");
  }

  private static String normal(String name) {
    return name.strip().toLowerCase(Locale.ROOT).replaceAll("[\\s_-]+", "_");
  }
}

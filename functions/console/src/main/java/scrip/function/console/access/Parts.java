package scrip.function.console.access;

import java.util.List;
import java.util.function.Function;
import scrip.http.Page;

/** Cuts a list that was read one row further than it is shown. */
final class Parts {

  private Parts() {}

  static <R, T> Page<T> of(
      List<R> rows, int atMost, Function<R, String> cursor, Function<R, T> view) {
    boolean more = rows.size() > atMost;
    List<R> shown = more ? rows.subList(0, atMost) : rows;
    return new Page<>(
        shown.stream().map(view).toList(),
        more ? Page.cursor(cursor.apply(shown.get(atMost - 1)).split("\n")) : null);
  }
}

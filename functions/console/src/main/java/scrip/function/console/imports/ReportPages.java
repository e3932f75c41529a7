package scrip.function.console.imports;

import java.util.List;
import java.util.function.Function;
import scrip.http.Page;
import scrip.problem.Refused;

/** Pages of what became of a file, in the order of its lines. */
final class ReportPages {

  private ReportPages() {}

  /**
   * One page.
   *
   * @param found one row more than a page holds, when there are more
   */
  static <T> Page<T> page(List<T> found, int atMost, Function<T, String> cursor) {
    return found.size() <= atMost
        ? new Page<>(found, null)
        : new Page<>(found.subList(0, atMost), cursor.apply(found.get(atMost - 1)));
  }

  /** The line behind which a page begins. */
  static long line(String typed) {
    try {
      return Long.parseLong(typed);
    } catch (NumberFormatException e) {
      throw Refused.invalid("cursor", "is not one of ours; begin again without it");
    }
  }
}

package scrip.function.console.operations;

import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.ToLongFunction;
import scrip.http.Page;
import scrip.problem.Refused;
import scrip.problem.RequestRefusal;

/** Lists whose newest row is first and whose rows are numbered. */
final class Cursors {

  private Cursors() {}

  /**
   * One page.
   *
   * @param rows given the number before which to begin, or null, and how many at most
   */
  static <T> Uni<Page<T>> page(
      String limit,
      String cursor,
      BiFunction<Long, Integer, Uni<List<T>>> rows,
      ToLongFunction<T> number) {
    int atMost = Page.limit(limit);
    String[] parts = Page.parts(cursor, 1);
    Long before;
    try {
      before = parts == null ? null : Long.valueOf(parts[0]);
    } catch (NumberFormatException e) {
      throw Refused.invalid("cursor", "must be the nextCursor of an answer of this list");
    }
    return rows.apply(before, atMost + 1)
        .map(
            found -> {
              boolean more = found.size() > atMost;
              List<T> data = more ? found.subList(0, atMost) : found;
              return new Page<>(
                  data,
                  more
                      ? Page.cursor(Long.toString(number.applyAsLong(data.get(atMost - 1))))
                      : null);
            });
  }

  /** A number in a path; what is none has no row. */
  static long id(String typed) {
    try {
      return Long.parseLong(typed);
    } catch (NumberFormatException e) {
      throw new Refused(RequestRefusal.NOT_FOUND);
    }
  }
}

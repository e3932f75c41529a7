package scrip.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import scrip.problem.Refused;

/**
 * One page of a list.
 *
 * @param nextCursor what to ask the next page with; null on the last one
 */
public record Page<T>(List<T> data, String nextCursor) {

  private static final int USUALLY = 50;
  private static final int AT_MOST = 500;
  private static final String BETWEEN = "\n";

  /**
   * How many rows a caller wants.
   *
   * @param typed the query parameter; null for the usual number
   * @throws Refused invalid-request
   */
  public static int limit(String typed) {
    if (typed == null) {
      return USUALLY;
    }
    try {
      int limit = Integer.parseInt(typed);
      if (limit >= 1 && limit <= AT_MOST) {
        return limit;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw Refused.invalid("limit", "must be a whole number from 1 to " + AT_MOST);
  }

  /** Hides where a page ended in a text that callers only hand back. */
  public static String cursor(String... parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(BETWEEN, parts).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a cursor back.
   *
   * @return null when there is no cursor
   * @throws Refused invalid-request, when it is none of ours
   */
  public static String[] parts(String cursor, int count) {
    if (cursor == null) {
      return null;
    }
    try {
      String text = new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8);
      String[] parts = text.split(BETWEEN, -1);
      if (parts.length == count) {
        return parts;
      }
    } catch (IllegalArgumentException e) {
      // Said below.
    }
    throw Refused.invalid("cursor", "is not one that a page before this one gave");
  }
}

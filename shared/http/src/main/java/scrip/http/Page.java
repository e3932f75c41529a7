package scrip.http;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import scrip.problem.Refused;

/**
 * One page of a list.
 *
 * @param nextCursor where the next page begins; null on the last one
 */
public record Page<T>(List<T> data, String nextCursor) {

  private static final int DEFAULT = 50;
  private static final int AT_MOST = 500;
  private static final String BETWEEN = "\n";

  /**
   * How many rows a page holds.
   *
   * @param typed null for the default, 50
   * @throws Refused invalid-request, when it is no whole number from 1 to 500
   */
  public static int limit(String typed) {
    return limit(typed, DEFAULT, AT_MOST);
  }

  /** The same with other bounds. */
  public static int limit(String typed, int otherwise, int atMost) {
    if (typed == null) {
      return otherwise;
    }
    if (typed.matches("[0-9]{1,9}")) {
      int limit = Integer.parseInt(typed);
      if (limit >= 1 && limit <= atMost) {
        return limit;
      }
    }
    throw Refused.invalid("limit", "must be a whole number from 1 to " + atMost);
  }

  /** Where a page begins, opaque to callers; of ids and moments, never of addresses. */
  public static String cursor(String... parts) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(String.join(BETWEEN, parts).getBytes(StandardCharsets.UTF_8));
  }

  /**
   * Reads a cursor back.
   *
   * @return null for no cursor
   * @throws Refused invalid-request, for one that we never gave
   */
  public static String[] parts(String cursor, int count) {
    if (cursor == null) {
      return null;
    }
    try {
      String[] parts =
          new String(Base64.getUrlDecoder().decode(cursor), StandardCharsets.UTF_8)
              .split(BETWEEN, -1);
      if (parts.length == count) {
        return parts;
      }
    } catch (IllegalArgumentException e) {
      // Refused below.
    }
    throw Refused.invalid("cursor", "is not a nextCursor of this list");
  }
}
